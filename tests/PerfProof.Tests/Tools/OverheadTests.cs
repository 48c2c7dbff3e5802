using System.Collections.Immutable;
using PerfProof.Build.Corpus;
using PerfProof.Build.Overhead;
using PerfProof.Build;

namespace PerfProof.Tests.Tools;

/// <summary><c>overhead</c>: the tree that it compiles, what it reads from the compiler, and the figures that come of it.</summary>
public sealed class OverheadTests : IDisposable
{
    private readonly TempTree tree = new();

    [Fact]
    public void Tree_IsWhatCompiles()
    {
        string[] files =
        [
            this.tree.Add("A.cs", "public class A { public B? X; }"),
            this.tree.Add("B.cs", "public class B : Missing { }"),
            this.tree.Add("C.cs", "public class C { List<int> x = new(); }"),
            this.tree.Add("D.cs", "System.Console.WriteLine();"),
            this.tree.Add("E.cs", "class E { Half half; }"),
        ];
        Assert.Equal(["C.cs", "E.cs"], CleanTree.Create(files, Libraries.Framework, CompileAs.Tree, null, CancellationToken.None).Files.Select(Path.GetFileName));
        var clean = CleanTree.Create(files, Libraries.Framework, CompileAs.Tree, "Half", CancellationToken.None);
        Assert.Equal(["C.cs"], clean.Files.Select(Path.GetFileName));
        Assert.Equal((1, 4), (clean.Lines, clean.LeftOut));
    }

    [Fact]
    public void ReportOfTheCompiler_IsRead()
    {
        var cost = CompilerRun.Parse(
            """

            Total analyzer execution time: 1.434 seconds.
            NOTE: Elapsed time may be less than analyzer execution time because analyzers can run concurrently.

             Time (s)    %   Analyzer
                1.200   97   PerfProof.Analyzers, Version=0.1.0.0, Culture=neutral, PublicKeyToken=null
                1.100   89      PerfProof.Rules.HalfOnCpu (PP1001)
                0.200   10      PerfProof.Control.ReferencesFirst (CTRL001)
               <0.001   <1      PerfProof.Rules.UnresolvedApi (PP0001, PP0002)

            """.ReplaceLineEndings("\n"),
            TimeSpan.FromSeconds(9));
        Assert.Equal(1.234, cost.Analyzers.TotalSeconds, 6);
        Assert.Equal(
            [("PerfProof.Rules.HalfOnCpu", 1.1), ("PerfProof.Rules.UnresolvedApi", 0.001)],
            cost.ByAnalyzer.OrderBy(one => one.Key, StringComparer.Ordinal).Select(one => (one.Key, one.Value.TotalSeconds)));
        Assert.Equal(TimeSpan.Zero, CompilerRun.Parse("", TimeSpan.Zero).Analyzers);
    }

    [Theory]
    [InlineData(50, 4, true)]
    [InlineData(150, 4, false)]
    [InlineData(50, 40, false)]
    public void Report_SaysWhetherTheGoalsAreMet(int ours, int plain, bool expected)
    {
        var sources = new CleanTree(["a.cs"], 100, 0, [], CompileAs.Tree, TimeSpan.FromMilliseconds(1));
        var (text, isMet) = OverheadReport.Write(
            sources,
            [Series("none", 0), Series(AnalyzerSet.Ours, ours), Series("Heavy 1.0", 5000), Series("Light 1.0", 1000)],
            sources,
            Series(AnalyzerSet.Ours, plain),
            "Now.");
        Assert.Equal(expected, isMet);
        Assert.Contains("the lightest, which is Light 1.0", text);
        Assert.Contains($"| Light 1.0 | 1000 ms | 2000 ms | 1000 ms | {ours / 1000.0:0.000} | {ours / 1000.0:0.000} | {ours / 1000.0:0.000} |", text);
    }

    [Fact]
    public async Task Overhead_OfASmallTree_IsMeasured()
    {
        this.tree.Add("A.cs", "public class A { public int B; }");
        var output = new StringWriter();
        var request = new OverheadRequest([this.tree.Root], [], 1, this.tree.PathOf("out.md")) { ComparesOthers = false };
        Assert.InRange(await OverheadCommand.RunAsync(request, output, TextWriter.Null, CancellationToken.None), 0, 1);
        Assert.Contains("1 lines in 1 files", output.ToString());
        Assert.Contains("## A tree that no rule is about", File.ReadAllText(this.tree.PathOf("out.md")));
    }

    [Theory]
    [InlineData("none", 1, "does not exist")]
    [InlineData("", 0, "--runs")]
    [InlineData("", 1, "Nothing of")]
    public async Task Request_ThatCannotBeMet_IsRefusedInOneLine(string folder, int rounds, string expected)
    {
        var error = new StringWriter();
        Assert.Equal(2, await OverheadCommand.RunAsync(new OverheadRequest([this.tree.PathOf(folder)], [], rounds, null), TextWriter.Null, error, CancellationToken.None));
        Assert.Contains(expected, error.ToString());
    }

    [Fact]
    public void Precision_IsRead_AndOfNothingIsNone()
    {
        var measured = PrecisionFile.Read(this.tree.Add("p.csv", "rule,true,false\nPP1001,9,1\nPP1003,0,0\n"));
        Assert.Equal("90 % of 10", Assert.Single(measured).Value.ToString());
        Assert.Empty(PrecisionFile.Read(this.tree.PathOf("none.csv")));
        Assert.Contains("'x' is no number", Assert.Throws<MeasuringException>(() => PrecisionFile.Read(this.tree.Add("p.csv", "rule,true,false\nPP1001,x,1\n"))).Message);
    }

    public void Dispose() => this.tree.Dispose();

    private static OverheadSeries Series(string name, int analyzers) => new(
        name,
        [.. Enumerable.Repeat(new CompilerCost(TimeSpan.FromMilliseconds(1000 + analyzers), TimeSpan.FromMilliseconds(analyzers), ImmutableDictionary<string, TimeSpan>.Empty), 5)]);
}
