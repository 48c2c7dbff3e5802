using System.Collections.Immutable;
using System.CommandLine;
using System.Diagnostics;
using PerfProof.Build.Gate;
using PerfProof.Reporting;
using PerfProof.Rules;

namespace PerfProof.Build.Mutants;

/// <summary>What <c>mutants</c> is asked to do.</summary>
public sealed record MutantsRequest
{
    /// <summary>The file of results.</summary>
    public required string Out { get; init; }

    /// <summary>How many mutants of each problem were compared in the end; 0 only writes the report.</summary>
    public int Runs { get; init; } = 40;

    /// <summary>No mutant begins after so many minutes; null for no limit.</summary>
    public double? Minutes { get; init; }

    /// <summary>What decides which mutants.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Only these problems; empty for all.</summary>
    public ImmutableArray<string> Only { get; init; } = [];

    /// <summary>What a person said about survivors; null for nothing.</summary>
    public string? Judgements { get; init; }

    /// <summary>Where the report goes besides the output; null for nowhere.</summary>
    public string? Report { get; init; }
}

/// <summary><c>mutants</c>: rewrites with one small mistake, and how many of them the gate finds.</summary>
public static class MutantsCommand
{
    private const string Name = "mutants";

    /// <summary>Creates the command.</summary>
    public static Command Create(Checkout checkout, TextWriter output, TextWriter error)
    {
        var runs = new Option<int>("--runs") { Description = "How many mutants of each problem were compared in the end; 0 only writes the report.", DefaultValueFactory = _ => 40 };
        var minutes = new Option<double?>("--minutes") { Description = "Begin no mutant after so many minutes." };
        var seed = new Option<int>("--seed") { Description = "What decides which mutants: the same seed, the same mutants.", DefaultValueFactory = _ => 1 };
        var only = new Option<string[]>("--only") { Description = "Only this problem: a pair by its number or name, or a rule by its id. Can be repeated.", HelpName = "problem" };
        var outFile = new Option<string>("--out") { Description = "The file of results, a line each: what it has counts, and new ones are added.", Required = true, HelpName = "file.jsonl" };
        var judgements = new Option<string>("--judgements")
        {
            Description = "What a person said about survivors.",
            DefaultValueFactory = _ => checkout.PathOf("docs", "results", "mutant-judgements.csv"),
            HelpName = "file.csv",
        };
        var report = new Option<string?>("--report") { Description = "Write the report here too.", HelpName = "file.md" };
        var command = new Command(Name, "Puts rewrites with one small mistake through the gate, and counts those that it finds.") { runs, minutes, seed, only, outFile, judgements, report };
        command.SetAction((parsed, cancellation) => RunAsync(
            Problems(checkout.PathOf("build", "benchmarks", "Pairs")),
            new MutantsRequest
            {
                Out = parsed.GetValue(outFile)!,
                Runs = parsed.GetValue(runs),
                Minutes = parsed.GetValue(minutes),
                Seed = parsed.GetValue(seed),
                Only = [.. parsed.GetValue(only) ?? []],
                Judgements = parsed.GetValue(judgements),
                Report = parsed.GetValue(report),
            },
            output,
            error,
            cancellation));
        return command;
    }

    /// <summary>The problems by name: the pairs of a folder, and the patterns of the rules.</summary>
    internal static IReadOnlyDictionary<string, Func<CancellationToken, Task<MutableRewrite>>> Problems(string folder)
    {
        var problems = new SortedDictionary<string, Func<CancellationToken, Task<MutableRewrite>>>(StringComparer.Ordinal);
        foreach (var file in Directory.GetFiles(folder, "*.cs"))
        {
            problems.Add("P" + Path.GetFileNameWithoutExtension(file).Replace("_", "", StringComparison.Ordinal), async cancellation => await PairRewrite.LoadAsync(file, MutantSeries.OutputsOnly, cancellation).ConfigureAwait(false));
        }

        foreach (var model in RuleModels.All)
        {
            problems.Add(model.Name, _ => Task.FromResult<MutableRewrite>(PatternRewrite.Of(model.Name, model.Pattern)));
        }

        return problems;
    }

    /// <summary>Runs mutants and writes their report.</summary>
    /// <returns>0: the goal is met; 1: it is missed, or a problem could not be mutated; 2: the request cannot be met.</returns>
    internal static Task<int> RunAsync(
        IReadOnlyDictionary<string, Func<CancellationToken, Task<MutableRewrite>>> problems, MutantsRequest request, TextWriter output, TextWriter error, CancellationToken cancellation) =>
        SeriesCommand.GuardAsync(Name, error, async () =>
        {
            if (request.Runs < 0 || request.Minutes <= 0)
            {
                throw new MeasuringException("--runs is a number of mutants, 0 or more (0 only writes the report); --minutes is more than 0.");
            }

            var judgements = request.Judgements is { } path && File.Exists(path) ? MutantJudgement.Read(path) : [];
            using var log = ResultLog<MutantRecord>.Open(request.Out);
            if (log.Unreadable > 0)
            {
                await error.WriteLineAsync($"{Name}: {log.Unreadable} lines of {request.Out} cannot be read and do not count.").ConfigureAwait(false);
            }

            var clock = Stopwatch.StartNew();
            var series = new MutantSeries(log, MutantSeries.OutputsOnly, Machine.Fingerprint, error.WriteLine);
            var isWhole = true;
            foreach (var name in PairsCommand.Chosen([.. problems.Keys], request.Only))
            {
                if (request.Runs == 0 || IsOver())
                {
                    break;
                }

                try
                {
                    using var rewrite = await problems[name](cancellation).ConfigureAwait(false);
                    await series.RunAsync(rewrite, request.Runs, request.Seed, IsOver, cancellation).ConfigureAwait(false);
                }
                catch (MeasuringException exception)
                {
                    // One that cannot be mutated must not cost the others.
                    isWhole = false;
                    await error.WriteLineAsync($"{Name}: left out: {exception.Message}").ConfigureAwait(false);
                }
            }

            var (text, isMet) = MutantReport.Write(log.Records, judgements);
            return await SeriesCommand.ReportAsync((text, isMet && isWhole), request.Report, output).ConfigureAwait(false);

            bool IsOver() => cancellation.IsCancellationRequested || clock.Elapsed.TotalMinutes >= request.Minutes;
        });
}
