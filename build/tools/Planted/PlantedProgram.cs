using System.Globalization;
using System.Text.RegularExpressions;

namespace PerfProof.Build.Planted;

/// <summary>A program that knows what it costs: fixed work in three kinds of flagged calls, each of which times itself.</summary>
internal static partial class PlantedProgram
{
    /// <summary>The kinds, the costliest first.</summary>
    public static IReadOnlyList<string> Kinds { get; } = ["Managed", "Native", "Awaited"];

    private const string Project = """
        <Project Sdk="Microsoft.NET.Sdk">
          <PropertyGroup>
            <TargetFramework>net10.0</TargetFramework>
            <OutputType>Exe</OutputType>
            <Nullable>enable</Nullable>
            <ImplicitUsings>enable</ImplicitUsings>
          </PropertyGroup>
          <ItemGroup><AdditionalFiles Include="PerfProof.Apis.txt" /></ItemGroup>
        </Project>
        """;

    private const string Apis = """
        count-tokens | Planted.Work::Managed
        count-tokens | Planted.Work::Native
        embed-one    | Planted.Work::AwaitedAsync | input=text batch=Planted.Work::AllAsync
        """;

    // The work is fixed, so that what profiling costs shows in its time; the truth is the time that each kind took in this very run.
    private const string Source = """
        using System.Diagnostics;
        using System.IO.Compression;

        namespace Planted;

        public static class Program
        {
            private const int Rounds = 40;

            public static async Task Main()
            {
                var work = new Work();
                var runs = new Runs(work);
                var total = 0;
                for (var round = 0; round < Rounds; round++)
                {
                    total += runs.Managed("system", 3) + runs.Native("system", 2) + await runs.AwaitedAsync(["a", "b"]);
                }

                var wall = (DateTime.Now - Process.GetCurrentProcess().StartTime).TotalSeconds;
                Console.WriteLine(FormattableString.Invariant($"PLANTED {wall} {work.Seconds(0)} {work.Seconds(1)} {work.Seconds(2)} {total & 1}"));
            }
        }

        public sealed class Runs(Work work)
        {
            public int Managed(string text, int times)
            {
                var total = 0;
                for (var i = 0; i < times; i++) { total += work.Managed(text); }
                return total;
            }

            public int Native(string text, int times)
            {
                var total = 0;
                for (var i = 0; i < times; i++) { total += work.Native(text); }
                return total;
            }

            public async Task<int> AwaitedAsync(List<string> texts)
            {
                var total = 0;
                foreach (var text in texts) { total += await work.AwaitedAsync(text); }
                return total;
            }
        }

        public sealed class Work
        {
            private readonly long[] ticks = new long[3];
            private readonly byte[] data = [.. Enumerable.Range(0, 1 << 17).Select(i => (byte)((i * 7919) >> 3))];

            public double Seconds(int kind) => (double)this.ticks[kind] / Stopwatch.Frequency;

            public int Managed(string text)
            {
                var start = Stopwatch.GetTimestamp();
                var x = (uint)text.Length;
                for (var i = 0; i < 16_000_000; i++) { x = (x * 1664525) + (uint)i; }
                this.ticks[0] += Stopwatch.GetTimestamp() - start;
                return (int)(x & 1);
            }

            public int Native(string text)
            {
                var start = Stopwatch.GetTimestamp();
                var written = 0L;
                for (var i = 0; i < 4; i++)
                {
                    using var target = new MemoryStream();
                    using (var zip = new ZLibStream(target, CompressionLevel.Optimal, leaveOpen: true)) { zip.Write(this.data); }
                    written += target.Length;
                }

                this.ticks[1] += Stopwatch.GetTimestamp() - start;
                return (int)written;
            }

            public async Task<int> AwaitedAsync(string text)
            {
                var start = Stopwatch.GetTimestamp();
                await Task.Delay(8);
                this.ticks[2] += Stopwatch.GetTimestamp() - start;
                return text.Length;
            }

            public async Task<List<int>> AllAsync(List<string> texts)
            {
                await Task.Delay(8);
                return [.. texts.Select(text => text.Length)];
            }
        }
        """;

    /// <summary>Writes the program into a folder.</summary>
    public static void Write(string folder)
    {
        File.WriteAllText(Path.Combine(folder, "Planted.csproj"), Project);
        File.WriteAllText(Path.Combine(folder, "PerfProof.Apis.txt"), Apis);
        File.WriteAllText(Path.Combine(folder, "Program.cs"), Source);
        foreach (var settings in new[] { "Directory.Build.props", "Directory.Build.targets", "Directory.Packages.props" })
        {
            File.WriteAllText(Path.Combine(folder, settings), "<Project />");
        }
    }

    /// <summary>What a run says of itself: seconds in all, and the share of each kind, in the order of <see cref="Kinds"/>.</summary>
    /// <exception cref="MeasuringException">It says nothing.</exception>
    public static (double Seconds, IReadOnlyList<double> Shares) Truth(string output)
    {
        var match = Line().Match(output);
        if (!match.Success)
        {
            throw new MeasuringException($"The planted program did not run: {output.Trim()}");
        }

        double Number(int group) => double.Parse(match.Groups[group].Value, CultureInfo.InvariantCulture);
        return (Number(1), [Number(2) / Number(1), Number(3) / Number(1), Number(4) / Number(1)]);
    }

    [GeneratedRegex(@"PLANTED (\S+) (\S+) (\S+) (\S+)", RegexOptions.CultureInvariant)]
    private static partial Regex Line();
}
