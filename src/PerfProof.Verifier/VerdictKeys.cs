using System.Collections.Immutable;
using System.Text.Json;
using Microsoft.CodeAnalysis;
using PerfProof.Execution;
using PerfProof.KernelHost;
using PerfProof.Loading;
using PerfProof.Planning;
using PerfProof.Reporting;

namespace PerfProof;

/// <summary>
/// Names what a verdict rests on: equal keys mean that measuring again would measure the same code, in the same way, on the
/// same machine. The rewritten code is not in it: it follows from the code as it is, the finding and this tool.
/// </summary>
internal sealed class VerdictKeys(LoadedCode code, VerifyOptions options)
{
    private readonly ProjectDigests digests = new(code);
    private readonly Lazy<string> around = new(() => Around(code, options));

    /// <summary>The key of a finding.</summary>
    public async Task<string> OfAsync(Finding finding, CancellationToken cancellation)
    {
        var span = finding.Diagnostic.Location.SourceSpan;
        return new ContentHash()
            .Add(this.around.Value, await this.digests.OfAsync(finding.Document!.Project.Id, cancellation).ConfigureAwait(false))
            .Add(finding.Id, finding.File, finding.Message, span.ToString())
            .Add(finding.Diagnostic.Properties.OrderBy(fact => fact.Key, StringComparer.Ordinal).SelectMany(fact => new[] { fact.Key, fact.Value }))
            .ToString();
    }

    /// <summary>What is the same for all findings of a run: the tool, how it was asked to measure, and the machine.</summary>
    private static string Around(LoadedCode code, VerifyOptions options) => new ContentHash()
        .Add(new[] { typeof(VerdictKeys), typeof(RuleAnalyzer), typeof(RuleFix), typeof(Channel), typeof(Compilation), typeof(Microsoft.CodeAnalysis.CSharp.CSharpCompilation) }
            .Select(type => type.Assembly.ManifestModule.ModuleVersionId.ToString()))
        // What is looked at, and where results go, does not say how a finding is measured; every other option does.
        .Add(JsonSerializer.Serialize(options with { Source = new(""), Find = new(), EvidencePath = "", Budget = null, Shard = null, CacheFolder = null }))
        // A build may read any file of the tree, a program may too.
        .Add(options.Entry is null ? null : TreeCopy.Digest(code.Solution, Written(options.EvidencePath)))
        .Add(JsonSerializer.Serialize(Machine.Identity()), Hardware.Digest)
        .ToString();

    private static ImmutableArray<string> Written(string evidence)
    {
        var path = Path.GetFullPath(evidence);
        return [path, EvidenceFile.SamplesPath(path), EvidenceFile.IndexPath(path)];
    }
}
