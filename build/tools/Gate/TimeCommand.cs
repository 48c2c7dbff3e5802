using System.Collections.Immutable;
using System.CommandLine;
using PerfProof.Execution;
using PerfProof.Judgement;
using PerfProof.Loading;
using PerfProof.Reporting;

namespace PerfProof.Build.Gate;

/// <summary><c>time</c>: how long a verdict takes, and which stage takes how much of it.</summary>
public static class TimeCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(Checkout checkout, TextWriter output, TextWriter error)
    {
        var paths = new Argument<string[]>("path") { Description = "Projects, folders or files to verify; samples/RagService and samples/rules when left out.", Arity = ArgumentArity.ZeroOrMore };
        var references = new Option<string[]>("--reference") { Description = "An assembly, or a folder of them, to compile loose files against. Can be repeated.", HelpName = "dll or folder" };
        var only = new Option<string[]>("--only") { Description = "Only findings whose name contains this. Can be repeated.", HelpName = "text" };
        var minutes = new Option<double?>("--minutes") { Description = "Begin no run after so many minutes." };
        var host = new Option<string>("--host") { Description = "Where kernels run.", DefaultValueFactory = _ => "managed", HelpName = "auto|managed|ilgpu" };
        var outFile = new Option<string>("--out") { Description = "The file of results, a line each; runs are added.", Required = true, HelpName = "file.jsonl" };
        var also = new Option<string[]>("--from") { Description = "Count the runs of this file too, such as 'pairs' writes. Can be repeated.", HelpName = "file.jsonl" };
        var reportOnly = new Option<bool>("--report-only") { Description = "Run nothing." };
        var reportFile = new Option<string?>("--report") { Description = "Write the report here too.", HelpName = "file.md" };
        var command = new Command("time", "Says how long a verdict takes, and how much of it each stage: findings go through the gate once each, with nothing kept from earlier runs.")
        {
            paths, references, only, minutes, host, outFile, also, reportOnly, reportFile,
        };
        command.SetAction((parsed, cancellation) => SeriesCommand.GuardAsync("time", error, async () =>
        {
            using var log = ResultLog<GateRecord>.Open(parsed.GetValue(outFile)!);
            var until = parsed.GetValue(minutes) is { } limit ? DateTimeOffset.UtcNow.AddMinutes(limit) : DateTimeOffset.MaxValue;
            string[] sources = parsed.GetValue(reportOnly) ? []
                : parsed.GetValue(paths) is { Length: > 0 } named ? named
                : [checkout.PathOf("samples", "RagService"), checkout.PathOf("samples", "rules")];
            foreach (var source in sources.Where(_ => DateTimeOffset.UtcNow < until))
            {
                var request = new LoadRequest(source) { Restore = true, References = [.. parsed.GetValue(references) ?? []] };
                await RunAsync(log, request, parsed.GetValue(host)!, parsed.GetValue(only) ?? [], until, error, cancellation).ConfigureAwait(false);
            }

            var records = log.Records.Concat((parsed.GetValue(also) ?? []).SelectMany(PairsCommand.Read)).ToList();
            return await SeriesCommand.ReportAsync(TimeReport.Of(records), parsed.GetValue(reportFile), output).ConfigureAwait(false);
        }));
        return command;
    }

    private static async Task RunAsync(ResultLog<GateRecord> log, LoadRequest source, string host, string[] only, DateTimeOffset until, TextWriter error, CancellationToken cancellation)
    {
        var (date, before) = (DateTimeOffset.UtcNow, Machine.Fingerprint());
        using var gate = await FindingGate.OpenAsync(source, host, cancellation).ConfigureAwait(false);
        var once = gate.Clock.Seconds;
        log.Add(new(
            date, before.Name, before.Cores, before.Runtime, GateSeries.Build, TimeReport.Once + gate.Title, VerdictKind.NotApplicable, $"once for {gate.Names.Count} findings", null, null, null, 0,
            Math.Round(once.Values.Sum(), 2), before.Load, Machine.Fingerprint().Load)
        {
            Stages = once.ToImmutableSortedDictionary(stage => stage.Key, stage => Math.Round(stage.Value, 3)),
        });
        var series = new GateSeries(log, gate.RunAsync, Machine.Fingerprint, gate.Clock);
        foreach (var name in gate.Names.Where(name => only.Length == 0 || only.Any(wanted => name.Contains(wanted, StringComparison.OrdinalIgnoreCase))))
        {
            // One run more than there are.
            await series.RunAsync([name], log.Records.Count(record => record.Pair == name) + 1, until - DateTimeOffset.UtcNow, error.WriteLine, cancellation).ConfigureAwait(false);
        }
    }
}
