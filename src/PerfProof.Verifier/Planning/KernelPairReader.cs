using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using PerfProof.KernelHost;
using PerfProof.Loading;

namespace PerfProof.Planning;

/// <summary>Both sides of a pair of kernels.</summary>
/// <param name="Before">The kernels as they are, on both sides, where <paramref name="After"/> is another; otherwise the whole pair.</param>
/// <param name="After">The kernels of a candidate in a file of its own, compiled apart; null where both sides stand in one file.</param>
/// <param name="Hints">What is declared of their parameters, as the child process reads it.</param>
public sealed record KernelPair(KernelPattern Before, KernelPattern? After, ImmutableDictionary<string, string> Hints)
{
    /// <summary>The pair of two sides.</summary>
    /// <param name="description">What is compared.</param>
    /// <param name="before">The code as it is.</param>
    /// <param name="after">The code as it should be.</param>
    /// <param name="truth">The truth in float64; null where none is declared.</param>
    /// <param name="sizes">Sizes to measure at.</param>
    /// <param name="declaredChange">The change of precision that the rewrite declares; null for none.</param>
    /// <param name="hints">What is declared of parameters.</param>
    /// <param name="isApart">Whether the rewrite stands in a file of its own, and is compiled apart.</param>
    internal static KernelPair Of(
        string description, KernelSide before, KernelSide after, KernelSide? truth, SizePlan sizes, string? declaredChange, ImmutableDictionary<string, string> hints, bool isApart)
    {
        if (!isApart)
        {
            return new(KernelSide.Pattern(description, before, after, truth, sizes, declaredChange), null, hints);
        }

        // With the inputs of all, so that each side is called with the same ones.
        ImmutableArray<PlanInput> inputs = [.. before.Inputs.Concat(after.Inputs).Concat(truth?.Inputs ?? []).DistinctBy(input => input.Name)];
        (before, after) = (before with { Inputs = inputs }, after with { Inputs = inputs });
        return new(
            KernelSide.Pattern(description, before, before, truth, sizes, declaredChange),
            KernelSide.Pattern(description, after, after, null, sizes, declaredChange),
            hints);
    }
}

/// <summary>One side of a pair of kernels.</summary>
/// <param name="Kernels">The kernels that it launches, and what they use.</param>
/// <param name="Inputs">What it takes.</param>
/// <param name="Plan">What it does with them.</param>
internal sealed record KernelSide(ImmutableArray<KernelSource> Kernels, ImmutableArray<PlanInput> Inputs, LaunchPlan Plan)
{
    /// <summary>Directives of their files that the kernels need.</summary>
    public ImmutableArray<string> Usings { get; init; } = [];

    /// <summary>The pattern of two sides.</summary>
    public static KernelPattern Pattern(string description, KernelSide before, KernelSide after, KernelSide? truth, SizePlan sizes, string? declaredChange) => new(
        description,
        [.. before.Kernels.Concat(after.Kernels).Concat(truth?.Kernels ?? []).DistinctBy(kernel => kernel.Name)],
        // What only one side takes is made up for both.
        [.. before.Inputs.Concat(after.Inputs).Concat(truth?.Inputs ?? []).DistinctBy(input => input.Name)],
        before.Plan,
        after.Plan,
        sizes)
    {
        Usings = [.. before.Usings.Concat(after.Usings).Concat(truth?.Usings ?? []).Distinct(StringComparer.Ordinal)],
        Oracle = truth?.Plan,
        DeclaredChange = declaredChange,
        WhyDeviceOnly = "what kernels cost is a device's matter, and there is none here; --host managed times them on this CPU",
    };
}

/// <summary>
/// Makes launch plans of kernels that are marked as before and after: what they take is uploaded, they are launched in
/// the order in which they stand, and what they give is downloaded.
/// </summary>
internal sealed class KernelPairReader(INamedTypeSymbol type, SizePlan sizes, Action<PairMethod?, Location?, string> report)
{
    // What devices commonly allow.
    private const int MostThreads = 1024;

    private enum Role
    {
        Input,
        Output,
        InOut,
        Temporary,
    }

    private sealed record View(string Name, ElementKind Kind, Role Role, Amount Length, ViewShape? Shape);

    private readonly Dictionary<string, View> views = new(StringComparer.Ordinal);
    private readonly Dictionary<string, PlanInput> numbers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> hints = new(StringComparer.Ordinal);
    private bool isBefore;

    /// <summary>Whether a method is a kernel: it works on views of device memory.</summary>
    public static bool IsKernel(IMethodSymbol method) => method.Parameters.Any(parameter => IsView(parameter.Type));

