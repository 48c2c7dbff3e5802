using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using PerfProof.Loading;
using PerfProof.Reporting;

namespace PerfProof.Build.Scopes;

/// <summary><c>scopes</c>: what a <see cref="Measure.Scope"/> costs the program that it measures.</summary>
public static class ScopesCommand
{
    private const int Calls = 20_000;

    /// <summary>Creates the command.</summary>
    public static Command Create(TextWriter output)
    {
        var rounds = new Option<int>("--runs") { Description = "How many rounds, in which every case has its turn.", DefaultValueFactory = _ => 101 };
        var file = new Option<string?>("--out") { Description = "Write the report here too.", HelpName = "file.md" };
        var command = new Command("scopes", "Times empty scopes of PerfProof.Measure, beside two readings of the clock.") { rounds, file };
        command.SetAction(async (parsed, _) =>
        {
            var report = await ReportAsync(Math.Max(3, parsed.GetValue(rounds))).ConfigureAwait(false);
            await output.WriteAsync(report).ConfigureAwait(false);
            if (parsed.GetValue(file) is { } path)
            {
                WholeFile.Replace(path, report);
            }

            return 0;
        });
        return command;
    }

    private static async Task<string> ReportAsync(int rounds)
    {
        (string Name, Func<Task> Run)[] cases =
        [
            ("nothing: the loop alone", () => Loop(static () => { })),
            ("the clock, read twice", () => Loop(static () => { Stopwatch.GetTimestamp(); Stopwatch.GetTimestamp(); })),
            ("a scope", () => Loop(static () => { using (Measure.Scope("a")) { } })),
            ("a scope within two others", Within),
            ("an await that yields", () => AwaitAsync(static async () => await Task.Yield())),
            ("a scope around an await that yields", () => AwaitAsync(static async () => { using (Measure.Scope("a")) { await Task.Yield(); } })),
        ];
        var times = cases.Select(_ => new List<double>()).ToArray();
        var bytes = new double[cases.Length];
        for (var round = 0; round < rounds + 2; round++)
        {
            for (var i = 0; i < cases.Length; i++)
            {
                Measure.Reset();
                var allocated = GC.GetTotalAllocatedBytes(precise: true);
                var start = Stopwatch.GetTimestamp();
                await cases[i].Run().ConfigureAwait(false);
                var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
                // The first two rounds warm up.
                if (round >= 2)
                {
                    times[i].Add(seconds / Calls);
                    bytes[i] = (GC.GetTotalAllocatedBytes(precise: true) - allocated) / (double)Calls;
                }
            }
        }

        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"# What a scope costs\n\n{Host.Line()} Load average {Machine.Load():0.0}. {rounds} rounds of {Calls:#,0} calls, every case in each.\n\n");
        text.Append("| case | median | fastest round | slowest round | bytes allocated |\n|---|--:|--:|--:|--:|\n");
        foreach (var (i, (name, _)) in cases.Index())
        {
            times[i].Sort();
            text.Append(CultureInfo.InvariantCulture, $"| {name} | {Nanoseconds(times[i][rounds / 2])} | {Nanoseconds(times[i][0])} | {Nanoseconds(times[i][^1])} | {bytes[i]:0} |\n");
        }

        return text.Append("\nOf what a scope allocates, nothing is charged to any scope. Again: `dotnet run -c Release --project build/tools -- scopes --out docs/results/scopes.md`\n").ToString();
    }

    private static Task Within()
    {
        using (Measure.Scope("outer"))
        using (Measure.Scope("inner"))
        {
            return Loop(static () => { using (Measure.Scope("a")) { } });
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Task Loop(Action call)
    {
        for (var i = 0; i < Calls; i++)
        {
            call();
        }

        return Task.CompletedTask;
    }

    private static async Task AwaitAsync(Func<Task> call)
    {
        for (var i = 0; i < Calls; i++)
        {
            await call().ConfigureAwait(false);
        }
    }

    private static string Nanoseconds(double seconds) => (seconds * 1e9).ToString("#,0.0", CultureInfo.InvariantCulture) + " ns";
}
