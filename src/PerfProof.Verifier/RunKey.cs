using System.Reflection;
using System.Text.Json;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using PerfProof.Execution;
using PerfProof.KernelHost;
using PerfProof.Loading;
using PerfProof.Reporting;

namespace PerfProof;

/// <summary>
/// What is the same for all verdicts of a run: the tool, how it was asked to measure, and the machine. With what a verdict is about it makes a key:
/// equal keys mean that measuring again would measure the same code, in the same way, on the same machine.
/// </summary>
internal static class RunKey
{
    /// <summary>The builds that make a verdict. A deterministic build takes its module's version id from the sources; the commit is in none of them (build/Directory.Build.props).</summary>
    internal static IReadOnlyList<Assembly> Parts { get; } =
        [.. new[] { typeof(RunKey), typeof(RuleAnalyzer), typeof(RuleFix), typeof(Channel), typeof(Compilation), typeof(CSharpCompilation) }.Select(type => type.Assembly)];

    /// <summary>A hash to which is added what else a verdict rests on.</summary>
    /// <param name="options">What says how to measure, and nothing else.</param>
    public static ContentHash Of<T>(T options) => new ContentHash()
        .Add(Parts.Select(part => part.ManifestModule.ModuleVersionId.ToString()))
        .Add(JsonSerializer.Serialize(options))
        .Add(JsonSerializer.Serialize(Machine.Identity()), Hardware.Digest);
}
