using System.Collections.Immutable;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using PerfProof.Generation.Groups;
using PerfProof.KernelHost;
using PerfProof.Planning;

namespace PerfProof.Generation;

/// <summary>An experiment, or why there is none.</summary>
/// <param name="Experiment">The experiment.</param>
/// <param name="Problem">Why there is none: what, where, one line.</param>
public sealed record Generated(Experiment? Experiment, string? Problem);

/// <summary>From a pattern to an experiment: kernels and launch plans written as C#, compiled for a host.</summary>
public static class KernelCompiler
{
    private const string TypeName = "PerfProof.Generated.Plan";

    // Closes the class and the namespace that the kernels stand in.
    private const string End = "}\n}\n";

    private static readonly Lazy<MetadataReference[]> framework = new(() =>
        [.. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => Path.GetDirectoryName(path) == Path.GetDirectoryName(typeof(object).Assembly.Location))
            .Select(path => MetadataReference.CreateFromFile(path))]);

    /// <summary>Generates and compiles.</summary>
    /// <param name="pattern">The pattern.</param>
    /// <param name="target">Where it runs.</param>
    /// <param name="newFolder">Makes an empty folder for the assemblies.</param>
    public static Generated Compile(KernelPattern pattern, KernelTarget target, Func<string, string> newFolder)
    {
        if (target.WhyNot(pattern) is { } reason)
        {
            return new(null, reason);
        }

        try
        {
            var untimed = WhyUntimed(pattern, target);
            var (outputs, problem) = Assembly(pattern, target, isChecked: true, newFolder);
            var timed = outputs;
            if (problem is null && untimed is null)
            {
                (timed, problem) = Assembly(pattern, target, isChecked: false, newFolder);
            }

            return problem is null ? new(Experiment(pattern, target, timed!, outputs!, untimed), null) : new(null, problem);
        }
        catch (PlanException exception)
        {
            return new(null, $"{pattern.Description}: {exception.Message}");
        }
    }

    /// <summary>Compiles the sources of a host with others: whatever does not compile is told in one line.</summary>
    internal static string? Emit(KernelTarget target, IEnumerable<string> symbols, Func<CSharpParseOptions, IEnumerable<SyntaxTree>> sources, string path)
    {
        using var stream = File.Create(path);
        return Compilation(target, symbols, sources, Path.GetFileNameWithoutExtension(path)).Emit(stream).Diagnostics.FirstOrDefault(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error) is { } error
            ? Tell(error)
            : null;
    }

    private static CSharpCompilation Compilation(KernelTarget target, IEnumerable<string> symbols, Func<CSharpParseOptions, IEnumerable<SyntaxTree>> sources, string name)
    {
        var parse = new CSharpParseOptions(LanguageVersion.Latest, preprocessorSymbols: symbols.Concat(target.Symbols));
        return CSharpCompilation.Create(
            name,
            [.. target.HostSources(parse), .. sources(parse)],
            [.. framework.Value, .. target.Libraries.Select(library => MetadataReference.CreateFromFile(library))],
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, optimizationLevel: OptimizationLevel.Release, allowUnsafe: true));
    }

    private static (string? Path, string? Problem) Assembly(KernelPattern pattern, KernelTarget target, bool isChecked, Func<string, string> newFolder)
    {
        var options = new CSharpParseOptions(LanguageVersion.Latest);
        var shapes = new List<KernelShape>();
        foreach (var kernel in pattern.Kernels)
        {
            var (shape, problem) = KernelShape.Read(kernel, options);
            if (shape is null)
            {
                return (null, problem);
            }

            shapes.Add(shape);
        }

        var usesLocalMemory = shapes.Exists(shape => shape.Source.Contains("LocalMemory", StringComparison.Ordinal));
        shapes = [.. shapes.Select(shape => shape with { MayUseLocalMemory = usesLocalMemory })];

        var symbols = target.SymbolsFor(shapes, isChecked).ToList();
        var kernels = Kernels(target, pattern.Usings, shapes);
        CSharpCompilation? alone = null;
        CSharpCompilation Alone() => alone ??= Compilation(target, symbols, parse => [CSharpSyntaxTree.ParseText(kernels + End, parse, "plan")], "kernels");
        var (lowered, why) = target.Lowered(shapes, Alone, isChecked);
        var watched = isChecked && target.WatchesRaces ? Alone() : null;
        if (alone?.GetDiagnostics().FirstOrDefault(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error) is { } wrong)
        {
            return (null, Tell(wrong));
        }

        if (why is not null)
        {
            return (null, why);
        }

        var path = Path.Combine(newFolder("kernels"), "kernels.dll");
        kernels = watched is null ? kernels : AccessRewriter.Watch(watched)[..^End.Length];
        // What is only called has no launcher; ILGPU could not even make one without a parameter.
        var launched = new[] { pattern.Before, pattern.After, pattern.Oracle }.OfType<LaunchPlan>().SelectMany(plan => PlanEmitter.Flatten(plan.Steps)).OfType<LaunchStep>().Select(step => step.Kernel).ToHashSet(StringComparer.Ordinal);
        var source = kernels + lowered + string.Concat(shapes.Where(shape => launched.Contains(shape.Name)).Select(shape => target.Launcher(shape) + "\n")) + Plans(pattern, target, shapes) + End;
        var error = Emit(target, symbols, parse => [CSharpSyntaxTree.ParseText(source, parse, "plan")], path);
        return error is null ? (path, null) : (null, error);
    }

    private static string Kernels(KernelTarget target, ImmutableArray<string> usings, List<KernelShape> shapes)
    {
        var text = new StringBuilder(target.Usings).AppendJoin('\n', usings).Append('\n');
        text.Append("namespace PerfProof.Generated {\npublic static unsafe class Plan {\n");
        foreach (var shape in shapes)
        {
            text.Append("[global::System.Runtime.CompilerServices.MethodImpl(global::System.Runtime.CompilerServices.MethodImplOptions.AggressiveInlining)]\n");
            // The compiler names the kernel and its own line.
            text.Append($"#line 1 \"kernel {shape.Name}\"\n").Append(shape.Source).Append("\n#line 1 \"plan\"\n");
        }

        return text.ToString();
    }

    private static string Plans(KernelPattern pattern, KernelTarget target, List<KernelShape> shapes) => string.Concat(
        new[] { ("Run_Before", pattern.Before), ("Run_After", pattern.After), ("Run_Oracle", pattern.Oracle) }
            .Where(plan => plan.Item2 is not null)
            .Select(plan => PlanEmitter.Emit(plan.Item1, plan.Item2!, pattern, shapes, target.Device)));

    private static string? WhyUntimed(KernelPattern pattern, KernelTarget target) =>
        target.WhyUntimed ?? (pattern.IsHostCost || target.Host != "managed" ? null : pattern.WhyDeviceOnly ?? "its cost is a device's, and there is none here");

    // Where n counts elements, the sizes around a work-group are cheap and telling; where it counts items or turns, they are neither.
    private static bool IsByElement(KernelPattern pattern) =>
        pattern.Inputs.All(input => input.Length is not ({ PerSize: > 1 } or { PerSquare: > 0 }))
        && PlanEmitter.Flatten(pattern.Before.Steps).OfType<RepeatStep>().All(repeat => repeat.Count.PerSize == 0);

    private static Experiment Experiment(KernelPattern pattern, KernelTarget target, string timed, string outputs, string? untimed)
    {
        var sizes = target.MaximumSize is { } maximum && untimed is not null ? Small(pattern.Sizes, maximum) : pattern.Sizes;
        return new Experiment(ExperimentKind.Kernel, Subject.Pattern, target.Host, pattern.Description, Side("before", "Run_Before", timed), Side("after", "Run_After", timed))
        {
            Oracle = pattern.Oracle is null ? null : Side("oracle", "Run_Oracle", outputs),
            CheckedBefore = untimed is null ? Side("before", "Run_Before", outputs) : null,
            CheckedAfter = untimed is null ? Side("after", "Run_After", outputs) : null,
            WhyUntimed = untimed,
            Device = target.Described,
            DeclaredChange = pattern.DeclaredChange,
            Sizes = sizes,
            ChecksGroupSizes = IsByElement(pattern),
            Plans = size => (PlanCost.Of(pattern.Before, size), PlanCost.Of(pattern.After, size)),
            Hints = pattern.Inputs.Select(input => input.LengthHint).OfType<KeyValuePair<string, string>>().ToImmutableDictionary()
                .AddRange(target.Host == "managed" ? [] : [new(Request.IndicesHint, "")]),
        };

        VariantSpec Side(string name, string method, string path) => new(name, path, [path, .. target.Libraries], TypeName, method, null);
    }

    private static SizePlan Small(SizePlan sizes, int maximum)
    {
        var small = sizes.Candidates.Where(size => size <= maximum).ToList();
        return sizes with { Candidates = [small.Count > 0 ? small[^1] : sizes.Candidates.Min()] };
    }

    private static string Tell(Diagnostic error)
    {
        var place = error.Location.GetMappedLineSpan();
        return place.HasMappedPath && place.Path.StartsWith("kernel ", StringComparison.Ordinal)
            ? KernelShape.Problem(place.Path["kernel ".Length..], place.StartLinePosition.Line + 1, error.GetMessage(null))
            : $"{(place.Path.Length == 0 ? "generated code" : place.Path)}, line {place.StartLinePosition.Line + 1}: {error.GetMessage(null)}";
    }
}
