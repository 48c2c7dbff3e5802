using System.Collections.Immutable;
using PerfProof.Execution;
using PerfProof.Judgement;
using PerfProof.Loading;
using PerfProof.Planning;
using PerfProof.Reporting;

namespace PerfProof;

/// <summary>Measures all fixes at once that were confirmed from the same entry, and sets what they save against what each saves alone.</summary>
/// <param name="code">The code.</param>
/// <param name="programs">Runs the program.</param>
/// <param name="runAsync">Runs a plan and judges it; every problem ends in a verdict.</param>
internal sealed class FixesTogether(LoadedCode code, ProgramRuns programs, Func<string, Func<Task<Planned>>, Task<Attempt>> runAsync)
{
    /// <summary>What came of it, for each entry from which at least two fixes were confirmed, with the raw samples.</summary>
    public async Task<ImmutableArray<(TogetherEvidence Evidence, ImmutableArray<ForkSamples> Forks)>> MeasureAsync(
        IEnumerable<(Finding Finding, Proved Proved)> proved, CancellationToken cancellation)
    {
        var results = ImmutableArray.CreateBuilder<(TogetherEvidence, ImmutableArray<ForkSamples>)>();
        var confirmed = proved.Where(one => one.Proved.Evidence is { Verdict: nameof(VerdictKind.Confirmed), Experiment.Entry: not null });
        foreach (var group in confirmed.GroupBy(one => one.Proved.Evidence.Experiment!.Entry!, StringComparer.Ordinal).Where(group => group.Count() > 1))
        {
            results.Add(await this.MeasureAsync(group.Key, [.. group], cancellation).ConfigureAwait(false));
        }

        return results.ToImmutable();
    }

    private async Task<(TogetherEvidence, ImmutableArray<ForkSamples>)> MeasureAsync(string name, IReadOnlyList<(Finding Finding, Proved Proved)> group, CancellationToken cancellation)
    {
        var set = new FixSet([], []);
        var attempt = await runAsync($"{group.Count} fixes together, from {name}", async () =>
        {
            set = await FixSet.ApplyAsync(code, [.. group.Select(one => one.Finding)], cancellation).ConfigureAwait(false);
            if (set.Applied.Length < 2)
            {
                return new(null, "fewer than two of the fixes can be applied together");
            }

            var entry = await programs.EntryAsync(name, group[0].Finding, cancellation).ConfigureAwait(false);
            return entry is null ? new(null, $"there is no entry {name} any more")
                : await programs.ProblemAsync(entry, cancellation).ConfigureAwait(false) is { } problem ? new(null, problem)
                : await programs.PlanAsync(entry, set.Solution!, $"{set.Applied.Length} fixes together", set.DeclaredChange, cancellation).ConfigureAwait(false);
        }).ConfigureAwait(false);

        SavedShares? shares = null;
        if (attempt is { Verdict.Measured: { } measured, Run: { } run })
        {
            var singles = group.Where(one => set.Applied.Contains(one.Finding.Id)).Select(one => new SingleFix(
                one.Finding.Id,
                SavedShare.Of(one.Proved.Verdict.Measured!.Sizes[^1]),
                [.. (one.Proved.Evidence.Calls ?? []).Select(count => new CallCount(count.Role, count.Before, count.After))]));
            shares = new([.. singles], SavedShare.Of(measured.Sizes[^1]), run.Calls);
        }

        var samples = "together: " + name;
        return (FindingReport.Together(name, (attempt.Experiment, attempt.Run, attempt.Verdict), shares, set.LeftOut, samples), attempt.Run?.Forks ?? []);
    }
}
