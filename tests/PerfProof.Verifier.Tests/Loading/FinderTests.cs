using System.Collections.Immutable;
using Microsoft.CodeAnalysis.Diagnostics;
using PerfProof.Loading;

namespace PerfProof.Verifier.Tests.Loading;

/// <summary>Findings of loaded code.</summary>
[Collection(nameof(Trees))]
public sealed class FinderTests(Trees trees)
{
    [Fact]
    public async Task Find_RespectsEditorConfigSuppressionAndGeneratedCode()
    {
        var result = await this.FindAsync("app", new SlowCalls());

        var finding = Assert.Single(result.Findings);
        Assert.Equal(("TS0001", "Program.cs", 2, 19), (finding.Rule, finding.File, finding.Line, finding.Column));
        Assert.Equal("'Slow' is slow", finding.Message);
        Assert.Equal("Program.cs", finding.Document!.Name);
        Assert.Equal(finding.Document.Id, finding.Document.Project.Solution.GetDocumentId(finding.Diagnostic.Location.SourceTree));
        Assert.Empty(result.Problems);
    }

    [Fact]
    public async Task Find_SameCallTwice_HasTwoIds()
    {
        var result = await this.FindAsync("lib", new SlowCalls());

        Assert.Equal(2, result.Findings.Length);
        Assert.NotEqual(result.Findings[0].Id, result.Findings[1].Id);
        Assert.All(result.Findings, finding => Assert.Equal("Lib.Work.Run()", finding.Symbol));
    }

    [Fact]
    public async Task Find_LinesSpacesAndCommentsMove_IdStays()
    {
        var first = await this.FindTextAsync("class C { int Slow(int x) => x; int Run() => Slow(1); }");

        var second = await this.FindTextAsync("""
            // new lines above
            class C
            {
                int Other() => 2;
                int Slow(int x) => x;
                int Run() => Slow( /* one */ 1 );
            }
            """);

        Assert.Equal(Assert.Single(first.Findings).Id, Assert.Single(second.Findings).Id);
        Assert.NotEqual(first.Findings[0].Line, second.Findings[0].Line);
    }

    [Theory]
    [InlineData("class C { int Slow(int x) => x; int Run() => Slow(2); }")]
    [InlineData("class C { int Slow(int x) => x; int Walk() => Slow(1); }")]
    public async Task Find_OtherCodeOrMember_OtherId(string text)
    {
        var first = await this.FindTextAsync("class C { int Slow(int x) => x; int Run() => Slow(1); }");

        var second = await this.FindTextAsync(text);

        Assert.NotEqual(Assert.Single(first.Findings).Id, Assert.Single(second.Findings).Id);
    }

    [Fact]
    public async Task Find_ProjectThatDoesNotCompile_ReportsItAndFindsTheRest()
    {
        var result = await this.FindAsync("broken", new SlowCalls());

        Assert.Equal(2, Assert.Single(result.Findings).Line);
        var problem = Assert.Single(result.Problems);
        Assert.StartsWith("Broken does not compile (2 errors: Program.cs(3): CS0029", problem.Message, StringComparison.Ordinal);
        Assert.Contains("Program.cs(4): CS0103", problem.Message, StringComparison.Ordinal);
        Assert.Contains("run 'dotnet build", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Find_RuleThatCrashes_IsReportedAndTheOthersRun()
    {
        var result = await this.FindAsync("lib", new SlowCalls(), new Crashing());

        Assert.Equal(2, result.Findings.Length);
        Assert.StartsWith("Lib: Crashing failed (InvalidOperationException: planted", Assert.Single(result.Problems).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Find_RuleThatIsOff_RunsWhenNamed()
    {
        ImmutableArray<DiagnosticAnalyzer> rules = [new SlowCalls(), new OffByDefault()];
        var code = await CodeLoader.LoadAsync(new LoadRequest(trees.PathOf("loose")), default);

        var unnamed = await Finder.FindAsync(code, new FindOptions(), rules, default);
        var named = await Finder.FindAsync(code, new FindOptions { Rules = ["TS0002"] }, rules, default);

        Assert.All(unnamed.Findings, finding => Assert.Equal("TS0001", finding.Rule));
        Assert.Equal(2, named.Findings.Length);
        Assert.All(named.Findings, finding => Assert.Equal("TS0002", finding.Rule));
    }

    [Fact]
    public void Rules_AreFoundByReflection() =>
        Assert.All(Finder.Rules, rule => Assert.Matches("^PP[0-9]{4}$", rule.Key));

    private async Task<FindResult> FindTextAsync(string text) => await this.FindAsync(trees.Write("moving/Moving.cs", text), new SlowCalls());

    private async Task<FindResult> FindAsync(string name, params DiagnosticAnalyzer[] rules)
    {
        var code = await CodeLoader.LoadAsync(new LoadRequest(trees.PathOf(name)), default);
        return await Finder.FindAsync(code, new FindOptions(), [.. rules], default);
    }
}
