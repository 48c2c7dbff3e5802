using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using PerfProof.Planning;

namespace PerfProof.Rules;

/// <summary>
/// Half arithmetic as a kernel, in half, in float, and in double for the truth: the flagged expression where it is one over
/// arrays and numbers, otherwise the scaled sum of two arrays or their scalar product.
/// </summary>
internal static class HalfPattern
{
    private static readonly HalfExpression axpy = new("{s0} * {v0} + {v1}", 2, 1, IsSum: false);
    private static readonly HalfExpression dot = new("{v0} * {v1}", 2, 0, IsSum: true);

    /// <summary>The pattern for a finding.</summary>
    public static KernelPattern For(ProofContext context)
    {
        var isSpan = context.Fact(Facts.Shape) == "span";
        var statement = context.Node.FirstAncestorOrSelf<AssignmentExpressionSyntax>();
        var expression = isSpan ? dot
            : HalfExpression.Read(statement, context.Model)
            ?? (statement is { Left: IdentifierNameSyntax } ? dot : axpy);
        var sizes = int.TryParse(context.Fact(Facts.TripCount), out var trips) && trips is >= 16 and <= 1 << 20
            ? new SizePlan([trips], IsStated: true)
            : SizePlan.Sweep(256, 1 << 16);
        return Of(expression, sizes);
    }

    /// <summary>The pattern for an expression.</summary>
    public static KernelPattern Of(HalfExpression expression, SizePlan sizes)
    {
        // The sum itself leaves as float from half and from float: where half overflows and float does not, both can be told.
        var stored = expression.IsSum ? ElementKind.Single : ElementKind.Half;
        var inputs = ImmutableArray.CreateBuilder<PlanInput>();
        inputs.AddRange(Enumerable.Range(0, expression.Views).Select(i => new PlanInput($"a{i}", ElementKind.Half, Amount.Size)));
        inputs.AddRange(Enumerable.Range(0, expression.Scalars).Select(i => new PlanInput($"s{i}", ElementKind.Half, null)));
        return new(
            $"{(expression.IsSum ? "sum of " : "")}{expression.Text("v", "s")} over half values, computed in half against float",
            [Kernel("InHalf", expression, "Half", stored), Kernel("InFloat", expression, "float", stored), Kernel("InDouble", expression, "double", ElementKind.Double)],
            inputs.ToImmutable(),
            Plan("InHalf", expression, stored),
            Plan("InFloat", expression, stored),
            sizes)
        {
            Oracle = Plan("InDouble", expression, ElementKind.Double),
            DeclaredChange = "half to float",
            IsHostCost = true,
        };
    }

    private static KernelSource Kernel(string name, HalfExpression expression, string compute, ElementKind stored)
    {
        var parameters = string.Concat(Enumerable.Range(0, expression.Views).Select(i => $", ArrayView<Half> v{i}"))
            + $", ArrayView<{stored.InKernel()}> r"
            + string.Concat(Enumerable.Range(0, expression.Scalars).Select(i => $", Half h{i}"));
        // In half, a value is used as it is read; otherwise it is converted where it is read, and rounded where it is stored.
        var convert = compute == "Half" ? "" : $"({compute})";
        var scalars = string.Concat(Enumerable.Range(0, expression.Scalars).Select(i => $"{compute} s{i} = {convert}h{i};\n    "));
        var value = expression.In(compute, view => $"{convert}v{view}[{(expression.IsSum ? "j" : "i")}]", scalar => $"s{scalar}");
        var store = stored.InKernel() == compute ? "" : $"({stored.InKernel()})";
        var body = expression.IsSum
            ? $"{scalars}{compute} sum = ({compute})0f;\n    for (int j = 0; j < v0.IntLength; j++) {{ sum += {value}; }}\n    r[i] = {store}sum;"
            : $"{scalars}r[i] = {store}({value});";
        return new(name, $"static void {name}(Index1D i{parameters})\n{{\n    {body}\n}}");
    }

    private static LaunchPlan Plan(string kernel, HalfExpression expression, ElementKind stored)
    {
        Amount results = expression.IsSum ? 1 : Amount.Size;
        var views = Enumerable.Range(0, expression.Views).ToList();
        return new(
            [.. views.Select(i => new PlanBuffer($"b{i}", ElementKind.Half, Amount.Size)), new("result", stored, results)],
            [new("r", stored, results)],
            [
                .. views.Select(i => new UploadStep($"a{i}", $"b{i}")),
                new LaunchStep(kernel, results,
                [
                    .. views.Select(i => new ViewArgument($"b{i}")),
                    new ViewArgument("result"),
                    .. Enumerable.Range(0, expression.Scalars).Select(i => new InputArgument($"s{i}")),
                ]),
                new SynchroniseStep(),
                new DownloadStep("result", "r"),
            ]);
    }
}
