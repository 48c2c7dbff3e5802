using System.Collections.Immutable;
using PerfProof.Loading;
using PerfProof.Planning;
using PerfProof.Reporting;

namespace PerfProof;

/// <summary>Names what the verdict on a finding rests on: see <see cref="RunKey"/>. The rewritten code is not in it: it follows from the code as it is, the finding and this tool.</summary>
/// <remarks>What all keys have in common is computed beside what else is to be done, as soon as there is an object.</remarks>
internal sealed class FindingKeys(LoadedCode code, VerifyOptions options)
{
    private readonly ProjectDigests digests = new(code);
    private readonly Task<string> run = Task.Run(() => OfRun(code, options));

    /// <summary>The key of a finding.</summary>
    public async Task<string> OfAsync(Finding finding) => new ContentHash()
        .Add(await this.run.ConfigureAwait(false), await this.digests.OfAsync(finding.Document!.Project.Id).ConfigureAwait(false))
        .Add(finding.Id, finding.File, finding.Message, finding.Diagnostic.Location.SourceSpan.ToString())
        .Add(finding.Diagnostic.Properties.OrderBy(fact => fact.Key, StringComparer.Ordinal).SelectMany(fact => new[] { fact.Key, fact.Value }))
        .ToString();

    private static string OfRun(LoadedCode code, VerifyOptions options) => RunKey
        // What is looked at, and where results go, does not say how a finding is measured; every other option does.
        .Of(options with { Source = new(""), Find = new(), EvidencePath = "", Together = false, Budget = null, Shard = null, CacheFolder = null })
        // A build may read any file of the tree, a program may too.
        .Add(options.Entry is null ? null : TreeCopy.Digest(code.Solution, Written(options.EvidencePath)))
        .ToString();

    private static ImmutableArray<string> Written(string evidence)
    {
        var path = Path.GetFullPath(evidence);
        return [path, EvidenceFile.SamplesPath(path), EvidenceFile.IndexPath(path)];
    }
}
