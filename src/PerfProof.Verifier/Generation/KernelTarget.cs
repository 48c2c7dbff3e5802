using System.Collections.Immutable;
using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using PerfProof.Generation.Groups;

namespace PerfProof.Generation;

/// <summary>Where generated kernels run: what they are compiled with, and how a launch is written there.</summary>
public abstract class KernelTarget
{
    /// <summary>Name of the host, as in evidence.</summary>
    public abstract string Host { get; }

    /// <summary>The device, as the host calls it.</summary>
    public abstract string Device { get; }

    /// <summary>The device by id and name, for the report; null for this CPU.</summary>
    public virtual string? Described => null;

    /// <summary>Why times mean nothing there; null where they mean something.</summary>
    public abstract string? WhyUntimed { get; }

    /// <summary>Largest size whose outputs can be had in reasonable time; null for any.</summary>
    public virtual int? MaximumSize => null;

    /// <summary>Why a pattern cannot run there; null when it can.</summary>
    public virtual string? WhyNot(Planning.KernelPattern pattern) => null;

    /// <summary>Directives at the head of the file with the kernels.</summary>
    internal abstract string Usings { get; }

    /// <summary>Source of the host.</summary>
    internal abstract IEnumerable<SyntaxTree> HostSources(CSharpParseOptions options);

    /// <summary>Assemblies besides the framework's.</summary>
    internal abstract ImmutableArray<string> Libraries { get; }

    /// <summary>Symbols to compile with.</summary>
    internal virtual IEnumerable<string> Symbols => [];

    /// <summary>Symbols to compile these kernels with.</summary>
    internal virtual IEnumerable<string> SymbolsFor(IReadOnlyList<KernelShape> kernels, bool isChecked) => isChecked ? ["CHECKED"] : [];

    /// <summary>What kernels need besides their own text where nothing runs groups of threads; or why it cannot be made.</summary>
    /// <param name="kernels">The kernels.</param>
    /// <param name="compiled">They alone, compiled; asked for only where it is needed.</param>
    /// <param name="isChecked">Whether for the outputs or for the times.</param>
    internal virtual (string Text, string? Problem) Lowered(IReadOnlyList<KernelShape> kernels, Func<CSharpCompilation> compiled, bool isChecked) => ("", null);

    /// <summary>Whether accesses of threads to memory are watched for races where outputs are checked.</summary>
    internal virtual bool WatchesRaces => false;

    /// <summary>The method that launches a kernel: <c>Launch_Name(extent, arguments)</c>, <c>(extentX, extentY, arguments)</c> for an index of two dimensions, <c>(extentX, extentY, groupX, groupY, arguments)</c> by groups.</summary>
    internal abstract string Launcher(KernelShape kernel);

    /// <summary>Source files that the tool carries.</summary>
    private protected static IEnumerable<SyntaxTree> Carried(string prefix, CSharpParseOptions options)
    {
        var assembly = typeof(KernelTarget).Assembly;
        foreach (var name in assembly.GetManifestResourceNames().Where(name => name.StartsWith(prefix, StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
            yield return CSharpSyntaxTree.ParseText(reader.ReadToEnd(), options, name);
        }
    }
}

/// <summary>Kernels run by the JIT on this CPU: always there.</summary>
public sealed class ManagedTarget : KernelTarget
{
    /// <inheritdoc/>
    public override string Host => "managed";

    /// <inheritdoc/>
    public override string Device => "managed";

    /// <inheritdoc/>
    public override string? WhyUntimed => null;

    /// <inheritdoc/>
    internal override string Usings => "using System;\nusing ILGPU;\nusing ILGPU.Algorithms;\nusing ILGPU.Runtime;\nusing ILGPU.Util;\nusing Half = System.Half;\n";

    /// <inheritdoc/>
    internal override ImmutableArray<string> Libraries => [];

    /// <summary>The sources of the dialect, to understand kernels with where the device library is not referenced: with all that any build of it has.</summary>
    public static IEnumerable<(string Name, string Text)> Dialect() => new ManagedTarget().HostSources(CSharpParseOptions.Default)
        .Select(tree => (tree.FilePath, "#define CHECKED\n#define LIFTED\n" + tree));

    /// <inheritdoc/>
    internal override IEnumerable<SyntaxTree> HostSources(CSharpParseOptions options) => [.. Carried("PerfProof.Generation.Shared.", options), .. Carried("PerfProof.Generation.Managed.", options)];

    /// <inheritdoc/>
    internal override IEnumerable<string> SymbolsFor(IReadOnlyList<KernelShape> kernels, bool isChecked) =>
        new[] { isChecked ? "CHECKED" : null, isChecked || kernels.Any(kernel => kernel.Index is null) ? "LIFTED" : null }.OfType<string>();

    /// <inheritdoc/>
    internal override (string Text, string? Problem) Lowered(IReadOnlyList<KernelShape> kernels, Func<CSharpCompilation> compiled, bool isChecked) =>
        GroupKernels.Write(kernels, compiled, isChecked);

    /// <inheritdoc/>
    internal override bool WatchesRaces => true;

    /// <inheritdoc/>
    internal override string Launcher(KernelShape kernel)
    {
        var parameters = string.Concat(kernel.Parameters.Select((type, i) => $", {type} p{i}"));
        string Call(string method, string? index) => $"{method}({string.Join(", ", kernel.Parameters.Select((_, i) => "p" + i).Prepend(index).OfType<string>())});";
        if (kernel.Index is null)
        {
            return $$"""
                private static void Launch_{{kernel.Name}}(int extentX, int extentY, int groupX, int groupY{{parameters}})
                {
                    global::PerfProof.Hosting.Threads.Launch("{{kernel.Name}}", extentX, extentY, groupX, groupY, varies: {{(kernel.IsOrdered ? "false" : "true")}});
                    for (var group = 0; group < global::PerfProof.Hosting.Threads.Groups; group++)
                    {
                        global::PerfProof.Hosting.Threads.EnterGroup(group);
                        {{Call("Group_" + kernel.Name, null)}}
                    }

                    global::PerfProof.Hosting.Races.EndLaunch();
                }
                """;
        }

        // A direct static call that the JIT inlines: a delegate per element costs up to ten times the loop.
        string At(string index) => $"global::PerfProof.Hosting.Races.Enter({(kernel.IsFlat ? "(y * extent) + " : "")}{index}); {(kernel.MayUseLocalMemory ? "LocalMemory.Begin(); " : "")}" + Call(kernel.Name, kernel.IsFlat ? $"new Index2D({index}, y)" : index);
        // Four elements a turn: the loop's own cost, and its luck with code alignment, vanish beside small kernels.
        var unrolled = kernel.IsSmall
            ? $"for (; i <= extent - 4; i += 4) {{ {At("i")} {At("i + 1")} {At("i + 2")} {At("i + 3")} }} "
            : "";
        return $$"""
            private static void Launch_{{kernel.Name}}(int extent{{(kernel.IsFlat ? ", int extentY" : "")}}{{parameters}})
            {
                global::PerfProof.Hosting.Races.Launch("{{kernel.Name}}", 1);
                {{(kernel.IsFlat ? "for (var y = 0; y < extentY; y++)" : "")}}
                {
                    var i = 0;
                    {{unrolled}}for (; i < extent; i++) { {{At("i")}} }
                }

                global::PerfProof.Hosting.Races.EndLaunch();
            }
            """;
    }
}
