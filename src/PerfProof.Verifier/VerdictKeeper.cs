using Microsoft.CodeAnalysis;
using PerfProof.Execution;
using PerfProof.Reporting;

namespace PerfProof;

/// <summary>Tells the verdicts that earlier runs kept, and has the others reached and keeps them.</summary>
/// <param name="cache">Kept verdicts; null for none.</param>
/// <param name="hosts">Where kernels run.</param>
/// <param name="stages">Told how long looking took.</param>
/// <param name="clock">Says when a verdict was reached.</param>
internal sealed class VerdictKeeper(VerdictCache? cache, KernelHosts hosts, StageClock stages, TimeProvider clock)
{
    /// <summary>The verdict on a finding or a pair.</summary>
    /// <param name="project">Its project.</param>
    /// <param name="keyOf">What the verdict rests on. It takes no time, so that what is known is told even when the time is up.</param>
    /// <param name="prove">Reaches it.</param>
    public async Task<Proved> ProveAsync(Project project, Func<Task<string>> keyOf, Func<Task<Proved>> prove)
    {
        if (cache is null)
        {
            return await prove().ConfigureAwait(false);
        }

        var key = await keyOf().ConfigureAwait(false);
        var found = cache.Find(key);
        var isKnown = found is not null && (found.Ilgpu is null || found.Ilgpu == await this.IlgpuAsync(project).ConfigureAwait(false));
        stages.Lap("cache");
        if (isKnown)
        {
            return new(found!.Evidence with { Cached = found.Measured }, found.Samples, IsSettled: true);
        }

        var asked = hosts.Asked;
        var proved = await prove().ConfigureAwait(false);
        if (proved.IsSettled && !hosts.IsUnlisted(project))
        {
            cache.Store(new(key, clock.GetUtcNow(), hosts.Asked == asked ? null : await this.IlgpuAsync(project).ConfigureAwait(false), proved.Evidence, proved.Samples));
        }

        return proved;
    }

    private Task<string> IlgpuAsync(Project project) => hosts.IlgpuDigestAsync(project, CancellationToken.None);
}
