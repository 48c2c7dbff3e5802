using PerfProof.Reporting;
using PerfProof.Reporting.Costs;
using PerfProof.Reporting.Pages;

namespace PerfProof.Verifier.Tests.Reporting;

/// <summary>The report as a comment on a pull request.</summary>
public sealed class MarkdownReportTests
{
    [Fact]
    public void Text_HasVerdictAndSpeedup()
    {
        var text = MarkdownReport.Create(new("run.json", EvidenceExamples.Full));

        Assert.Contains("| PP1003 | `src/Weights.cs:12` | **Confirmed** | your code | 14.0x (12.5 to 15.25) | 4 KiB → 1 KiB | 14.00x; batches of 8 |\n", text, StringComparison.Ordinal);
        Assert.Contains("Measured on A processor, 8 cores", text, StringComparison.Ordinal);
    }

    [Fact]
    public void New_IsNamed_AndSoIsThatThereIsNone()
    {
        Report report = new("run.json", EvidenceExamples.Full);

        Assert.Contains("**New and confirmed:** PP1003 `src/Weights.cs:12`\n", MarkdownReport.Create(report with { New = [EvidenceExamples.Confirmed] }), StringComparison.Ordinal);
        Assert.Contains("Nothing that is confirmed is new.", MarkdownReport.Create(report with { New = [] }), StringComparison.Ordinal);
        Assert.DoesNotContain("new", MarkdownReport.Create(report), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void Table_TextFromAFile_EndsNoCellAndStartsNothing()
    {
        const string Hostile = "a | b\n# c <img src=x> [link](http://x) @everyone `code` **d** \\|";
        var evil = EvidenceExamples.Full with { Findings = [EvidenceExamples.Confirmed with { Reason = Hostile, File = Hostile, Message = Hostile }] };

        var text = MarkdownReport.Create(new("run.json", evil) { Costs = CostReport.Create(evil, new([new(null, 10)], PriceTable.BuiltIn.Find(null), null)) });

        foreach (var table in text.Split("\n\n").Where(block => block.StartsWith('|')))
        {
            var rows = table.Trim().Split('\n');
            Assert.All(rows, row => Assert.Equal(Bars(rows[0]), Bars(row)));
        }

        Assert.DoesNotContain("<img", text, StringComparison.Ordinal);
        Assert.DoesNotContain("@everyone", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Table_TooLongForAComment_SaysHowManyAreLeftOut()
    {
        var many = Enumerable.Range(0, 1000).Select(i => EvidenceExamples.Confirmed with { Id = $"PP1003-{i}", Line = i + 1 });

        var text = MarkdownReport.Create(new("run.json", EvidenceExamples.Full with { Findings = [.. many] }));

        Assert.InRange(text.Length, 50_000, 65_000);
        Assert.Matches("[0-9]+ more, which do not fit into a comment", text);
    }

    // Bars that end a cell: those that no odd number of backslashes stands before.
    private static int Bars(string row)
    {
        var (bars, isEscaped) = (0, false);
        foreach (var character in row)
        {
            bars += character == '|' && !isEscaped ? 1 : 0;
            isEscaped = character == '\\' && !isEscaped;
        }

        return bars;
    }
}
