using System.Collections.Immutable;
using PerfProof.Execution;
using PerfProof.Judgement;
using PerfProof.Reporting;

namespace PerfProof.Bundles;

/// <summary>Judges what a bundle brought back.</summary>
public static class BundleImport
{
    /// <summary>Judges it, and writes the evidence.</summary>
    /// <param name="file">What <c>run.sh</c> wrote.</param>
    /// <param name="evidencePath">Where the evidence goes.</param>
    /// <exception cref="BundleException">It is no such file.</exception>
    /// <exception cref="EvidenceException">The evidence cannot be written.</exception>
    public static Evidence Run(string file, string evidencePath)
    {
        EvidenceFile.CheckWritable(evidencePath);
        var results = ResultsFile.Read(file);
        var samples = new Dictionary<string, IReadOnlyList<ForkSamples>>(StringComparer.Ordinal);
        var evidence = new Evidence(
            Evidence.CurrentSchema,
            results.Tool,
            results.Created,
            results.Machine,
            [.. results.Findings.Select(finding => Judged(finding, results, samples))],
            ImmutableSortedDictionary<string, double>.Empty)
        {
            IsPartial = results.Findings.Any(finding => IsLeft(finding, results) || Attempts(RunsOf(finding, results)).Any(attempt => attempt.Run.Run is { IsCut: true })),
        };
        EvidenceFile.Write(evidencePath, evidence, samples);
        return evidence;
    }

    /// <summary>What the runs of a finding come to, device by device: where one experiment came to nothing, the next was tried.</summary>
    internal static IEnumerable<(string Device, Attempt Attempt, BundleRun Run)> Attempts(ImmutableArray<BundleRun> runs) =>
        from device in runs.GroupBy(run => run.Device, StringComparer.Ordinal)
        let attempts = device.GroupBy(run => run.Number).OrderBy(run => run.Key).Select(again => (Run: again.Last(), Verdict: OnRun(again.Last()))).ToList()
        let best = attempts.Find(attempt => attempt.Verdict.Kind != VerdictKind.NotApplicable) is { Run: not null } telling ? telling : attempts[^1]
        select (device.Key, new Attempt(best.Run.Experiment, best.Run.Run, best.Verdict), best.Run);

    private static Verdict OnRun(BundleRun run) => run.Run is { } raw ? Judge.OnRun(run.Experiment, raw) : new(VerdictKind.NotApplicable, run.Problem ?? "it was not run");

    private static ImmutableArray<BundleRun> RunsOf(BundledFinding finding, BundleResults results) => [.. results.Runs.Where(run => run.Finding == finding.Id)];

    // Something there could have run it, and nothing did: the run was cut off before.
    private static bool IsLeft(BundledFinding finding, BundleResults results) =>
        RunsOf(finding, results).IsEmpty && (!finding.OnHost.IsEmpty || (finding.OnDevice is not null && !results.Devices.IsEmpty));

    private static FindingEvidence Judged(BundledFinding finding, BundleResults results, Dictionary<string, IReadOnlyList<ForkSamples>> samples)
    {
        var attempts = new List<(string Device, Attempt Attempt)>();
        var each = ImmutableArray.CreateBuilder<DeviceEvidence>();
        foreach (var (device, attempt, _) in Attempts(RunsOf(finding, results)))
        {
            var key = $"{finding.Id} on {device}";
            samples[key] = attempt.Run?.Forks ?? [];
            attempts.Add((device, attempt));
            each.Add(FindingReport.OnDevice(device, attempt.Experiment, attempt.Verdict, key));
        }

        if (attempts.Count == 0)
        {
            return FindingReport.Create(finding.About, finding.Fix, null, null, IsLeft(finding, results)
                ? new(VerdictKind.Inconclusive, "not measured: the run of the bundle was cut off before its turn")
                : new(VerdictKind.NotApplicable, "there was no device where the bundle was run"), []);
        }

        var all = DeviceVerdicts.Together(attempts);
        return FindingReport.Create(finding.About, finding.Fix, all.Experiment, all.Run, all.Verdict, [], each.ToImmutable());
    }
}
