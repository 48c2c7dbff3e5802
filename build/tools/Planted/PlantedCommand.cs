using System.CommandLine;
using System.Diagnostics;
using PerfProof.Build.Gate;
using PerfProof.Loading;
using PerfProof.Profiling;
using PerfProof.Reporting;

namespace PerfProof.Build.Planted;

/// <summary><c>planted</c>: profiles a program that knows its shares, and says how far the profile is from them and what it costs.</summary>
public static class PlantedCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(TextWriter output, TextWriter error)
    {
        var runs = new Option<int>("--runs") { Description = "How many turns the file of results has in the end; 0 only writes the report.", DefaultValueFactory = _ => 20 };
        var minutes = new Option<double?>("--minutes") { Description = "Begin no turn after so many minutes." };
        var outFile = new Option<string>("--out") { Description = "The file of results, a line each: what it has counts, and new turns are added.", Required = true, HelpName = "file.jsonl" };
        var reportFile = new Option<string?>("--report") { Description = "Write the report here too.", HelpName = "file.md" };
        var command = new Command("planted", "Profiles a program of known shares (managed, native, awaited), sampled and exact: whether the ranking is right, the error of the shares, and the overhead.") { runs, minutes, outFile, reportFile };
        command.SetAction((parsed, cancellation) => SeriesCommand.GuardAsync("planted", error, async () =>
        {
            var (most, limit) = (parsed.GetValue(runs), parsed.GetValue(minutes));
            if (most < 0 || limit <= 0)
            {
                throw new MeasuringException("--runs is a number of turns, 0 or more (0 only writes the report); --minutes is more than 0.");
            }

            using var log = ResultLog<PlantedRecord>.Open(parsed.GetValue(outFile)!);
            if (log.Unreadable > 0)
            {
                await error.WriteLineAsync($"planted: {log.Unreadable} lines of {parsed.GetValue(outFile)} cannot be read and do not count.").ConfigureAwait(false);
            }

            if (log.Records.Count < most)
            {
                await RunAsync(log, most, limit, error, cancellation).ConfigureAwait(false);
            }

            return log.Records.Count > 0
                ? await SeriesCommand.ReportAsync(PlantedReport.Of(log.Records), parsed.GetValue(reportFile), output).ConfigureAwait(false)
                : throw new MeasuringException($"{parsed.GetValue(outFile)} has no turns to report.");
        }));
        return command;
    }

    private static async Task RunAsync(ResultLog<PlantedRecord> log, int runs, double? minutes, TextWriter error, CancellationToken cancellation)
    {
        using var scratch = new ScratchFolder();
        var folder = scratch.NewFolder("planted");
        PlantedProgram.Write(folder);
        var watch = Stopwatch.StartNew();
        var assembly = await BuildAsync(folder, cancellation).ConfigureAwait(false);
        while (log.Records.Count < runs && !(watch.Elapsed.TotalMinutes >= minutes))
        {
            log.Add(await TurnAsync(folder, assembly, log.Records.Count, cancellation).ConfigureAwait(false));
            await error.WriteLineAsync($"planted: {log.Records.Count} of {runs}.").ConfigureAwait(false);
        }
    }

    private static async Task<string> BuildAsync(string folder, CancellationToken cancellation)
    {
        var result = await DotnetCommand.RunAsync(folder, ["build", "-c", "Release", "-v", "quiet", "-nologo"], TimeSpan.FromMinutes(4), cancellation).ConfigureAwait(false);
        return result.ExitCode == 0 ? Path.Combine(folder, "bin", "Release", "net10.0", "Planted.dll") : throw new MeasuringException($"The planted program does not build: {result.Output.LastOrDefault()}");
    }

    // Who is first changes from turn to turn, so that a machine that slows down favours none.
    private static async Task<PlantedRecord> TurnAsync(string folder, string assembly, int turn, CancellationToken cancellation)
    {
        var (date, host) = (DateTimeOffset.UtcNow, Machine.Fingerprint());
        var (bare, sampled, exact) = (0.0, (PlantedProfile?)null, (PlantedProfile?)null);
        for (var i = 0; i < 3; i++)
        {
            switch ((i + turn) % 3)
            {
                case 0:
                    var plain = await DotnetCommand.RunAsync(folder, [assembly], TimeSpan.FromMinutes(2), cancellation).ConfigureAwait(false);
                    bare = PlantedProgram.Truth(string.Join('\n', plain.Output)).Seconds;
                    break;
                case 1:
                    sampled = await ProfileAsync(folder, assembly, exact: false, cancellation).ConfigureAwait(false);
                    break;
                default:
                    exact = await ProfileAsync(folder, assembly, exact: true, cancellation).ConfigureAwait(false);
                    break;
            }
        }

        return new(date, host.Name, host.Runtime, GateSeries.Build, host.Load, bare, sampled!, exact!);
    }

    private static async Task<PlantedProfile> ProfileAsync(string folder, string assembly, bool exact, CancellationToken cancellation)
    {
        using var printed = new StringWriter();
        var options = new ProfileOptions(new LoadRequest(folder)) { Command = ["dotnet", assembly], Exact = exact };
        var result = await ProfileRun.RunAsync(options, printed, cancellation).ConfigureAwait(false);
        cancellation.ThrowIfCancellationRequested();
        var (seconds, truth) = PlantedProgram.Truth(printed.ToString());
        var findings = PlantedProgram.Places.Select(place => Of(result.Profile, place)).ToList();
        return new(seconds, [.. truth], [.. findings.Select(finding => Told(finding, exact))], [.. findings.Select(finding => finding.AtMost)]);
    }

    private static ProfiledFinding Of(Profile profile, string place) =>
        profile.Findings.SingleOrDefault(finding => finding.Symbol.Contains($"Runs.{place}", StringComparison.Ordinal))
        ?? throw new MeasuringException($"The profile of the planted program has no finding in {place}.");

    // A sampled share of what is awaited is said to be that of its computing alone: it claims nothing of the whole.
    private static double? Told(ProfiledFinding finding, bool exact) =>
        finding.Awaited && !exact && ProfileRanking.Words(finding).Contains("not see", StringComparison.Ordinal) ? null : finding.Share;
}
