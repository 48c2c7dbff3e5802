using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using PerfProof.Build.Docs;
using PerfProof.Build.Gate;
using PerfProof.Loading;
using PerfProof.Profiling;
using PerfProof.Reporting;

namespace PerfProof.Build.Planted;

/// <summary><c>planted</c>: profiles a program that knows its shares, and says how far the profile is from them and what it costs.</summary>
public static class PlantedCommand
{
    private const double Limit = 0.02;

    /// <summary>Makes the command.</summary>
    public static Command Create(TextWriter output, TextWriter error)
    {
        var runs = new Option<int>("--runs") { Description = "How many times it is run in each way.", DefaultValueFactory = _ => 20 };
        var outFile = new Option<string>("--out") { Description = "The file of results, a line each; runs are added.", Required = true, HelpName = "file.jsonl" };
        var reportFile = new Option<string?>("--report") { Description = "Write the report here too.", HelpName = "file.md" };
        var command = new Command("planted", "Profiles a program of known shares (managed, native, awaited), sampled and exact: whether the ranking is right, the error of the shares, and the overhead.") { runs, outFile, reportFile };
        command.SetAction((parsed, cancellation) => SeriesCommand.GuardAsync("planted", error, async () =>
        {
            using var log = ResultLog<PlantedRecord>.Open(parsed.GetValue(outFile)!);
            using var scratch = new ScratchFolder();
            var folder = scratch.NewFolder("planted");
            PlantedProgram.Write(folder);
            var assembly = await BuildAsync(folder, cancellation).ConfigureAwait(false);
            for (var i = log.Records.Count; i < parsed.GetValue(runs); i++)
            {
                log.Add(await RunAsync(folder, assembly, cancellation).ConfigureAwait(false));
                await error.WriteLineAsync($"planted: run {i + 1} of {parsed.GetValue(runs)}.").ConfigureAwait(false);
            }

            return await SeriesCommand.ReportAsync(Report(log.Records), parsed.GetValue(reportFile), output).ConfigureAwait(false);
        }));
        return command;
    }

    private static async Task<string> BuildAsync(string folder, CancellationToken cancellation)
    {
        var result = await DotnetCommand.RunAsync(folder, ["build", "-c", "Release", "-v", "quiet", "-nologo"], TimeSpan.FromMinutes(4), cancellation).ConfigureAwait(false);
        return result.ExitCode == 0 ? Path.Combine(folder, "bin", "Release", "net10.0", "Planted.dll") : throw new MeasuringException($"The planted program does not build: {result.Output.LastOrDefault()}");
    }

    private static async Task<PlantedRecord> RunAsync(string folder, string assembly, CancellationToken cancellation)
    {
        var (date, host) = (DateTimeOffset.UtcNow, Machine.Fingerprint());
        var plain = await DotnetCommand.RunAsync(folder, [assembly], TimeSpan.FromMinutes(2), cancellation).ConfigureAwait(false);
        var bare = PlantedProgram.Truth(string.Join('\n', plain.Output)).Seconds;
        var sampled = await ProfileAsync(folder, assembly, exact: false, cancellation).ConfigureAwait(false);
        var exact = await ProfileAsync(folder, assembly, exact: true, cancellation).ConfigureAwait(false);
        return new(date, host.Name, host.Runtime, host.Load, bare, sampled, exact);
    }

    private static async Task<PlantedProfile> ProfileAsync(string folder, string assembly, bool exact, CancellationToken cancellation)
    {
        using var printed = new StringWriter();
        var options = new ProfileOptions(new LoadRequest(folder)) { Command = ["dotnet", assembly], Exact = exact };
        var result = await ProfileRun.RunAsync(options, printed, cancellation).ConfigureAwait(false);
        var (seconds, truth) = PlantedProgram.Truth(printed.ToString());
        return new(seconds, [.. truth], [.. PlantedProgram.Kinds.Select(kind => result.Profile.Findings.FirstOrDefault(finding => finding.Symbol.Contains($"Runs.{kind}", StringComparison.Ordinal))?.Share)]);
    }

