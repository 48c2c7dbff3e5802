using System.Collections.Immutable;
using PerfProof.Execution;
using PerfProof.Loading;
using PerfProof.Reporting;

namespace PerfProof;

/// <summary>Takes findings whose verdict is known from the cache, and the others through the stages.</summary>
/// <param name="prover">Takes a finding through the stages.</param>
/// <param name="cache">Known verdicts; null for none.</param>
/// <param name="keys">What verdicts rest on.</param>
/// <param name="hosts">Where kernels run.</param>
/// <param name="stages">Told how long looking took.</param>
/// <param name="clock">Says when a verdict was reached.</param>
internal sealed class CachingProver(FindingProver prover, VerdictCache? cache, VerdictKeys keys, KernelHosts hosts, StageClock stages, TimeProvider clock)
{
    private readonly Dictionary<string, IReadOnlyList<ForkSamples>> known = new(StringComparer.Ordinal);

    /// <summary>Raw samples by finding, measured now or earlier.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<ForkSamples>> Samples =>
        prover.Samples.Concat(this.known).ToDictionary(pair => pair.Key, pair => pair.Value, StringComparer.Ordinal);

    /// <summary>The verdict on a finding; every problem ends in one with its reason.</summary>
    public async Task<FindingEvidence> ProveAsync(Finding finding, IProgress<string> progress, CancellationToken cancellation)
    {
        if (cache is null || cancellation.IsCancellationRequested)
        {
            return await prover.ProveAsync(finding, progress, cancellation).ConfigureAwait(false);
        }

        // Short, and the same for all findings of a project: what is known is told even when the time is up.
        var key = await keys.OfAsync(finding, CancellationToken.None).ConfigureAwait(false);
        var project = finding.Document!.Project;
        var found = cache.Find(key);
        stages.Lap("cache");
        if (found is { } verdict && (verdict.Ilgpu is null || verdict.Ilgpu == await hosts.IlgpuDigestAsync(project, CancellationToken.None).ConfigureAwait(false)))
        {
            foreach (var (name, samples) in verdict.Samples)
            {
                this.known[name] = samples;
            }

            return verdict.Evidence with { Cached = verdict.Measured };
        }

        var (asked, unsettled) = (hosts.Asked, prover.Unsettled);
        var evidence = await prover.ProveAsync(finding, progress, cancellation).ConfigureAwait(false);
        if (evidence.Fix is not null && !prover.IsCut && prover.Unsettled == unsettled && !hosts.IsUnlisted(project))
        {
            cache.Store(new(
                key,
                clock.GetUtcNow(),
                hosts.Asked == asked ? null : await hosts.IlgpuDigestAsync(project, CancellationToken.None).ConfigureAwait(false),
                evidence,
                prover.Samples.Where(pair => pair.Key.StartsWith(finding.Id, StringComparison.Ordinal))
                    .ToImmutableSortedDictionary(pair => pair.Key, pair => pair.Value.ToImmutableArray(), StringComparer.Ordinal)));
        }

        return evidence;
    }
}
