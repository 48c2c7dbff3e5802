using Microsoft.CodeAnalysis.CSharp.Syntax;
using PerfProof.Planning;

namespace PerfProof.Verifier.Tests.Entries;

/// <summary>Entries that the call graph finds: what leads to a finding, in which order, and what of it can be run.</summary>
public sealed class EntryFinderTests
{
    private const string Library = """
        using System;
        using System.Collections.Generic;
        using System.Linq;
        using System.Threading.Tasks;
        namespace Lib;
        public interface IStep { int Run(int x); }
        public class Slow : IStep { public int Run(int x) => Core.Flagged(x); }
        public abstract class Stage { public abstract int Go(); }
        public class Third : Stage { public override int Go() => Core.Flagged(3); }
        public static class Core
        {
            public static int Flagged(int x) => x + 1; // the finding
            public static int Direct() => Flagged(1);
            public static int ByLambda() => Enumerable.Range(0, 3).Select(x => Flagged(x)).Sum();
            public static int ByGroup() => Enumerable.Range(0, 3).Select(Flagged).Sum();
            public static int ByLocal() { return Inner(2); int Inner(int x) => Flagged(x); }
            public static async Task<int> ByAsync() { await Task.Yield(); return Flagged(4); }
            public static int ByInterface(IStep step) => step.Run(1);
            public static int ByBase(Stage stage) => stage.Go();
            public static int ByConstructor() => new Made().X;
            public static int ByInitialiser() => new Begun().X;
            public static int ByStatic() => Shared.Value;
            public static int ByProperty() => new Read().Value;
            public static int ByIndexer() => new Read()[3];
            public static int ByOperator() => (new Read() + new Read()).Value;
            public static IEnumerable<int> ByIterator() { yield return Flagged(5); }
            public static int Elsewhere() => 7;
        }
        public class Made { public int X; public Made() => this.X = Core.Flagged(1); }
        public class Begun { public int X = Core.Flagged(1); }
        public static class Shared { public static readonly int Value = Core.Flagged(9); }
        public class Read
        {
            public int Value { get { return Core.Flagged(1); } }
            public int this[int i] => Core.Flagged(i);
            public static Read operator +(Read a, Read b) => a;
        }
        """;

    [Theory]
    [InlineData("Core.Direct()")]
    [InlineData("Core.ByLambda()")]
    [InlineData("Core.ByGroup()")]
    [InlineData("Core.ByLocal()")]
    [InlineData("Core.ByAsync().Result")]
    [InlineData("Core.ByInterface(new Slow())")]
    [InlineData("Core.ByBase(new Third())")]
    [InlineData("Core.ByConstructor()")]
    [InlineData("Core.ByInitialiser()")]
    [InlineData("Core.ByStatic()")]
    [InlineData("Core.ByProperty()")]
    [InlineData("Core.ByIndexer()")]
    [InlineData("Core.ByOperator()")]
    [InlineData("Core.ByIterator()")]
    public async Task Find_AnyWayToTheFinding_LeadsAcrossProjects(string call)
    {
        var found = await FindAsync($"public static class P {{ public static void Main() => System.Console.WriteLine({call}); }}");

        Assert.Equal("P.Main()", Assert.Single(found.Entries).Name);
    }

    [Fact]
    public async Task Find_NoWay_FindsNothing()
    {
        var found = await FindAsync("System.Console.WriteLine(Core.Elsewhere());");

        Assert.Empty(found.Entries);
        Assert.Empty(found.Skipped);
    }

    [Fact]
    public async Task Find_TopLevelStatements_AreMain()
    {
        var found = await FindAsync("System.Console.WriteLine(Core.Direct());");

        var entry = Assert.Single(found.Entries);
        Assert.Equal((EntryKind.Main, "Program.Main of App"), (entry.Kind, entry.Name));
    }

    [Fact]
    public async Task Find_Several_BenchmarksThenTestsThenMainAndTheShortestWayFirst()
    {
        var found = await FindAsync("""
            public class Program
            {
                public static void Main() => Core.Direct();
                [Xunit.Fact] public void Far() => Nearer();
                public void Nearer() => Core.Direct();
                [Xunit.Fact] public void Near() => Core.Direct();
                [BenchmarkDotNet.Attributes.Benchmark] public int Bench() => Core.Direct();
            }
            """);

        Assert.Equal(["Program.Bench()", "Program.Near()", "Program.Far()"], found.Entries.Select(entry => entry.Name));
    }

