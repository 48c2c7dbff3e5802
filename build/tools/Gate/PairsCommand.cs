using System.CommandLine;
using PerfProof.Execution;
using PerfProof.Loading;
using PerfProof.Reporting;

namespace PerfProof.Build.Gate;

/// <summary><c>pairs</c> and <c>agreement</c>: the suite of honest pairs, and whether two runs over it agree.</summary>
public static class PairsCommand
{
    private const double AgreementGoal = 0.98;

    /// <summary><c>pairs</c>.</summary>
    public static Command Create(Checkout checkout, TextWriter output, TextWriter error)
    {
        var only = new Option<string[]>("--only") { Description = "Only this pair, by its number or name. Can be repeated.", HelpName = "pair" };
        var outputs = new Option<bool>("--outputs") { Description = "Compare outputs, and time nothing." };
        var outFile = new Option<string>("--out") { Description = "The file of results, a line each; runs are added.", Required = true, HelpName = "file.jsonl" };
        var reportFile = new Option<string?>("--report") { Description = "Write the report here too.", HelpName = "file.md" };
        var command = new Command("pairs", "Puts the suite of honest pairs and controls through the gate, once each.") { only, outputs, outFile, reportFile };
        command.SetAction((parsed, cancellation) => SeriesCommand.GuardAsync("pairs", error, async () =>
        {
            using var log = ResultLog<GateRecord>.Open(parsed.GetValue(outFile)!);
            using var gate = await PairGate.OpenAsync(checkout.PathOf("build", "benchmarks", "Pairs"), parsed.GetValue(outputs) ? PairGate.OutputsOnly : Effort.Default, cancellation).ConfigureAwait(false);
            var series = new GateSeries(log, gate.RunAsync, Machine.Fingerprint, gate.Clock, WithFloor);
            await series.RunEachAsync(Chosen(gate.Names, parsed.GetValue(only) ?? []), null, error.WriteLine, cancellation).ConfigureAwait(false);
            return await SeriesCommand.ReportAsync(PairSuite.Report(log.Records), parsed.GetValue(reportFile), output).ConfigureAwait(false);
        }));
        return command;
    }

    /// <summary><c>agreement</c>.</summary>
    public static Command Agreement(TextWriter output, TextWriter error)
    {
        var first = new Argument<string>("first") { Description = "What 'pairs --out' wrote.", HelpName = "a.jsonl" };
        var second = new Argument<string>("second") { Description = "What it wrote another time, or elsewhere.", HelpName = "b.jsonl" };
        var reportFile = new Option<string?>("--report") { Description = "Write the report here too.", HelpName = "file.md" };
        var command = new Command("agreement", "Says on how many pairs the verdicts of two runs over the suite agree.") { first, second, reportFile };
        command.SetAction((parsed, _) => SeriesCommand.GuardAsync("agreement", error, () =>
        {
            var (text, share) = PairSuite.Agreement(Read(parsed.GetValue(first)!), Read(parsed.GetValue(second)!));
            return SeriesCommand.ReportAsync((text, share >= AgreementGoal), parsed.GetValue(reportFile), output);
        }));
        return command;
    }

    /// <summary>The pairs that are asked for; all when none is.</summary>
    /// <exception cref="MeasuringException">There is no such pair.</exception>
    internal static IReadOnlyList<string> Chosen(IReadOnlyList<string> names, IReadOnlyList<string> only)
    {
        if (only.FirstOrDefault(wanted => !names.Any(name => Is(name, wanted))) is { } missing)
        {
            throw new MeasuringException($"There is no pair {missing}; there are {string.Join(", ", names)}.");
        }

        return [.. names.Where(name => only.Count == 0 || only.Any(wanted => Is(name, wanted))).Order(StringComparer.Ordinal)];

        // P05Transpose is 5, 05, Transpose and P05Transpose.
        static bool Is(string name, string wanted) =>
            name.Equals(wanted, StringComparison.OrdinalIgnoreCase) || name[3..].Equals(wanted, StringComparison.OrdinalIgnoreCase) || name[1..3] == wanted.PadLeft(2, '0');
    }

    /// <summary>A run with the least time that its rewrite could take on one processor, measured now; as it is where nothing was timed, or nothing limits it.</summary>
    internal static GateRecord WithFloor(GateRecord record) => record.Size is { } size && PairWork.Of(record.Pair, size) is var (bytes, operations)
        ? record with { FloorSeconds = HostRoofline.Floor(bytes, operations) }
        : record;

    /// <summary>The runs in a file of results.</summary>
    /// <exception cref="MeasuringException">There is no such file.</exception>
    internal static IReadOnlyList<GateRecord> Read(string path)
    {
        if (!File.Exists(path))
        {
            throw new MeasuringException($"{path} does not exist: 'pairs --out {path}' writes it.");
        }

        using var log = ResultLog<GateRecord>.Open(path);
        return log.Records;
    }
}
