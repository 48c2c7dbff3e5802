using System.Collections.Immutable;
using PerfProof.Bundles;
using PerfProof.Execution;
using PerfProof.Judgement;
using PerfProof.Loading;
using PerfProof.Planning;
using PerfProof.Reporting;
using PerfProof.Rules;

namespace PerfProof.Build.Gate;

/// <summary>The models of all rules and all pairs of the suite, carried to a machine with devices, and what comes back.</summary>
internal static class DeviceBundle
{
    /// <summary>Writes the bundle.</summary>
    /// <param name="pairs">Where the pairs lie.</param>
    /// <param name="folder">Where the bundle goes.</param>
    /// <param name="progress">Told what is going on, a line each.</param>
    /// <param name="cancellation">Cancellation.</param>
    public static async Task<ExportResult> ExportAsync(string pairs, string folder, Action<string> progress, CancellationToken cancellation)
    {
        var options = new CompareOptions(new LoadRequest(pairs) { AsFolder = true });
        var writer = new BundleWriter(Path.GetFullPath(folder), []);
        writer.Create();
        var code = await PairLoader.LoadAsync(options.Source, Generation.ManagedTarget.Dialect, cancellation).ConfigureAwait(false);
        var declared = await PairComparison.DeclaredAsync(code, null, null, cancellation).ConfigureAwait(false);
        using var scratch = new ScratchFolder();
        var planner = new PairPlanner(scratch.NewFolder);
        var models = RuleModels.All.Select(model => new BundleExport.Candidate(
            model.Name,
            () => Task.FromResult<BundleItem?>(new(
                new(model.Name.Replace(' ', '-'), model.Rule, model.Rule, 1, model.Name, model.Pattern.Description), null, [], model.Pattern, target => KernelHosts.Plan(model.Pattern, target, scratch.NewFolder))),
            ""));
        return await BundleExport.WriteAsync(
            writer,
            code,
            options.Host,
            [],
            [.. models, .. declared.Select(pair => BundleExport.Pair(pair, planner, options, scratch, cancellation))],
            scratch,
            new DirectProgress<VerifyProgress>(step => progress(step.What)),
            cancellation).ConfigureAwait(false);
    }

    /// <summary>What came back, judged: a run for each model and pair on each device.</summary>
    /// <exception cref="BundleException">The file is no result of a bundle.</exception>
    public static IEnumerable<GateRecord> Import(string file)
    {
        var results = ResultsFile.Read(file);
        foreach (var finding in results.Findings)
        {
            foreach (var (device, attempt, run) in BundleImport.Attempts([.. results.Runs.Where(run => run.Finding == finding.Id)]))
            {
                var machine = results.Machine with { Load = run.Load };
                var record = GateSeries.Record(results.Created, machine, machine, finding.Symbol, attempt.Verdict, 0);
                var speed = results.Devices.FirstOrDefault(known => known.Id == device)?.Speed;
                var cost = finding.Costs.FirstOrDefault(cost => cost.Size == record.Size);
                yield return record with
                {
                    Device = attempt.Experiment?.Device ?? $"{device} {results.Machine.Processor}",
                    Speed = speed,
                    FloorSeconds = cost is null ? null : speed?.Floor(cost.After),
                };
            }
        }
    }
}
