using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using PerfProof.Catalog;
using PerfProof.HotPath;
using PerfProof.Kernels;

namespace PerfProof.Rules;

/// <summary>
/// PP7004: neighbouring threads of a kernel that read or write elements far apart: each thread walks along a row of its own
/// (<c>data[i * width + k]</c>), or the index that runs with the threads is not the one in which a view is dense.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class StridedAccess : RuleAnalyzer
{
    /// <summary>A row a thread.</summary>
    public const string RowShape = "row";

    /// <summary>A view of two dimensions, along the wrong one.</summary>
    public const string AxisShape = "axis";

    // Within one line of a cache nothing is lost that the next turns of the loop do not use.
    private const long SmallStride = 32;

    /// <summary>What is reported.</summary>
    public static readonly DiagnosticDescriptor Descriptor = new(
        id: "PP7004",
        title: "Neighbouring threads access memory far apart",
        messageFormat: "Neighbouring threads access '{0}' {1} elements apart, so that their accesses are not coalesced; {2}",
        category: "Kernels",
        defaultSeverity: DiagnosticSeverity.Info,
        isEnabledByDefault: true,
        description: "The threads of a warp fetch memory together, in blocks of 32 bytes or more. Where neighbours access neighbouring elements, one block serves several of them; "
            + "where they are far apart, each needs a block of its own.",
        helpLinkUri: HelpLinkBase + "PP7004.md");

    /// <summary>Creates the rule.</summary>
    public StridedAccess()
        : base(Descriptor)
    {
    }

    /// <inheritdoc/>
    protected override void Register(RuleRegistration registration) => registration.OnDeviceCode(Check);

    // A helper is handed an index of which nothing is known. Of a buffer, the first place is enough.
    private static void Check(RuleContext context, DeviceMethod method, IOperation body)
    {
        if (!method.IsKernel)
        {
            return;
        }

        var thread = ThreadIndex.Of(method, body, context.Model.Catalog);
        var seen = new HashSet<ISymbol>(SymbolEqualityComparer.Default);
        foreach (var access in body.Descendants().OfType<IPropertyReferenceOperation>())
        {
            if (access is { Property.IsIndexer: true, Instance: { Type: { } type } instance }
                && DataOf(instance) is { } data
                && type.TypeKind is TypeKind.Struct or TypeKind.Class
                && type.DeclaringSyntaxReferences.IsEmpty
                && Found(context.Model.Catalog, thread, access) is var (shape, distance, advice)
                && seen.Add(data))
            {
                context.Report(access.Syntax.GetLocation(), ImmutableDictionary<string, string?>.Empty.Add(Facts.Shape, shape), data.Name, distance, advice);
            }
        }
    }

    // Memory of the group is not fetched in blocks: only what the kernel was handed counts.
    private static ISymbol? DataOf(IOperation instance) => Operations.Unwrap(instance) switch
    {
        IParameterReferenceOperation parameter => parameter.Parameter,
        IFieldReferenceOperation { Field.IsStatic: false } field => field.Field,
        _ => null,
    };

    private static (string Shape, string Distance, string Advice)? Found(RoleCatalog catalog, ThreadIndex thread, IPropertyReferenceOperation access)
    {
        var arguments = access.Arguments.Select(static argument => argument.Value).ToImmutableArray();
        if (DenseAxisOf(catalog, access.Instance!.Type) is { } axis)
        {
            return IsAcross(thread, arguments, axis) ? (AxisShape, "a row of", $"let the X of the thread's index run along {axis}, in which this view is dense, or allocate it dense in the other dimension") : null;
        }

        // A row a thread: data[i * width + k], in a loop over k.
        return arguments.Length == 1
            && thread.StepOf(arguments[0]) == Step.Many
            && !(thread.ConstantStride(arguments[0]) < SmallStride)
            && InnermostLoop(access) is { } loop
            && WalksAlong(loop, arguments[0])
                ? (RowShape, thread.ConstantStride(arguments[0]) is { } stride ? stride.ToString(System.Globalization.CultureInfo.InvariantCulture) : "a whole row of", "store the data so that neighbouring threads find neighbouring elements: 'k * count + i' in place of 'i * width + k'")
                : null;
    }

    /// <summary>The dimension in which neighbouring elements of a view are neighbours; null for a view of one dimension, or one of which it is not known.</summary>
    private static string? DenseAxisOf(RoleCatalog catalog, ITypeSymbol? view) =>
        (view as INamedTypeSymbol)?.TypeArguments.Select(argument => catalog.LineOf(argument.OriginalDefinition, Roles.ViewLayout)?[Keys.Dense]).FirstOrDefault(static axis => axis is not null)?.ToUpperInvariant();

    private static bool IsAcross(ThreadIndex thread, ImmutableArray<IOperation> arguments, string axis)
    {
        if (arguments.Length == 1)
        {
            var index = Operations.Unwrap(arguments[0]);
            if (thread.IsWhole(index))
            {
                return axis == "Y";
            }

            arguments = index is IObjectCreationOperation creation ? creation.Arguments.Select(static argument => argument.Value).ToImmutableArray() : ImmutableArray<IOperation>.Empty;
        }

        if (arguments.Length != 2)
        {
            return false;
        }

        var (dense, other) = axis == "X" ? (arguments[0], arguments[1]) : (arguments[1], arguments[0]);
        return thread.StepOf(dense) == Step.None && thread.StepOf(other) is Step.One or Step.Many;
    }

    private static IForLoopOperation? InnermostLoop(IOperation access)
    {
        for (var parent = access.Parent; parent is not null; parent = parent.Parent)
        {
            if (parent is ILoopOperation)
            {
                return parent as IForLoopOperation;
            }
        }

        return null;
    }

    // The variable of the loop is added as it is; times something, the thread would not walk along the row either.
    private static bool WalksAlong(IForLoopOperation loop, IOperation index)
    {
        index = Operations.Unwrap(index);
        while (index is IConversionOperation conversion)
        {
            index = Operations.Unwrap(conversion.Operand);
        }

        if (index is ILocalReferenceOperation local && MemberIndex.Of(index).OnlyValueOf(local.Local) is { } value)
        {
            return WalksAlong(loop, value);
        }

        return index is IBinaryOperation { OperatorKind: BinaryOperatorKind.Add } sum
            && new[] { sum.LeftOperand, sum.RightOperand }.Any(term =>
                (Operations.Unwrap(term) is ILocalReferenceOperation { Local: var counter } && loop.Locals.Any(one => Operations.Same(one, counter))) || WalksAlong(loop, term));
    }
}
