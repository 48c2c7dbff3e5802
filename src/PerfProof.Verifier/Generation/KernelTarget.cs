using System.Collections.Immutable;
using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace PerfProof.Generation;

/// <summary>Where generated kernels run: what they are compiled with, and how a launch is written there.</summary>
public abstract class KernelTarget
{
    /// <summary>Name of the host, as in evidence.</summary>
    public abstract string Host { get; }

    /// <summary>The device, as the host calls it.</summary>
    public abstract string Device { get; }

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

    /// <summary>The method that launches a kernel.</summary>
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
    internal override string Usings => "using ILGPU;\nusing ILGPU.Algorithms;\nusing Half = System.Half;\n";

    /// <inheritdoc/>
    internal override ImmutableArray<string> Libraries => [];

    /// <inheritdoc/>
    internal override IEnumerable<SyntaxTree> HostSources(CSharpParseOptions options) => Carried("PerfProof.Generation.Managed.", options);

    /// <inheritdoc/>
    internal override string Launcher(KernelShape kernel)
    {
        // A direct static call that the JIT inlines: a delegate per element costs up to ten times the loop.
        var call = $"{kernel.Name}({string.Join(", ", kernel.Parameters.Select((_, i) => "p" + i).Prepend("INDEX"))});";
        string At(string index) => call.Replace("INDEX", index, StringComparison.Ordinal);
        var parameters = string.Concat(kernel.Parameters.Select((type, i) => $", {type} p{i}"));
        // Four elements a turn: the loop's own cost, and its luck with code alignment, vanish beside small kernels.
        var unrolled = kernel.IsSmall
            ? $"for (; i <= extent - 4; i += 4) {{ {At("i")} {At("i + 1")} {At("i + 2")} {At("i + 3")} }} "
            : "";
        return $$"""
            private static void Launch_{{kernel.Name}}(int extent{{parameters}})
            {
                var i = 0;
                {{unrolled}}for (; i < extent; i++) { {{At("i")}} }
            }
            """;
    }
}
