using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using PerfProof.Rules;
using PerfProof.Verdicts;

namespace PerfProof.Tests.Verdicts;

/// <summary>What was measured, in the message and the severity of a finding.</summary>
public sealed class ToldTests
{
    private const string Source = """
        namespace App;
        public sealed class Counter { public int Count(string text) => text.Length; }
        public static class Packer
        {
            public static int Fit(Counter counter, string header, string[] parts, int budget)
            {
                var fitting = 0;
                foreach (var part in parts)
                {
                    var left = budget - counter.Count(header);
                    fitting += part.Length < left ? 1 : 0;
                }

                return fitting;
            }
        }
        """;

    private const string Flagged = "counter.Count(header)";

    [Theory]
    [InlineData("Confirmed", "code", "; measured 14.2x (13.1 to 15.0) on A device, 2026-11-21")]
    [InlineData("Confirmed", "program", "; measured 14.2x (13.1 to 15.0) on A device, 2026-11-21")]
    [InlineData("Confirmed", "pattern", "; modelled 14.2x (13.1 to 15.0) on A device, 2026-11-21")]
    [InlineData("Refuted", "code", "; measured: not faster (14.2x, 13.1 to 15.0) on A device, 2026-11-21")]
    [InlineData("Incorrect", "code", "; measured: the fix changes the result on A device, 2026-11-21")]
    [InlineData("Inconclusive", "code", "; measured: not decided (14.2x, 13.1 to 15.0) on A device, 2026-11-21")]
    public async Task Message_SaysWhatWasMeasured(string verdict, string subject, string expected)
    {
        var found = await Diagnose(Index(verdict, subject));

        Assert.EndsWith(expected, found.GetMessage(), StringComparison.Ordinal);
        Assert.StartsWith((await Diagnose("")).GetMessage() + ";", found.GetMessage(), StringComparison.Ordinal);
        Assert.Equal(("PP2001", RepeatedCount.Descriptor.HelpLinkUri, "Tokenization"), (found.Id, found.Descriptor.HelpLinkUri, found.Descriptor.Category));
        Assert.NotEmpty(found.Properties);
    }

    [Theory]
    [InlineData("NotApplicable", "none")]
    public async Task Message_OfWhatCouldNotBeRun_IsAsEver(string verdict, string subject) =>
        Assert.Equal((await Diagnose("")).GetMessage(), (await Diagnose(Index(verdict, subject))).GetMessage());

    [Theory]
    [InlineData("var fitting = 0;", "var fitting = 1;")]
    [InlineData("counter.Count(header);", "counter.Count(header + \"\");")]
    public async Task CodeChanged_SaysThatItIsStale(string old, string @new)
    {
        var found = await Diagnose(Index("Confirmed", "code"), Source.Replace(old, @new, StringComparison.Ordinal), ("perfproof.confirmed_severity", "error"));

        Assert.Contains("; measured 14.2x (13.1 to 15.0) before this code changed (2026-11-21, A device): run 'perfproof verify' again", found.GetMessage(), StringComparison.Ordinal);
        Assert.Equal(DiagnosticSeverity.Warning, found.Severity);
    }

    [Fact]
    public async Task OtherMemberChanged_IsNotStale() =>
        Assert.DoesNotContain("changed", (await Diagnose(Index("Confirmed", "code"), Source.Replace("=> text.Length", "=> text.Length / 4", StringComparison.Ordinal))).GetMessage(), StringComparison.Ordinal);