    /// <summary>The pair; null when something is wrong with it, which is reported.</summary>
    public KernelPair? Read(IReadOnlyList<PairMethod> before, IReadOnlyList<PairMethod> after, IReadOnlyList<PairMethod> oracle, bool isApart, string? declaredChange)
    {
        var times = PairAttribute.Find(type, "Launches") is { ConstructorArguments: [{ Value: int given }] } launches
            ? given >= 1 ? given : this.Wrong<int>(null, PairAttribute.Place(launches), "[Launches] takes how often the kernels are launched, at least 1")
            : 1;
        this.isBefore = true;
        var first = this.ReadSide(before, times);
        this.isBefore = false;
        var second = this.ReadSide(after, times);
        var truth = oracle.Count > 0 ? this.ReadSide(oracle, times) : null;
        if (first is null || second is null || (oracle.Count > 0 && truth is null) || times < 1)
        {
            return null;
        }

        if (first.Plan.Outputs.IsEmpty)
        {
            return this.Wrong<KernelPair>(before[0], before[0].Symbol.Locations[0], "nothing would be compared: mark the views that the kernels give with [Output] or [InOut]");
        }

        foreach (var missing in first.Plan.Outputs.Where(output => second.Plan.Outputs.All(other => other.Name != output.Name)))
        {
            return this.Wrong<KernelPair>(after[0], after[0].Symbol.Locations[0], $"no kernel marked [After] takes {missing.Name}, which is an output of those marked [Before]");
        }

        var description = $"{Names(before)} against {Names(after)}";
        return KernelPair.Of(description, first, second, truth, sizes, declaredChange, this.hints.ToImmutableDictionary(), isApart);
    }

    private static string Names(IEnumerable<PairMethod> kernels) =>
        string.Join(", ", kernels.Select(kernel => $"{kernel.Symbol.ContainingType.Name}.{kernel.Symbol.Name}"));

    // Of any number of dimensions: those that cannot be handed to a kernel are kernels' parameters all the same.
    private static bool IsView(ITypeSymbol type) => type is INamedTypeSymbol { TypeArguments.Length: >= 1 } view && view.Name.StartsWith("ArrayView", StringComparison.Ordinal) && view.ContainingNamespace.ToDisplayString() is "ILGPU" or "ILGPU.Runtime";

    private T? Wrong<T>(PairMethod? method, Location? place, string message)
    {
        report(method, place, message);
        return default;
    }

    private KernelSide? ReadSide(IReadOnlyList<PairMethod> kernels, int times)
    {
        var used = new List<View>();
        var inputs = new List<PlanInput>();
        var launched = ImmutableArray.CreateBuilder<PlanStep>();
        foreach (var kernel in kernels)
        {
            if (this.Launch(kernel, used, inputs) is not { } launch)
            {
                return null;
            }

            launched.Add(launch);
        }

        var buffers = used.DistinctBy(view => view.Name).ToList();
        var outputs = buffers.Where(view => view.Role is Role.Output or Role.InOut).ToList();
        ImmutableArray<PlanStep> launches = times == 1 ? launched.ToImmutable() : [new RepeatStep(times, launched.ToImmutable())];
        return new(
            [.. kernels.Select(kernel => new KernelSource(kernel.Symbol.Name, KernelText.Of(kernel.Symbol))), KernelText.Helpers(kernels)],
            [.. inputs],
            new(
                [.. buffers.Select(view => new PlanBuffer(view.Name, view.Kind, view.Length))],
                // In one order on both sides.
                [.. outputs.OrderBy(view => view.Name, StringComparer.Ordinal).Select(view => new PlanOutput(view.Name, view.Kind, view.Length))],
                [
                    .. buffers.Where(view => view.Role is Role.Input or Role.InOut).Select(view => new UploadStep(view.Name, view.Name)),
                    .. launches,
                    new SynchroniseStep(),
                    .. outputs.Select(view => new DownloadStep(view.Name, view.Name)),
                ]))
        {
            Usings = KernelText.Usings(kernels),
        };
    }

