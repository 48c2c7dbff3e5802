using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using PerfProof.Generation;
using PerfProof.Judgement;
using PerfProof.Reporting;
using PerfProof.Verifier.Tests.Execution;

namespace PerfProof.Verifier.Tests.Cheats;

/// <summary>
/// Every cheat through the real gate: child processes, runner, judge. None may be accepted. With PERFPROOF_CHEATS=FILE the
/// table of docs/results/cheats.md is written there.
/// </summary>
public abstract class CheatSuite : IDisposable
{
    private readonly MethodPairs pairs = new();

    public void Dispose() => this.pairs.Dispose();

    protected static TheoryData<string> Names(IEnumerable<Cheat> cheats) => [.. cheats.Select(cheat => cheat.ToString())];

    protected async Task IsCaught(IEnumerable<Cheat> cheats, string name)
    {
        var cheat = cheats.Single(cheat => cheat.ToString() == name);
        var started = Stopwatch.GetTimestamp();

        var verdict = cheat.Kernel is { } pattern
            ? await this.JudgeKernelAsync(pattern)
            : await this.pairs.JudgeAsync(cheat.Before, cheat.Rewritten, cheat.Sizes, cheat.Types);

        CheatReport.Add(cheat, verdict, Stopwatch.GetElapsedTime(started));
        Assert.True(verdict.Kind != VerdictKind.Confirmed, $"{cheat} was accepted: {verdict.Reason}");
        Assert.True(cheat.Ends.Contains(verdict.Kind), $"{cheat} ended in {verdict.Kind}: {verdict.Reason}");
        Assert.Contains(cheat.Says, verdict.Reason, StringComparison.Ordinal);
        await MethodPairs.NothingIsLeftAsync(this.pairs.Scratch.Path);
    }

    private async Task<Verdict> JudgeKernelAsync(Planning.KernelPattern pattern)
    {
        var generated = KernelCompiler.Compile(pattern, new ManagedTarget(), this.pairs.Scratch.NewFolder);
        Assert.True(generated.Experiment is not null, generated.Problem);
        return await this.pairs.JudgeAsync(generated.Experiment!);
    }
}

/// <summary>Cheats that show in what they produce.</summary>
public sealed class OutputCheatTests : CheatSuite, IClassFixture<CheatReport>
{
    private static IEnumerable<Cheat> All => [.. OutputCheats.All, .. GuiseCheats.All];

    public static TheoryData<string> Cheats => Names(All);

    [Theory]
    [MemberData(nameof(Cheats))]
    public Task Cheat_IsCaughtByItsOutputs(string cheat) => this.IsCaught(All, cheat);
}

/// <summary>Cheats that show only where they are timed.</summary>
public sealed class TimedCheatTests : CheatSuite, IClassFixture<CheatReport>
{
    private static IEnumerable<Cheat> All => [.. TimedCheats.All, .. PhaseCheats.All];

    public static TheoryData<string> Cheats => Names(All);

    [TimedTheory]
    [MemberData(nameof(Cheats))]
    public Task Cheat_IsCaughtWhereItIsTimed(string cheat) => this.IsCaught(All, cheat);
}

/// <summary>A theory whose every row is timed at length: minutes that each build need not spend.</summary>
public sealed class TimedTheoryAttribute : TheoryAttribute
{
    public TimedTheoryAttribute()
    {
        if (Environment.GetEnvironmentVariable("PERFPROOF_CHEATS") is not { Length: > 0 })
        {
            this.Skip = "each of these is timed for up to a minute: name a file for the table in PERFPROOF_CHEATS to run them (docs/results/cheats.md)";
        }
    }
}

/// <summary>The table of what was run.</summary>
public sealed class CheatReport : IDisposable
{
    private static readonly ConcurrentDictionary<string, (Cheat Cheat, Verdict Verdict, TimeSpan Time)> seen = new(StringComparer.Ordinal);
    private static readonly Lock writing = new();

    /// <summary>Adds a row.</summary>
    internal static void Add(Cheat cheat, Verdict verdict, TimeSpan time) => seen[cheat.ToString()] = (cheat, verdict, time);

    /// <summary>Writes all rows there are; the class that ends last writes the whole table.</summary>
    public void Dispose()
    {
        if (Environment.GetEnvironmentVariable("PERFPROOF_CHEATS") is not { Length: > 0 } path)
        {
            return;
        }

        lock (writing)
        {
            File.WriteAllText(path, Table());
        }
    }

    private static string Table()
    {
        var rows = seen.Values.OrderBy(row => row.Cheat.Number, StringComparer.Ordinal).ThenBy(row => row.Cheat.Name, StringComparer.Ordinal).ToList();
        var accepted = rows.Count(row => row.Verdict.Kind == VerdictKind.Confirmed);
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"""
            # Cheats

            Rewrites that look faster without being a faster way to do the same, each through the real gate. The numbers 1 to 36 are those of
            [verification.md](../verification.md#attacks); those from 37 on are our own. What each does stands in `tests/PerfProof.Verifier.Tests/Cheats`.

            - Command: `PERFPROOF_CHEATS=docs/results/cheats.md dotnet test tests/PerfProof.Verifier.Tests --filter "FullyQualifiedName~CheatTests"` (write an absolute path)
            - Date: {DateTime.UtcNow:yyyy-MM-dd}. Host: {Machine.Fingerprint().Name}, {Environment.ProcessorCount} processors. Load when it ended: {Load()}.
            - Cheats: {rows.Count}. Accepted: **{accepted}**. Seconds of all verdicts together: {rows.Sum(row => row.Time.TotalSeconds):0}.

            | # | cheat | caught by | verdict | reason | s |
            |---|---|---|---|---|---|

            """);
        foreach (var (cheat, verdict, time) in rows)
        {
            text.Append(CultureInfo.InvariantCulture, $"| {cheat.Number} | {cheat.Name} | {cheat.Defence} | {verdict.Kind} | {Short(verdict.Reason)} | {time.TotalSeconds:0.0} |\n");
        }

        return text.ToString();
    }

    private static string Short(string reason)
    {
        var line = reason.ReplaceLineEndings(" ").Replace("|", "\\|", StringComparison.Ordinal);
        return line.Length > 140 ? line[..137] + "..." : line;
    }

    private static string Load() => File.Exists("/proc/loadavg") ? File.ReadAllText("/proc/loadavg").Split(' ')[0] : "not known";
}
