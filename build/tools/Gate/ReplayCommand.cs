using System.CommandLine;
using PerfProof.Loading;
using PerfProof.Reporting;

namespace PerfProof.Build.Gate;

/// <summary><c>replay-aa</c>: how often a whole program is Confirmed to be faster than itself.</summary>
public static class ReplayCommand
{
    private const string DefaultEntry = "RagService.Program.RunAsync";

    /// <summary>Makes the command.</summary>
    public static Command Create(Checkout checkout, TextWriter output, TextWriter error)
    {
        var path = new Argument<string?>("path") { Description = "The program; samples/RagService when left out.", Arity = ArgumentArity.ZeroOrOne };
        var entry = new Option<string>("--entry") { Description = "Its entry.", DefaultValueFactory = _ => DefaultEntry, HelpName = "Namespace.Type.Method" };
        var runs = new Option<int>("--runs") { Description = "How many runs the file of results has in the end; 0 only writes the report.", DefaultValueFactory = _ => 200 };
        var minutes = new Option<double?>("--minutes") { Description = "Begin no run after so many minutes." };
        var outFile = new Option<string>("--out") { Description = "The file of results, a line each: what it has counts, and new runs are added.", Required = true, HelpName = "file.jsonl" };
        var reportFile = new Option<string?>("--report") { Description = "Write the report here too.", HelpName = "file.md" };
        var command = new Command("replay-aa", "Replays an unchanged program against itself, many times, and counts what is falsely Confirmed.") { path, entry, runs, minutes, outFile, reportFile };
        command.SetAction((parsed, cancellation) => SeriesCommand.GuardAsync("replay-aa", error, async () =>
        {
            if (parsed.GetValue(runs) < 0 || parsed.GetValue(minutes) <= 0)
            {
                throw new MeasuringException("--runs is a number of runs, 0 or more (0 only writes the report); --minutes is more than 0.");
            }

            using var log = ResultLog<GateRecord>.Open(parsed.GetValue(outFile)!);
            if (log.Unreadable > 0)
            {
                await error.WriteLineAsync($"replay-aa: {log.Unreadable} lines of {parsed.GetValue(outFile)} cannot be read and do not count.").ConfigureAwait(false);
            }

            if (parsed.GetValue(runs) > 0)
            {
                var source = new LoadRequest(parsed.GetValue(path) ?? checkout.PathOf("samples", "RagService")) { Restore = true };
                using var gate = await ReplayGate.OpenAsync(source, parsed.GetValue(entry)!, cancellation).ConfigureAwait(false);
                var limit = parsed.GetValue(minutes) is { } most ? TimeSpan.FromMinutes(most) : (TimeSpan?)null;
                await new GateSeries(log, gate.RunAsync, Machine.Fingerprint, gate.Clock).RunAsync(gate.Names, parsed.GetValue(runs), limit, error.WriteLine, cancellation).ConfigureAwait(false);
            }

            return await SeriesCommand.ReportAsync(SeriesReport.ReplayAa(log.Records), parsed.GetValue(reportFile), output).ConfigureAwait(false);
        }));
        return command;
    }
}