    private LaunchStep? Launch(PairMethod kernel, List<View> used, List<PlanInput> inputs)
    {
        var symbol = kernel.Symbol;
        var group = PairAttribute.Find(symbol, "Groups");
        var index = symbol.Parameters is [{ Type.Name: "Index1D" or "Index2D" } first, ..] ? first.Type.Name : null;
        if (!symbol.IsStatic || !symbol.ReturnsVoid || symbol.IsGenericMethod || (index is null) != (group is not null))
        {
            return this.Wrong<LaunchStep>(kernel, symbol.Locations[0], $"the kernel {symbol.Name} must be a static method without a result whose first parameter is Index1D or Index2D (ILGPU launches none by LongIndex1D); or be marked [Groups(256)], and take no index");
        }

        var arguments = ImmutableArray.CreateBuilder<PlanArgument>();
        foreach (var parameter in symbol.Parameters.Skip(index is null ? 0 : 1))
        {
            if (this.Argument(kernel, parameter, used, inputs) is not { } argument)
            {
                return null;
            }

            arguments.Add(argument);
        }

        var extent = PairAttribute.Find(symbol, "Extent");
        var isFlat = extent is { ConstructorArguments.Length: 2 } || (extent is null && index == "Index2D");
        if (index is not null && isFlat != (index == "Index2D"))
        {
            return this.Wrong<LaunchStep>(kernel, symbol.Locations[0], $"{symbol.Name} takes {index}, so that its [Extent] has {(isFlat ? "one part" : "two parts, such as [Extent(\"n\", \"n\")]")}");
        }

        var threads = group is { ConstructorArguments: [{ Value: int x }, { Value: int y }] } ? new GroupExtent(x, y) : default(GroupExtent?);
        if (threads is { } one && (one.X < 1 || one.Y < 1 || (long)one.X * one.Y > MostThreads))
        {
            return this.Wrong<LaunchStep>(kernel, PairAttribute.Place(group!), $"[Groups] takes the threads of a group, at least 1 and together at most {MostThreads}");
        }

        return this.Formula(kernel, symbol, "Extent") is not { } width || this.Formula(kernel, symbol, "Extent", part: isFlat && extent is not null ? 1 : 0) is not { } height
            ? null
            : new(symbol.Name, width, arguments.ToImmutable()) { ExtentY = isFlat ? height : null, Group = threads };
    }

    private PlanArgument? Argument(PairMethod kernel, IParameterSymbol parameter, List<View> used, List<PlanInput> inputs)
    {
        foreach (var (name, value) in PairAttribute.Hints(parameter, (place, message) => report(kernel, place, message)))
        {
            // Lengths are the plan's; of the rest, what the code as it is says counts.
            if (this.isBefore && !name.EndsWith(".Length", StringComparison.Ordinal))
            {
                this.hints[name] = value;
            }
        }

        if (IsView(parameter.Type))
        {
            if (this.ViewOf(kernel, parameter) is not { } view)
            {
                return null;
            }

            used.Add(view);
            if (view.Role is Role.Input or Role.InOut)
            {
                inputs.Add(new(view.Name, view.Kind, view.Length));
            }

            return new ViewArgument(view.Name) { Shape = view.Shape };
        }

        if (ElementKinds.Parse(parameter.Type.ToDisplayString()) is not { } kind)
        {
            return this.Wrong<PlanArgument>(kernel, parameter.Locations[0], $"a kernel cannot take {parameter.Type.ToDisplayString()} {parameter.Name}: views and numbers of type {ElementKinds.Names} can be handed to it");
        }

        if (parameter.Name == "n")
        {
            return kind is ElementKind.Int32 or ElementKind.Int64
                ? new AmountArgument(Amount.Size)
                : this.Wrong<PlanArgument>(kernel, parameter.Locations[0], $"n is the size, an int: give the {parameter.Type.ToDisplayString()} another name");
        }

        var number = new PlanInput(parameter.Name, kind, null);
        if (!this.numbers.TryAdd(parameter.Name, number) && this.numbers[parameter.Name] != number)
        {
            return this.Wrong<PlanArgument>(kernel, parameter.Locations[0], $"{parameter.Name} has another type in an earlier kernel: what has one name is one thing");
        }

        inputs.Add(number);
        return new InputArgument(parameter.Name);
    }

    /// <summary>The buffer behind a view: what has one name is one buffer, declared where it first occurs.</summary>
    private View? ViewOf(PairMethod kernel, IParameterSymbol parameter)
    {
        var type = (INamedTypeSymbol)parameter.Type;
        var stride = type.TypeArguments is [_, { } given] ? given.Name : "Dense";
        if (!(type.Name is "ArrayView" or "ArrayView1D" && stride == "Dense") && !(type.Name == "ArrayView2D" && stride is "DenseX" or "DenseY"))
        {
            return this.Wrong<View>(
                kernel, parameter.Locations[0], $"{parameter.Name} is {type.ToDisplayString(SymbolDisplayFormat.CSharpShortErrorMessageFormat)}; a kernel can be given ArrayView<T>, ArrayView1D<T, Stride1D.Dense> and ArrayView2D<T, Stride2D.DenseX or DenseY>: "
                + "take one of these, and compute the index in the kernel");
        }

        if (ElementKinds.Parse(type.TypeArguments[0].ToDisplayString()) is not { } kind)
        {
            return this.Wrong<View>(kernel, parameter.Locations[0], $"a view of {type.TypeArguments[0].ToDisplayString()} cannot be filled: elements are {ElementKinds.Names}");
        }

        if (parameter.Name == "n")
        {
            return this.Wrong<View>(kernel, parameter.Locations[0], "n is the size: give the view another name");
        }

        var roles = new[] { Role.Output, Role.InOut, Role.Temporary }.Where(role => PairAttribute.Find(parameter, role.ToString()) is not null).ToList();
        var declaresLength = PairAttribute.Find(parameter, "Length") is not null;
        this.views.TryGetValue(parameter.Name, out var known);
        var shape = default(ViewShape);
        if ((type.Name == "ArrayView2D" ? this.Shape(kernel, parameter, stride, known?.Shape, out shape) : this.Formula(kernel, parameter, "Length")) is not { } length)
        {
            return null;
        }

        var isTruth = PairAttribute.Find(kernel.Symbol, "Oracle") is not null;
        if (known is not null)
        {
            if ((roles.Count > 0 && roles[0] != known.Role) || ((declaresLength || shape is not null) && length != known.Length) || (kind != known.Kind && !isTruth))
            {
                return this.Wrong<View>(kernel, parameter.Locations[0], $"{parameter.Name} is declared otherwise where it first occurs: what has one name is one buffer");
            }

            // The truth may give its outputs in double.
            return known with { Kind = kind, Shape = shape };
        }

        if (roles.Count > 1)
        {
            return this.Wrong<View>(kernel, parameter.Locations[0], $"{parameter.Name} is one of [Output], [InOut] and [Temporary]");
        }

        var role = roles.Count == 1 ? roles[0] : Role.Input;
        if (!this.isBefore && role != Role.Temporary)
        {
            return this.Wrong<View>(kernel, parameter.Locations[0], $"no kernel marked [Before] takes {parameter.Name}: both sides have the same inputs and outputs, and each its own [Temporary]");
        }

        var view = new View(parameter.Name, kind, role, length, shape);
        this.views.Add(view.Name, view);
        return view;
    }

    /// <summary>How large a view of two dimensions is, as [Extent] says, or as it was declared before, or n by n.</summary>
    /// <returns>How many elements it has; null when that is reported.</returns>
    private Amount? Shape(PairMethod kernel, IParameterSymbol parameter, string stride, ViewShape? known, out ViewShape? shape)
    {
        shape = known is null ? null : known with { Stride = stride };
        var extent = PairAttribute.Find(parameter, "Extent");
        if (PairAttribute.Find(parameter, "Length") is not null || extent is { ConstructorArguments.Length: 1 })
        {
            return this.Wrong<Amount?>(kernel, parameter.Locations[0], $"{parameter.Name} has two dimensions: say how large it is with [Extent(\"n\", \"2*n\")]");
        }

        if (extent is null && shape is not null)
        {
            return shape.Length;
        }

        if (this.Formula(kernel, parameter, "Extent") is not { } x || this.Formula(kernel, parameter, "Extent", part: extent is null ? 0 : 1) is not { } y)
        {
            return null;
        }

        shape = new(x, y, stride);
        return shape.Length ?? this.Wrong<Amount?>(kernel, PairAttribute.Place(extent!), $"{parameter.Name} has more than n*n elements");
    }

    /// <summary>The amount that an attribute states; the size when it is not there.</summary>
    private Amount? Formula(PairMethod kernel, ISymbol symbol, string attribute, int part = 0)
    {
        if (PairAttribute.Find(symbol, attribute) is not { } found)
        {
            return Amount.Size;
        }

        var text = found.ConstructorArguments.Length > part && found.ConstructorArguments[part].Value is string given ? given : "";
        if (SizeFormula.Parse(text) is not { } formula || formula.Factor(3) != 0 || Enumerable.Range(0, 3).Any(power => Math.Abs(formula.Factor(power)) > int.MaxValue))
        {
            report(kernel, PairAttribute.Place(found), $"'{text}' is nothing that kernels can be given: write a sum of products of whole numbers and at most two n, such as \"n*n\" or \"2*n + 1\"");
            return null;
        }

        return new((int)formula.Factor(0), (int)formula.Factor(1), 0, 0, (int)formula.Factor(2));
    }
}
