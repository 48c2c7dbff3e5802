using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;
using PerfProof.Execution;
using PerfProof.Judgement;
using PerfProof.Loading;
using PerfProof.Planning;
using PerfProof.Verifier.Tests.Execution;
using PerfProof.Verifier.Tests.Loading;
using PerfProof.Verifier.Tests.Tool;

namespace PerfProof.Verifier.Tests.Entries;

/// <summary>A program of the user's, built by its own build in copies of its tree and run from entries of all kinds: what each comes to, in words.</summary>
[Collection(nameof(Trees))]
public sealed class ProgramRunsTests : IAsyncLifetime
{
    private const string Project = """
        <Project Sdk="Microsoft.NET.Sdk">
          <PropertyGroup><TargetFramework>net10.0</TargetFramework><OutputType>Exe</OutputType></PropertyGroup>
        </Project>
        """;

    private const string Code = """
        using System;
        using System.IO;
        using System.Threading;
        namespace Xunit
        {
            public class FactAttribute : Attribute { }
            public static class Assert { public static void Equal(int expected, int actual) { if (expected != actual) throw new Exception("not equal"); } }
        }
        namespace BenchmarkDotNet.Attributes
        {
            public class BenchmarkAttribute : Attribute { }
            public class GlobalSetupAttribute : Attribute { }
            public class ParamsAttribute : Attribute { public ParamsAttribute(params object[] values) { } }
        }
        namespace Demo
        {
            public static class App
            {
                private static int calls;
                public static void Main(string[] arguments) => Console.WriteLine("{0} {1}", arguments.Length, Work.Sum(1000));
                public static void Throws() => throw new InvalidOperationException("no settings");
                public static void ThrowsAgain() { if (calls++ > 0) throw new InvalidOperationException("twice"); Console.WriteLine("once"); }
                public static void Hangs() => Thread.Sleep(Timeout.Infinite);
                public static void Exits() => Environment.Exit(3);
                public static string Differs() => Guid.NewGuid().ToString();
                public static void Appends() => File.AppendAllText("log.txt", "a line\n");
                public static void Writes() => File.WriteAllText("result.txt", Work.Sum(1000).ToString());
                public static void WritesElsewhere() => File.WriteAllText(Path.Combine(Path.GetPathRoot(Environment.CurrentDirectory)!, "perfproof-test.txt"), "text");
                public static void Says() { }
            }

            public class Tests { [Xunit.Fact] public void Sums() => Xunit.Assert.Equal(499500, Work.Sum(1000)); }

            public class Benchmarks
            {
                private int[] numbers;
                [BenchmarkDotNet.Attributes.Params(10, 2000)] public int N;
                [BenchmarkDotNet.Attributes.GlobalSetup] public void Setup() => this.numbers = new int[this.N];
                [BenchmarkDotNet.Attributes.Benchmark] public int Run() => Work.Sum(this.numbers.Length);
            }

            public static class Work
            {
                public static int Sum(int n) { var sum = 0; for (var i = 0; i < n; i++) { sum += i; } return sum; }
            }
        }
        """;

    private static readonly Effort effort = MethodPairs.Quick with { CallLimit = TimeSpan.FromSeconds(6), MaximumForks = 1 };

    private readonly VerifyTree tree = new();
    private readonly ScratchFolder scratch = new();
    private LoadedCode code = null!;

    public async Task InitializeAsync()
    {
        File.Delete(Path.Combine(this.tree.Code, "Prompt.cs"));
        this.tree.WriteProgram(Code, Project);

        this.code = await CodeLoader.LoadAsync(new LoadRequest(this.tree.Code) { Restore = true }, CancellationToken.None);
    }

    public Task DisposeAsync()
    {
        this.scratch.Dispose();
        this.tree.Dispose();
        return Task.CompletedTask;
    }

