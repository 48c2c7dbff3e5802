using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using Microsoft.CodeAnalysis.Text;
using PerfProof.Loading;
using PerfProof.Verdicts;

namespace PerfProof.Build.Verdicts;

/// <summary><c>index</c>: how long the analyzers take to read an index of evidence, in a process that never read one: compiled on the way, as in a build.</summary>
public static class IndexCommand
{
    private static readonly int[] sizes = [100, 1000, 10_000];

    /// <summary>Creates the command.</summary>
    public static Command Create(TextWriter output, TextWriter error)
    {
        var runs = new Option<int>("--runs") { Description = "Processes for each size.", DefaultValueFactory = _ => 15 };
        var outFile = new Option<string?>("--out") { Description = "Write the report here too.", HelpName = "file.md" };
        var once = new Option<string?>("--once") { Description = "Read this file once and print the milliseconds; what the processes are started with.", Hidden = true };
        var command = new Command("index", "Measures how long the analyzers take to read an index of evidence for the first time.") { runs, outFile, once };
        command.SetAction((parsed, cancellation) => parsed.GetValue(once) is { } file
            ? OnceAsync(file, output)
            : RunAsync(parsed.GetValue(runs), parsed.GetValue(outFile), output, error, cancellation));
        return command;
    }

    // The compiler hands the text over; reading it from the disk is its own.
    private static async Task<int> OnceAsync(string file, TextWriter output)
    {
        using var stream = File.OpenRead(file);
        var text = SourceText.From(stream);
        var started = Stopwatch.GetTimestamp();
        var index = VerdictIndex.Parse(text);
        var found = index.Of(Id(0)).Count;
        var cold = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
        started = Stopwatch.GetTimestamp();
        found += VerdictIndex.Parse(text.ToString()).Of(Id(0)).Count;
        var again = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
        await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{index.Count} {found} {cold} {again}")).ConfigureAwait(false);
        return 0;
    }

    private static async Task<int> RunAsync(int runs, string? outFile, TextWriter output, TextWriter error, CancellationToken cancellation)
    {
        var folder = Directory.CreateTempSubdirectory("index-").FullName;
        try
        {
            var report = new StringBuilder($"""
                # Reading an index of evidence

                How long the analyzers take to parse `*.perfproof-index` the first time in a process ({runs} processes for each size): what is compiled
                on the way is in it, reading the file from the disk is not, since the compiler does that. A build pays it once where something is found, an editor once
                for each new text. The second reading shows what is left once the code is compiled.

                `dotnet run --project build/tools -c Release -- index`. {Host.Line()}

                | Entries | Bytes | First reading, median (ms) | Slowest (ms) | Second reading, median (ms) |
                |---|---|---|---|---|

                """);
            foreach (var size in sizes)
            {
                var file = Path.Combine(folder, $"{size}{VerdictIndex.Extension}");
                await File.WriteAllTextAsync(file, Text(size), cancellation).ConfigureAwait(false);
                var times = new List<(double Cold, double Again)>();
                for (var run = 0; run < runs; run++)
                {
                    times.Add(await MeasureAsync(file, size, cancellation).ConfigureAwait(false));
                }

                report.Append(CultureInfo.InvariantCulture, $"| {size:N0} | {new FileInfo(file).Length:N0} | {Median(times.Select(time => time.Cold)):0.0} | {times.Max(time => time.Cold):0.0} | {Median(times.Select(time => time.Again)):0.0} |\n");
            }

            await output.WriteAsync(report).ConfigureAwait(false);
            if (outFile is not null)
            {
                WholeFile.Replace(outFile, report.ToString());
            }

            return 0;
        }
        catch (MeasuringException exception)
        {
            await error.WriteLineAsync($"index: {exception.Message}").ConfigureAwait(false);
            return 1;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<(double Cold, double Again)> MeasureAsync(string file, int size, CancellationToken cancellation)
    {
        var own = Environment.ProcessPath!;
        string[] program = Path.GetFileNameWithoutExtension(own) == "dotnet" ? [typeof(IndexCommand).Assembly.Location] : [];
        using var process = Process.Start(new ProcessStartInfo(own, [.. program, "index", "--once", file]) { RedirectStandardOutput = true })!;
        var line = await process.StandardOutput.ReadToEndAsync(cancellation).ConfigureAwait(false);
        await process.WaitForExitAsync(cancellation).ConfigureAwait(false);
        return line.Trim().Split(' ') is [var count, "2", var cold, var again] && int.Parse(count, CultureInfo.InvariantCulture) == size
            ? (double.Parse(cold, CultureInfo.InvariantCulture), double.Parse(again, CultureInfo.InvariantCulture))
            : throw new MeasuringException($"a process that was to read {size} entries printed '{line.Trim()}'.");
    }

    private static string Text(int entries)
    {
        var text = new StringBuilder($"{VerdictIndex.Mark} {VerdictIndex.Version}\ndevice\t0\tA processor with a long name, 8 cores, an operating system\n");
        for (var i = 0; i < entries; i++)
        {
            // Members with two findings of a rule, so that both ways to look one up have work.
            text.Append(CultureInfo.InvariantCulture, $"{Id(i)}\t{i / 2:x12}\t{i:x12}\tConfirmed\tcode\t{1 + (i % 97 / 7.0):0.###}\t{2 + (i % 97 / 6.0):0.###}\t{3 + (i % 97 / 5.0):0.###}\t2026-11-21\t0\n");
        }

        return text.ToString();
    }

    private static string Id(int number) => string.Create(CultureInfo.InvariantCulture, $"PP2001-{number:x12}");

    private static double Median(IEnumerable<double> times)
    {
        var sorted = times.Order().ToList();
        return (sorted[(sorted.Count - 1) / 2] + sorted[sorted.Count / 2]) / 2;
    }
}
