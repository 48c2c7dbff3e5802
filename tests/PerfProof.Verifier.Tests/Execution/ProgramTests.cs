using PerfProof.Judgement;

namespace PerfProof.Verifier.Tests.Execution;

/// <summary>Entries of programs, which take no inputs: what they may do, and what is said of those that do something else.</summary>
public sealed class ProgramTests : IDisposable
{
    private const string Prints = "public static void M(string[] args) { System.Console.WriteLine(\"first line\"); System.Console.WriteLine(\"{0} items\", args.Length + 3); }";

    private readonly MethodPairs pairs = new();

    public void Dispose() => this.pairs.Dispose();

    [Fact]
    public async Task Entry_SameOutputEachTime_IsTimed()
    {
        var verdict = await this.pairs.JudgeProgramAsync(Prints, Prints);

        Assert.True(verdict.Kind is VerdictKind.Refuted or VerdictKind.Inconclusive, $"{verdict.Kind}: {verdict.Reason}");
        Assert.NotNull(verdict.Measured);
    }

    [Fact]
    public async Task Entry_OtherOutputWithTheFix_IsIncorrectAndSaysWhere()
    {
        var verdict = await this.pairs.JudgeProgramAsync(Prints, Prints.Replace("+ 3", "+ 4", StringComparison.Ordinal));

        Assert.Equal(VerdictKind.Incorrect, verdict.Kind);
        Assert.Equal("outputs differ, at printed, line 2: expected '3 items', got '4 items'", verdict.Reason);
    }

    [Theory]
    [InlineData("System.Console.WriteLine(System.Guid.NewGuid());", "outputs differ between two runs of the same code, at printed: expected '")]
    [InlineData("throw new System.InvalidOperationException(\"no settings\");", "the program as it is cannot be measured from its entry: InvalidOperationException: no settings")]
    [InlineData("System.Environment.Exit(0);", "the program as it is cannot be measured from its entry: it ended the process")]
    [InlineData("System.Environment.Exit(7);", "the program as it is cannot be measured from its entry: the process ended with code 7")]
    [InlineData("System.Console.Write(\"\");", "produces nothing but zeros and empty texts")]
    public async Task Entry_ThatCannotBeCompared_IsNotApplicableAndSaysWhy(string body, string reason)
    {
        var entry = $"public static void M() {{ {body} }}";

        var verdict = await this.pairs.JudgeProgramAsync(entry, entry);

        Assert.Equal(VerdictKind.NotApplicable, verdict.Kind);
        Assert.Contains(reason, verdict.Reason, StringComparison.Ordinal);
    }
}