    [Fact]
    public async Task Find_MainThatWritesOrServes_IsNotRunUnlessNamed()
    {
        var found = await FindAsync("System.IO.File.WriteAllText(\"out.txt\", Core.Direct().ToString());");

        Assert.Empty(found.Entries);
        Assert.Contains("uses files, File.WriteAllText", Assert.Single(found.Skipped), StringComparison.Ordinal);
        Assert.EndsWith("so it is run only when it is named with --entry", found.Skipped[0], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[Xunit.Theory, Xunit.MemberData(\"D\")] public void T(int x) => Core.Direct();", "T.T(int) takes data that its attributes do not state as numbers, texts or enumerations")]
    [InlineData("[Xunit.Fact(Skip = \"slow\")] public void T1() => Core.Direct();", "T.T1() is skipped by its author")]
    [InlineData("public T(Core2 x) { } [Xunit.Fact] public void T1() => Core.Direct(); public class Core2 { }", "T.T1() belongs to a class with constructor arguments, which its test runner makes")]
    [InlineData("[NUnit.Framework.TearDown] public void After() { } [NUnit.Framework.Test] public void T1() => Core.Direct();", "T.T1() belongs to a class that is cleaned up after each test (After)")]
    [InlineData("[BenchmarkDotNet.Attributes.IterationSetup] public void Each() { } [BenchmarkDotNet.Attributes.Benchmark] public int T1() => Core.Direct();", "T.T1() belongs to a class that is set up before each iteration (Each)")]
    public async Task Find_WhatARunnerWouldHaveToDo_IsSaid(string members, string reason)
    {
        var found = await FindAsync($"public class T {{ {members} public static void Main() {{ }} }}");

        Assert.Empty(found.Entries);
        Assert.Equal(reason, Assert.Single(found.Skipped));
    }

    [Theory]
    [InlineData("Xunit.IClassFixture<string>", "belongs to a class with a fixture, IClassFixture<string>")]
    [InlineData("System.IDisposable", "belongs to a class that is cleaned up after each test (IDisposable)")]
    public async Task Find_TestClassWithFixtureOrCleanUp_IsSaid(string contract, string reason)
    {
        var found = await FindAsync($"public class T : {contract} {{ public void Dispose() {{ }} [Xunit.Fact] public void T1() => Core.Direct(); public static void Main() {{ }} }}");

        Assert.Empty(found.Entries);
        Assert.Equal("T.T1() " + reason, Assert.Single(found.Skipped));
    }

    [Fact]
    public async Task Find_DeclaredData_IsTaken()
    {
        var found = await FindAsync("""
            public class T
            {
                [Xunit.Theory, Xunit.InlineData(3, "a b"), Xunit.InlineData(4, "c")] public void Rows(int x, string text) => Core.Direct();
                public static void Main() { }
            }
            public class B
            {
                [BenchmarkDotNet.Attributes.Params(1000, 10, 100, 1)] public int N;
                [BenchmarkDotNet.Attributes.Params("x", "y")] public string Mode { get; set; }
                [BenchmarkDotNet.Attributes.GlobalSetup] public void Setup() { }
                [BenchmarkDotNet.Attributes.GlobalSetup(Target = "Other")] public void SetupOfOther() { }
                [BenchmarkDotNet.Attributes.Benchmark] public int Run() => Core.Direct() + N;
            }
            """);

        var benchmark = found.Entries[0];
        Assert.Equal("B.Run() with Mode = x", benchmark.Name);
        Assert.Equal(("N", 1, 100, 1000), (benchmark.SizedMember, benchmark.Sizes.Candidates[0], benchmark.Sizes.Candidates[1], benchmark.Sizes.Candidates[2]));
        Assert.True(benchmark.Sizes.IsStated);
        Assert.Equal("Setup", Assert.Single(benchmark.Setup));
        Assert.Equal("T.Rows(int, string) with text = a b, x = 3", found.Entries[1].Name);
    }

    [Fact]
    public async Task HandOn_AssertedValues_AreHandedOnAndTheRestIsAsItWas()
    {
        var code = Solutions.Of(Library, """
            namespace Tests;
            using Xunit;
            public class T
            {
                [Fact] public void T1()
                {
                    var total = Core.Direct();
                    Assert.Equal(2, total);
                    Assert.True(total > 1);
                    Assert.Throws<System.Exception>(() => Core.Direct());
                }
                public static void Main() { }
            }
            """.Replace("namespace Tests;", "using Lib;\nnamespace Tests;", StringComparison.Ordinal));
        var id = code.Projects[1].Id;

        var handed = await AssertedValues.HandOnAsync(code.Solution, id, CancellationToken.None);

        var errors = (await handed.GetProject(id)!.GetCompilationAsync())!.GetDiagnostics().Where(diagnostic => diagnostic.Severity == Microsoft.CodeAnalysis.DiagnosticSeverity.Error);
        Assert.Empty(errors);
        var text = (await handed.GetProject(id)!.Documents.First().GetTextAsync()).ToString();
        Assert.Matches("Assert\\.Equal\\(2, AssertedValues_[0-9A-F]{8}\\.Hand\\(total\\)\\);", text);
        Assert.Contains("Assert.True(total > 1);", text, StringComparison.Ordinal);
        Assert.Contains("Throws<System.Exception>(() => Core.Direct());", text, StringComparison.Ordinal);
    }

    private static async Task<FoundEntries> FindAsync(string program)
    {
        var code = Solutions.Of(Library, "using Lib;\n" + program);
        var document = code.Solution.GetProject(code.Projects[0].Id)!.Documents.Single();
        var node = (await document.GetSyntaxRootAsync())!.DescendantNodes().OfType<MethodDeclarationSyntax>().Single(method => method.Identifier.Text == "Flagged").ExpressionBody!.Expression;
        return await new EntryFinder(code).FindAsync(node, (await document.GetSemanticModelAsync())!, CancellationToken.None);
    }
}