    private static (string Text, bool IsMet) Report(IReadOnlyList<PlantedRecord> records)
    {
        var last = records[^1];
        var ranked = (Exact: records.Count(record => record.Exact.RanksRight), Sampled: records.Count(record => record.Sampled.RanksRight));
        var worst = records.Max(record => record.Exact.Errors.Max(error => Math.Abs(error ?? 1)));
        var text = string.Create(
            CultureInfo.InvariantCulture,
            $"""
            # Profile of planted costs

            Measured {records[0].Date:yyyy-MM-dd HH:mm} to {last.Date:yyyy-MM-dd HH:mm} UTC on {last.Host}, {last.Runtime}; load average {records.Min(record => record.Load):0.0} to {records.Max(record => record.Load):0.0}.
            `dotnet run --project build/tools -- planted` makes this page.

            A program with three kinds of flagged calls (managed arithmetic, native zlib, awaited timers) times each of them itself: that is the
            truth of each run. A share is that of the wall time of the process. {records.Count} runs in each way.

            Ranking right: with --exact in {ranked.Exact} of {records.Count} runs (all three kinds), sampled in {ranked.Sampled} of {records.Count} (managed before native; awaited
            calls are said to be unseen). Largest error of an exact share: {100 * worst:0.00} points (at most {100 * Limit:0} allowed).


            """)
            + RuleTables.Table(
                ["Kind", "True share, median", "Exact: error, median (least to most)", "Sampled: error, median (least to most)"],
                PlantedProgram.Kinds.Select((kind, i) => (string[])
                [
                    kind, Percent(Median(records.Select(record => record.Exact.Truth[i]))),
                    Points([.. records.Select(record => record.Exact.Errors[i])]), Points([.. records.Select(record => record.Sampled.Errors[i])]),
                ]))
            + string.Create(
                CultureInfo.InvariantCulture,
                $"\n\nOverhead, as the time of the whole program over that of the plain run before it: sampled {Ratio(records.Select(record => record.Sampled.Seconds / record.Bare))}, exact {Ratio(records.Select(record => record.Exact.Seconds / record.Bare))}.\n");
        return (text, ranked == (records.Count, records.Count) && worst <= Limit);
    }

    private static string Points(ImmutableArray<double?> errors) => errors.All(error => error is null) ? "unseen"
        : string.Create(CultureInfo.InvariantCulture, $"{100 * Median(errors.OfType<double>()):+0.00;-0.00} points ({100 * errors.Min()!.Value:+0.00;-0.00} to {100 * errors.Max()!.Value:+0.00;-0.00})");

    private static string Ratio(IEnumerable<double> ratios)
    {
        var sorted = ratios.Order().ToList();
        return string.Create(CultureInfo.InvariantCulture, $"{Median(sorted):0.000} (median; {sorted[0]:0.000} to {sorted[^1]:0.000})");
    }

    private static string Percent(double share) => string.Create(CultureInfo.InvariantCulture, $"{100 * share:0.0}%");

    private static double Median(IEnumerable<double> values) => SeriesReport.Median(values);
}

/// <summary>One profile of the planted program.</summary>
/// <param name="Seconds">How long it ran.</param>
/// <param name="Truth">The share of each kind, as it timed itself.</param>
/// <param name="Shares">The share that the profile tells; null for unseen.</param>
public sealed record PlantedProfile(double Seconds, ImmutableArray<double> Truth, ImmutableArray<double?> Shares)
{
    /// <summary>How far each is from the truth.</summary>
    internal ImmutableArray<double?> Errors => [.. this.Shares.Select((share, i) => share - this.Truth[i])];

    /// <summary>Whether the kinds that are seen come in the order of their true shares.</summary>
    internal bool RanksRight
    {
        get
        {
            var seen = Enumerable.Range(0, this.Shares.Length).Where(i => this.Shares[i] is not null).ToList();
            return seen.Count > 1 && seen.OrderByDescending(i => this.Shares[i]).SequenceEqual(seen.OrderByDescending(i => this.Truth[i]));
        }
    }
}

/// <summary>One turn: a plain run, a sampled one, an exact one.</summary>
/// <param name="Date">When.</param>
/// <param name="Host">On what.</param>
/// <param name="Runtime">With what.</param>
/// <param name="Load">The load average at its start.</param>
/// <param name="Bare">Seconds of the plain run.</param>
/// <param name="Sampled">The sampled run.</param>
/// <param name="Exact">The exact run.</param>
public sealed record PlantedRecord(DateTimeOffset Date, string Host, string Runtime, double? Load, double Bare, PlantedProfile Sampled, PlantedProfile Exact);
