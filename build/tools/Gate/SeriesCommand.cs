using System.CommandLine;
using PerfProof.Execution;
using PerfProof.Loading;
using PerfProof.Reporting;

namespace PerfProof.Build.Gate;

/// <summary>What a series is asked to do.</summary>
/// <param name="Folder">Where its pairs lie.</param>
/// <param name="Runs">How many runs the file of results has in the end.</param>
/// <param name="Minutes">No run begins after so many minutes; null for no limit.</param>
/// <param name="Out">The file of results.</param>
/// <param name="Report">Where the report goes; null for standard output only.</param>
public sealed record SeriesRequest(string Folder, int Runs, double? Minutes, string Out, string? Report);

/// <summary><c>aa</c> and <c>power</c>: how often the gate is wrong, and how often it sees what is there.</summary>
public static class SeriesCommand
{
    /// <summary><c>aa</c>.</summary>
    public static Command Aa(Checkout checkout, TextWriter output, TextWriter error) => Create(
        "aa", "Puts pairs of identical code through the gate, many times, and counts what is falsely Confirmed.", checkout.PathOf("build", "benchmarks", "Identical"), 1000, SeriesReport.Aa, output, error);

    /// <summary><c>power</c>.</summary>
    public static Command Power(Checkout checkout, TextWriter output, TextWriter error) => Create(
        "power", "Puts pairs whose true ratio is known through the gate, many times, and counts what is Confirmed.", checkout.PathOf("build", "benchmarks", "Calibrated"), 300, SeriesReport.Power, output, error);

    /// <summary>Runs a series and writes its report.</summary>
    /// <param name="name">Of the command, for messages.</param>
    /// <param name="request">What to do.</param>
    /// <param name="report">Writes the report.</param>
    /// <param name="output">Gets the report.</param>
    /// <param name="error">Gets progress and problems.</param>
    /// <param name="cancellation">Stops it; the report is of what there is.</param>
    /// <returns>0: every goal is met; 1: one is missed; 2: the request cannot be met.</returns>
    public static async Task<int> RunAsync(
        string name, SeriesRequest request, Func<IReadOnlyList<GateRecord>, (string Text, bool IsMet)> report, TextWriter output, TextWriter error, CancellationToken cancellation)
    {
        return await GuardAsync(name, error, async () =>
        {
            if (request.Runs < 0 || request.Minutes <= 0)
            {
                throw new MeasuringException("--runs is a number of runs, 0 or more (0 only writes the report); --minutes is more than 0.");
            }

            using var log = ResultLog<GateRecord>.Open(request.Out);
            if (log.Unreadable > 0)
            {
                await error.WriteLineAsync($"{name}: {log.Unreadable} lines of {request.Out} cannot be read and do not count.").ConfigureAwait(false);
            }

            if (request.Runs > 0)
            {
                using var gate = await PairGate.OpenAsync(request.Folder, Effort.Default, cancellation).ConfigureAwait(false);
                var limit = request.Minutes is { } minutes ? TimeSpan.FromMinutes(minutes) : (TimeSpan?)null;
                await new GateSeries(log, gate.RunAsync, Machine.Fingerprint, gate.Clock).RunAsync(gate.Names, request.Runs, limit, error.WriteLine, cancellation).ConfigureAwait(false);
            }

            return await ReportAsync(report(log.Records), request.Report, output).ConfigureAwait(false);
        }).ConfigureAwait(false);
    }

    /// <summary>Runs a command; what keeps it from being run is a line on standard error, and exit code 2.</summary>
    internal static async Task<int> GuardAsync(string name, TextWriter error, Func<Task<int>> run)
    {
        try
        {
            return await run().ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is MeasuringException or LoadException or Profiling.ProfileException or Bundles.BundleException or IOException or UnauthorizedAccessException)
        {
            await error.WriteLineAsync($"{name}: {exception.Message}").ConfigureAwait(false);
            return 2;
        }
    }

    /// <summary>Prints a report, and writes it where it was asked for; 0 when its goals are met, otherwise 1.</summary>
    internal static async Task<int> ReportAsync((string Text, bool IsMet) report, string? path, TextWriter output)
    {
        await output.WriteAsync(report.Text).ConfigureAwait(false);
        if (path is not null)
        {
            WholeFile.Replace(path, report.Text);
        }

        return report.IsMet ? 0 : 1;
    }

    private static Command Create(
        string name, string description, string folder, int runs, Func<IReadOnlyList<GateRecord>, (string Text, bool IsMet)> report, TextWriter output, TextWriter error)
    {
        var count = new Option<int>("--runs") { Description = "How many runs the file of results has in the end; 0 only writes the report.", DefaultValueFactory = _ => runs };
        var minutes = new Option<double?>("--minutes") { Description = "Begin no run after so many minutes." };
        var outFile = new Option<string>("--out") { Description = "The file of results, a line each: what it has counts, and new runs are added.", Required = true, HelpName = "file.jsonl" };
        var reportFile = new Option<string?>("--report") { Description = "Write the report here too.", HelpName = "file.md" };
        var command = new Command(name, description) { count, minutes, outFile, reportFile };
        command.SetAction((parsed, cancellation) => RunAsync(
            name,
            new SeriesRequest(folder, parsed.GetValue(count), parsed.GetValue(minutes), parsed.GetValue(outFile)!, parsed.GetValue(reportFile)),
            report,
            output,
            error,
            cancellation));
        return command;
    }
}