    [Fact]
    public async Task Entries_OfAllKinds_CanBeMeasuredOrSayWhyNot()
    {
        var before = this.tree.Snapshot();
        (string Entry, string? Problem)[] expected =
        [
            ("Main", null),
            ("Writes", null),
            ("Throws", "the program as it is cannot be measured from its entry: InvalidOperationException: no settings"),
            ("ThrowsAgain", "the program as it is cannot be measured from its entry: InvalidOperationException: twice"),
            ("Hangs", "the program as it is cannot be measured from its entry: it did not come back within 6 s"),
            ("Exits", "the program as it is cannot be measured from its entry: the process ended with code 3"),
            ("Differs", "outputs differ between two runs of the same code, at return: expected '"),
            ("Appends", "outputs differ between two runs of the same code, at file log.txt"),
            ("Says", "produces nothing but zeros and empty texts"),
            .. Isolation.Here.SealsFiles ? [("WritesElsewhere", "Read-only file system")] : Array.Empty<(string, string?)>(),
        ];
        var programs = this.Programs(null);
        foreach (var (name, problem) in expected)
        {
            var entry = await EntryNames.FindAsync(this.code, "Demo.App." + name, CancellationToken.None);

            var said = await programs.ProblemAsync(entry, CancellationToken.None);

            Assert.True(problem is null ? said is null : said?.Contains(problem, StringComparison.Ordinal) == true, $"{name}: {said}");
            Assert.DoesNotContain('\n', said ?? "");
        }

        Assert.Equal(before, this.tree.Snapshot());
    }

    [Fact]
    public async Task Plan_FixesOfTheProgram_BuildOrSayWhyNotAndAreComparedByAllThatTheyProduce()
    {
        var before = this.tree.Snapshot();
        var planner = new ReplayPlanner(this.code.Solution, this.scratch.NewFolder);
        var main = await EntryNames.FindAsync(this.code, "Demo.App.Main", CancellationToken.None);
        var broken = await planner.PlanAsync(main, this.Changed("sum += i;", "sum += missing;"), "broken", null, CancellationToken.None);
        Assert.Equal("with the fix the program does not build: The name 'missing' does not exist in the current context (CS0103)", broken.Problem);

        var other = this.Changed("sum += i;", "sum += i + i;");
        var wrong = await this.JudgeAsync(planner, "Demo.App.Writes", other);
        Assert.Equal((VerdictKind.Incorrect, "outputs differ, at file result.txt: expected '499500', got '999000'"), (wrong.Kind, wrong.Reason));
        wrong = await this.JudgeAsync(planner, "Demo.Tests.Sums", other);
        Assert.Equal(VerdictKind.Incorrect, wrong.Kind);
        Assert.Contains("Exception: not equal", wrong.Reason, StringComparison.Ordinal);

        // Right at the declared value that is tried first, wrong at the last.
        wrong = await this.JudgeAsync(planner, "Demo.Benchmarks.Run", this.Changed("sum += i;", "sum += i > 1000 ? 0 : i;"));
        Assert.Equal(VerdictKind.Incorrect, wrong.Kind);

        // The plan after a broken one starts from the program as it is; the value that the test asserts is what is compared.
        var same = await this.JudgeAsync(planner, "Demo.Tests.Sums", this.Changed("sum += i;", "sum = sum + i;"));
        Assert.True(same.Kind is VerdictKind.Refuted or VerdictKind.Inconclusive, $"{same.Kind}: {same.Reason}");
        Assert.NotNull(same.Measured);
        Assert.Equal(before, this.tree.Snapshot());
    }

    private ProgramRuns Programs(Entry? named) => new(this.code, [], named, effort, this.scratch);

    private async Task<Verdict> JudgeAsync(ReplayPlanner planner, string name, Solution changed)
    {
        var plan = await planner.PlanAsync(await EntryNames.FindAsync(this.code, name, CancellationToken.None), changed, "test", null, CancellationToken.None);
        Assert.Null(plan.Problem);
        var attempt = await Attempt.RunAsync(new(effort, this.scratch), plan, new(), DirectProgress<string>.Unwatched, CancellationToken.None);
        return attempt.Verdict;
    }

    private Solution Changed(string old, string changed)
    {
        var document = this.code.Solution.Projects.Single().Documents.Single(document => document.Name == "App.cs");
        return this.code.Solution.WithDocumentText(document.Id, SourceText.From(Code.Replace(old, changed, StringComparison.Ordinal)));
    }
}