    [Fact]
    public async Task AnotherFindingOfTheMember_IsNotTold()
    {
        // One was measured; the code is as it was, so the other never was.
        var found = await All(Index("Confirmed", "code", Two), Two);

        Assert.Equal([true, false], found.Select(diagnostic => diagnostic.GetMessage().Contains("measured", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("Confirmed", "code", "confirmed_severity", "error", DiagnosticSeverity.Error)]
    [InlineData("Confirmed", "program", "confirmed_severity", "error", DiagnosticSeverity.Error)]
    [InlineData("Confirmed", "pattern", "confirmed_severity", "error", DiagnosticSeverity.Warning)]
    [InlineData("Refuted", "code", "confirmed_severity", "error", DiagnosticSeverity.Info)]
    [InlineData("Refuted", "code", "refuted_severity", "warning", DiagnosticSeverity.Warning)]
    [InlineData("Refuted", "code", "refuted_severity", "default", DiagnosticSeverity.Warning)]
    [InlineData("Refuted", "pattern", "refuted_severity", "none", DiagnosticSeverity.Warning)]
    [InlineData("Inconclusive", "code", "confirmed_severity", "error", DiagnosticSeverity.Warning)]
    [InlineData("Incorrect", "code", "refuted_severity", "none", DiagnosticSeverity.Warning)]
    [InlineData("Confirmed", "code", "minimum_speedup", "13.1", DiagnosticSeverity.Warning)]
    [InlineData("Confirmed", "code", "minimum_speedup", "13.2", DiagnosticSeverity.Info)]
    [InlineData("Confirmed", "code", "minimum_speedup", "much", DiagnosticSeverity.Warning)]
    [InlineData("Confirmed", "code", "confirmed_severity", "loud", DiagnosticSeverity.Warning)]
    public async Task Severity_FollowsTheVerdict(string verdict, string subject, string option, string value, DiagnosticSeverity expected) =>
        Assert.Equal(expected, (await Diagnose(Index(verdict, subject), Source, ("perfproof." + option, value))).Severity);

    [Fact]
    public async Task Refuted_None_IsNotShown() => Assert.Empty(await All(Index("Refuted", "code"), Source, ("perfproof.refuted_severity", "none")));

    [Theory]
    [InlineData("Refuted", "refuted_severity", "none")]
    [InlineData("Confirmed", "confirmed_severity", "error")]
    public async Task Severity_GivenToTheId_Wins(string verdict, string option, string value)
    {
        var found = Assert.Single(await All(Index(verdict, "code"), Source, ("perfproof." + option, value), ("dotnet_diagnostic.PP2001.severity", "warning")));

        Assert.Equal(DiagnosticSeverity.Warning, found.Severity);
        Assert.Contains("measured", found.GetMessage(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task SeveralDevices_AreAllTold_AndMustAgree()
    {
        var one = Index("Confirmed", "code");
        var both = one.Replace("device\t0\tA device\n", "device\t0\tA device\ndevice\t1\tAnother\n", StringComparison.Ordinal)
            + one.Split('\n')[^2].Replace("Confirmed", "Refuted", StringComparison.Ordinal)[..^1] + "1\n";

        var found = await Diagnose(both, Source, ("perfproof.confirmed_severity", "error"));

        Assert.EndsWith("on A device, 2026-11-21; measured: not faster (14.2x, 13.1 to 15.0) on Another, 2026-11-21", found.GetMessage(), StringComparison.Ordinal);
        Assert.Equal(DiagnosticSeverity.Warning, found.Severity);
    }

    [Fact]
    public async Task UnreadableIndex_ChangesNothing() => Assert.Equal((await Diagnose("")).GetMessage(), (await Diagnose("perfproof-index 99\n")).GetMessage());

    private static string Two => Source.Replace("fitting += part.Length", "fitting += counter.Count(header) + part.Length", StringComparison.Ordinal);

    private static async Task<Diagnostic> Diagnose(string index, string? source = null, params (string Key, string Value)[] options) =>
        Assert.Single(await All(index, source ?? Source, options));

    private static Task<ImmutableArray<Diagnostic>> All(string index, string source, params (string Key, string Value)[] options) => new RuleTest<RepeatedCount>
    {
        Usings = "",
        HasOwnSeverity = true,
        Catalog = "count-tokens | App.Counter::Count | total=yes",
        Files = index.Length == 0 ? [] : ImmutableDictionary<string, string>.Empty.Add("run.perfproof-index", index),
        Options = options.ToImmutableDictionary(option => option.Key, option => option.Value),
    }.Diagnose(source);

    private static string Index(string verdict, string subject, string source = Source)
    {
        var tree = CSharpSyntaxTree.ParseText(source);
        var span = new Microsoft.CodeAnalysis.Text.TextSpan(source.IndexOf(Flagged, StringComparison.Ordinal), Flagged.Length);
        var code = FlaggedCode.At(CSharpCompilation.Create("Test", [tree], Libraries.Framework).GetSemanticModel(tree), span, CancellationToken.None);
        return $"perfproof-index 2\ndevice\t0\tA device\n{code.IdOf("PP2001", "Test.cs")}\t{FindingId.Place("PP2001", "Test.cs", code.Symbol)}\t{code.Digest}\t{verdict}\t{subject}\t13.1\t14.2\t15\t2026-11-21\t0\n";
    }
}
