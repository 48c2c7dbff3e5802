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
            [.. results.Findings.Select(finding => Judged(finding, [.. results.Runs.Where(run => run.Finding == finding.Id)], samples))],
            ImmutableSortedDictionary<string, double>.Empty)
        {
            IsPartial = results.Runs.Any(run => run.Run is { IsCut: true }),
        };
        EvidenceFile.Write(evidencePath, evidence, samples);
        return evidence;
    }

    private static FindingEvidence Judged(BundledFinding finding, ImmutableArray<BundleRun> runs, Dictionary<string, IReadOnlyList<ForkSamples>> samples)
    {
        var about = new Reported(finding.Id, finding.Rule, finding.File, finding.Line, finding.Symbol, finding.Message);
        var attempts = new List<(string Device, Attempt Attempt)>();
        var each = ImmutableArray.CreateBuilder<DeviceEvidence>();
        foreach (var run in runs)
        {
            var verdict = run.Run is { } raw
                ? Judge.OnRun(run.Experiment, raw)
                : new Verdict(VerdictKind.NotApplicable, run.Problem ?? "it was not run");
            var key = $"{finding.Id} on {run.Device}";
            samples[key] = run.Run?.Forks ?? [];
            attempts.Add((run.Device, new(run.Experiment, run.Run, verdict)));
            each.Add(FindingReport.OnDevice(run.Device, run.Experiment, verdict, key));
        }

        if (attempts.Count == 0)
        {
            return FindingReport.Create(about, finding.Fix, null, null, new(VerdictKind.NotApplicable, "there was no device where the bundle was run"), []);
        }

        var all = DeviceVerdicts.Together(attempts);
        return FindingReport.Create(about, finding.Fix, all.Experiment, all.Run, all.Verdict, [], each.ToImmutable());
    }
}
