using System.Text.Json;
using PerfProof.Build.Corpus;

namespace PerfProof.Tests.Tools;

/// <summary><c>corpus</c> as it is run: small checkouts, real rules.</summary>
public sealed class CorpusCommandTests : IDisposable
{
    private const string Head = "repo,commit,path,line,library,pattern,label,fixable,note\n";

    private const string Convert = """
        namespace App;

        public static class Weights
        {
            public static float[] Read(System.Half[] from)
            {
                var to = new float[from.Length];
                for (var i = 0; i < from.Length; i++)
                {
                    to[i] = (float)from[i];
                }

                return to;
            }
        }
        """;

    private readonly TempTree tree = new();

    [Fact]
    public async Task Findings_AreHeldAgainstLabels()
    {
        this.Checkout("a+b/x/X.csproj", "<Project />");
        this.Checkout("a+b/x/Weights.cs", Convert);

        // The same names again: another program.
        this.Checkout("a+b/y#1/Y.csproj", "<Project><ItemGroup><ProjectReference Include=\"../x/X.csproj\" /></ItemGroup></Project>");
        this.Checkout("a+b/y#1/Weights.cs", Convert);
        this.Checkout("c/d/Other.cs", "class Other { }");
        var (exit, output, _) = await this.Run(
            "a/b,c,x/Weights.cs,10,-,A,positive,no,converted one by one\n"
            + "c/d,c,Other.cs,1,-,B,positive,no,missed\n"
            + "c/d,c,Gone.cs,1,-,B,positive,no,gone\n");
        Assert.Equal(1, exit);
        Assert.Contains("| A | 1 | 1 | 100.0 % | 1 |", output);
        Assert.Contains("| B | 1 | 0 | 0.0 % | 0 |", output);
        Assert.Contains("## Unlabelled findings: 1\n\n- PP1003 a/b y#1/Weights.cs:10:", output);
        Assert.Contains("1 labelled rows (Gone.cs", output);
        using var json = JsonDocument.Parse(File.ReadAllText(this.tree.PathOf("out/r.json")));
        Assert.Equal(2, json.RootElement.GetProperty("findings").GetArrayLength());
        Assert.Equal(output, File.ReadAllText(this.tree.PathOf("out/r.md")));
        Assert.Equal("rule,true,false\nPP1003,1,0\n", File.ReadAllText(this.tree.PathOf("out/p.csv")));
    }

    [Fact]
    public async Task Wrapper_OfAReferencedProject_IsSeenThrough()
    {
        this.Checkout("a+b/lib/Lib.csproj", "<Project />");
        this.Checkout("a+b/lib/Lib.cs", """
            using Microsoft.Extensions.AI;

            public sealed class Embedder(IEmbeddingGenerator<string, Embedding<float>> generator)
            {
                public System.Threading.Tasks.Task<Embedding<float>> EmbedAsync(string text) => generator.GenerateAsync(text);
            }
            """);
        this.Checkout("a+b/app/App.csproj", "<Project><ItemGroup><ProjectReference Include=\"../lib/Lib.csproj\" /></ItemGroup></Project>");
        this.Checkout("a+b/app/App.cs", """
            using System.Collections.Generic;
            using System.Threading.Tasks;

            public sealed class App(Embedder embedder)
            {
                public async Task<List<float>> Run(string[] texts)
                {
                    var firsts = new List<float>();
                    foreach (var text in texts)
                    {
                        firsts.Add((await embedder.EmbedAsync(text)).Vector.Span[0]);
                    }

                    return firsts;
                }
            }
            """);
        var (exit, output, _) = await this.Run("a/b,c,app/App.cs,11,-,D,positive,no,n\n");
        Assert.Equal(0, exit);
        Assert.Contains("| D | 1 | 1 | 100.0 % | 1 |", output);
    }

