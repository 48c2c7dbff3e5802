using System.Globalization;
using System.Text.RegularExpressions;

namespace PerfProof.Build.Planted;

/// <summary>A program that knows what it costs: fixed work at six flagged calls of three kinds, each of which times itself.</summary>
internal static partial class PlantedProgram
{
    /// <summary>The places that are flagged: a method of the program each, a costly and a cheap one of each kind.</summary>
    public static IReadOnlyList<string> Places { get; } = ["ManagedMore", "NativeMore", "AwaitedMore", "ManagedLess", "NativeLess", "AwaitedLess"];

    /// <summary>How many of them are awaited.</summary>
    public const int Awaited = 2;

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

    // The work is fixed, so that what profiling costs shows in its time; the truth is the time that each place took in this very run.
    private const string Source = """
        using System.Diagnostics;
        using System.IO.Compression;

        namespace Planted;

        public static class Program
        {
            private const int Rounds = 40;

            public static async Task Main()
            {
                var runs = new Runs();
                var total = 0;
                for (var round = 0; round < Rounds; round++)
                {
                    total += runs.ManagedMore("system", 10) + runs.NativeMore("system", 10) + await runs.AwaitedMoreAsync(["a", "b", "c", "d"]);
                    total += runs.ManagedLess("system", 3) + runs.NativeLess("system", 3) + await runs.AwaitedLessAsync(["a"]);
                }

                var wall = (DateTime.Now - Process.GetCurrentProcess().StartTime).TotalSeconds;
                Console.WriteLine(FormattableString.Invariant($"PLANTED {wall} {string.Join(' ', runs.Seconds.Select(one => FormattableString.Invariant($"{one}")))}; {total & 1}"));
            }
        }

        public sealed class Runs
        {
            private readonly Work more = new();
            private readonly Work less = new();

            public double[] Seconds => [.. this.more.Seconds, .. this.less.Seconds];

            public int ManagedMore(string text, int times)
            {
                var total = 0;
                for (var i = 0; i < times; i++) { total += this.more.Managed(text); }
                return total;
            }

            public int ManagedLess(string text, int times)
            {
                var total = 0;
                for (var i = 0; i < times; i++) { total += this.less.Managed(text); }
                return total;
            }

            public int NativeMore(string text, int times)
            {
                var total = 0;
                for (var i = 0; i < times; i++) { total += this.more.Native(text); }
                return total;
            }

            public int NativeLess(string text, int times)
            {
                var total = 0;
                for (var i = 0; i < times; i++) { total += this.less.Native(text); }
                return total;
            }

            public async Task<int> AwaitedMoreAsync(List<string> texts)
            {
                var total = 0;
                foreach (var text in texts) { total += await this.more.AwaitedAsync(text); }
                return total;
            }

            public async Task<int> AwaitedLessAsync(List<string> texts)
            {
                var total = 0;
                foreach (var text in texts) { total += await this.less.AwaitedAsync(text); }
                return total;
            }
        }

        public sealed class Work
        {
            private readonly long[] ticks = new long[3];
            private readonly byte[] data = Bytes();

            public IEnumerable<double> Seconds => this.ticks.Select(one => (double)one / Stopwatch.Frequency);

            public int Managed(string text)
            {
                var start = Stopwatch.GetTimestamp();
                var x = (uint)text.Length;
                for (var i = 0; i < 3_000_000; i++) { x = (x * 1664525) + (uint)i; }
                this.ticks[0] += Stopwatch.GetTimestamp() - start;
                return (int)(x & 1);
            }

            public int Native(string text)
            {
                var start = Stopwatch.GetTimestamp();
                using var target = new MemoryStream();
                using (var zip = new ZLibStream(target, CompressionLevel.Optimal, leaveOpen: true)) { zip.Write(this.data); }
                this.ticks[1] += Stopwatch.GetTimestamp() - start;
                return (int)target.Length;
            }

            public async Task<int> AwaitedAsync(string text)
            {
                var start = Stopwatch.GetTimestamp();
                await Task.Delay(4);
                this.ticks[2] += Stopwatch.GetTimestamp() - start;
                return text.Length;
            }

            public async Task<List<int>> AllAsync(List<string> texts)
            {
                await Task.Delay(4);
                return [.. texts.Select(text => text.Length)];
            }

            // Half of each byte is noise, so that there is something to compress and something to do.
            private static byte[] Bytes()
            {
                var bytes = new byte[1 << 17];
                new Random(1).NextBytes(bytes);
                return [.. bytes.Select(one => (byte)(one & 15))];
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

    /// <summary>What a run says of itself: seconds in all, and the share of each place, in the order of <see cref="Places"/>.</summary>
    /// <exception cref="MeasuringException">It says nothing.</exception>
    public static (double Seconds, IReadOnlyList<double> Shares) Truth(string output)
    {
        var match = Line().Match(output);
        if (!match.Success)
        {
            throw new MeasuringException($"The planted program did not run: {output.Trim()}");
        }

        var seconds = match.Groups[2].Value.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Number).ToList();
        var all = Number(match.Groups[1].Value);
        return seconds.Count == Places.Count ? (all, [.. seconds.Select(one => one / all)]) : throw new MeasuringException($"The planted program tells of {seconds.Count} places and has {Places.Count}.");

        static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
    }

    [GeneratedRegex(@"PLANTED (\S+) ([^;]+);", RegexOptions.CultureInvariant)]
    private static partial Regex Line();
}