    [Fact]
    public async Task Fixes_AreApplied_OneByOneAndTogether()
    {
        this.Checkout("a+b/Weights.cs", Convert);
        var output = new StringWriter();
        var request = new CorpusRequest(this.tree.Add("labels.csv", Head), this.tree.PathOf("checkouts"))
        {
            Repositories = ["a/b"],
            References = [typeof(System.Numerics.Tensors.TensorPrimitives).Assembly.Location],
            TriesFixes = true,
            FixesOut = this.tree.PathOf("fixes.md"),
        };
        Assert.Equal(0, await CorpusCommand.RunAsync(request, output, TextWriter.Null, CancellationToken.None));
        var report = File.ReadAllText(this.tree.PathOf("fixes.md"));
        Assert.Contains("| PP1003 | HalfConversionLoopFix | 1 | 1 | 0 | 1 | 0 | 0 |", report);
        Assert.Contains("| PP1003 | HalfConversionLoopFix | 1 | 1 | 0 | 1 | 0 | 0 |", report[report.IndexOf("## Fix All", StringComparison.Ordinal)..]);
        Assert.Contains(report, output.ToString());
        Assert.Equal(Convert, File.ReadAllText(this.tree.PathOf("checkouts/a+b/Weights.cs")));
    }

    [Fact]
    public void FixReport_ListsWhatMustNotBe()
    {
        var report = FixReport.Write(
            [
                new("a/b x.cs:1", "PP1001", "F", false, true, 1, 0, ["CS0103 line 2: no such name"], null),
                new("a/b x.cs:2", "PP1001", "F", false, true, 1, 1, [], null),
                new("a/b x.cs:3", "PP1001", "F", false, true, 0, 0, [], "InvalidOperationException: x"),
                new("a/b x.cs:4", "PP1001", "F", false, false, 0, 0, [], null),
            ],
            1,
            "Now.");
        Assert.Contains("| PP1001 | F | 4 | 2 | 1 | 1 | 1 | 1 |", report);
        Assert.Contains("- PP1001 F, a/b x.cs:1: CS0103 line 2: no such name", report);
        Assert.Contains("- PP1001 F, a/b x.cs:2: 1 before, 1 after", report);
        Assert.Contains("- PP1001 F, a/b x.cs:3: InvalidOperationException: x", report);
    }

    [Fact]
    public async Task Repository_ThatIsNotThere_IsCounted_AndTheOthersAreRead()
    {
        this.Checkout("a+b/Weights.cs", Convert);
        var (exit, output, _) = await this.Run("x/y,c,Z.cs,1,-,A,positive,no,n\na/b,c,Weights.cs,10,-,A,positive,no,n\n");
        Assert.Equal(1, exit);
        Assert.Contains("x/y is not below", output);
        Assert.Contains("| A | 1 | 1 | 100.0 % | 1 |", output);
    }

    [Theory]
    [InlineData("nonsense\n", null, "no column")]
    [InlineData(Head, "../up", "is no repository")]
    public async Task Request_ThatCannotBeMet_IsRefusedInOneLine(string labels, string? repo, string expected)
    {
        var error = new StringWriter();
        var request = new CorpusRequest(this.tree.Add("l.csv", labels), this.tree.Root) { Repositories = repo is null ? [] : [repo] };
        Assert.Equal(2, await CorpusCommand.RunAsync(request, TextWriter.Null, error, CancellationToken.None));
        Assert.Contains(expected, error.ToString());
        Assert.Single(error.ToString().Trim().Split('\n'));
    }

    [Fact]
    public async Task References_ThatDoNotExist_AreRefused()
    {
        var error = new StringWriter();
        var request = new CorpusRequest(this.tree.Add("l.csv", Head), this.tree.Root) { References = [this.tree.PathOf("none")] };
        Assert.Equal(2, await CorpusCommand.RunAsync(request, TextWriter.Null, error, CancellationToken.None));
        Assert.Contains("does not exist", error.ToString());
    }

    public void Dispose() => this.tree.Dispose();

    private void Checkout(string path, string text) => this.tree.Add("checkouts/" + path, text);

    private async Task<(int Exit, string Output, string Error)> Run(string rows)
    {
        var output = new StringWriter();
        var error = new StringWriter();
        var request = new CorpusRequest(this.tree.Add("labels.csv", Head + rows), this.tree.PathOf("checkouts"))
        {
            References = [typeof(Microsoft.Extensions.AI.IEmbeddingGenerator).Assembly.Location],
            Out = this.tree.PathOf("out/r.md"),
            Json = this.tree.PathOf("out/r.json"),
            Precision = this.tree.PathOf("out/p.csv"),
        };
        var exit = await CorpusCommand.RunAsync(request, output, error, CancellationToken.None);
        return (exit, output.ToString(), error.ToString());
    }
}
