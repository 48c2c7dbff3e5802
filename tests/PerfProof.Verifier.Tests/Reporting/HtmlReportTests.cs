using System.Collections.Immutable;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using PerfProof.Profiling;
using PerfProof.Reporting;
using PerfProof.Reporting.Costs;
using PerfProof.Reporting.Pages;

namespace PerfProof.Verifier.Tests.Reporting;

/// <summary>The report as a page: complete, in need of nothing else, and made of text wherever text comes from a file.</summary>
public sealed partial class HtmlReportTests
{
    private const string Hostile = "</style><script>alert(1)</script> \"'><img src=x onerror=alert(1)> & \u0001\uFFFE\uD800 | `";

    private static readonly CostOptions options = new([new(null, 1000)], PriceTable.BuiltIn.Find("g4dn.xlarge"), null);

    [Fact]
    public void Page_OfEverything_NeedsNothingElse()
    {
        var page = HtmlReport.Create(Report(EvidenceExamples.Full));

        Assert.DoesNotContain("<script", page, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("url(", page, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("@import", page, StringComparison.OrdinalIgnoreCase);
        var html = Parse(page);
        Assert.All(html.Descendants().Attributes(), attribute => Assert.False(attribute.Name.LocalName is "src" or "srcset" or "data" || attribute.Name.LocalName.StartsWith("on", StringComparison.Ordinal), attribute.ToString()));
        Assert.All(html.Descendants().Attributes("href"), attribute => Assert.StartsWith("#", attribute.Value, StringComparison.Ordinal));
    }

    [Fact]
    public void Page_EveryLink_LeadsToASection()
    {
        var html = Parse(HtmlReport.Create(Report(EvidenceExamples.Full)));

        var ids = html.Descendants().Attributes("id").Select(id => id.Value).ToList();
        Assert.Equal(ids.Count, ids.Distinct().Count());
        var links = html.Descendants("a").Select(link => link.Attribute("href")!.Value[1..]).ToList();
        Assert.Equal(EvidenceExamples.Full.Findings.Length, links.Count);
        Assert.All(links, link => Assert.Contains(link, ids));
    }

    [Fact]
    public void Picture_HasAnAlternativeInText()
    {
        var html = Parse(HtmlReport.Create(Report(EvidenceExamples.Full)));

        var pictures = html.Descendants("svg").ToList();
        // All that was timed together, one curve over sizes, and one over sizes of batches.
        Assert.Equal(3, pictures.Count);
        Assert.All(pictures, picture =>
        {
            Assert.Equal("img", picture.Attribute("role")!.Value);
            var parts = picture.Attribute("aria-labelledby")!.Value.Split(' ');
            Assert.Equal<string>(parts, (string[])[picture.Element("title")!.Attribute("id")!.Value, picture.Element("desc")!.Attribute("id")!.Value]);
            Assert.Contains("14.0x (12.5 to 15.25)", html.Descendants("desc").First().Value, StringComparison.Ordinal);
        });
        Assert.Contains("faster from n = 256", pictures[1].Value, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void Page_TellsWhatAVerdictRestsOn()
    {
        var text = Parse(HtmlReport.Create(Report(EvidenceExamples.Full))).Value;

        Assert.Contains("Measured on A processor, 8 cores, Linux", text, StringComparison.Ordinal);
        Assert.Contains("2026-01-02 03:04 UTC, by perfproof 1.0.0", text, StringComparison.Ordinal);
        Assert.Contains("2 findings: 1 Confirmed, 1 Inconclusive. The run was stopped before all were measured.", text, StringComparison.Ordinal);
        Assert.Contains("Largest noise in this report: 1.0%", text, StringComparison.Ordinal);
        Assert.Contains("not measured: the run was stopped before its turn", text, StringComparison.Ordinal);
        Assert.Contains("The fix declares a change of precision (half to float)", text, StringComparison.Ordinal);
        Assert.Contains("Measured 2026-01-01 03:04 UTC on A processor", text, StringComparison.Ordinal);
        Assert.Contains("4 KiB before, 1 KiB after (-75%)", text, StringComparison.Ordinal);
        Assert.Contains("count-tokens7002", text, StringComparison.Ordinal);
        Assert.Contains("76.3 MiB before, 61 MiB after", text, StringComparison.Ordinal);
        Assert.Contains("All at once, measured", text, StringComparison.Ordinal);
        Assert.Contains("Size of batches: batches of 8.", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Page_ShowsWhatTheFixChanges()
    {
        var lines = Parse(HtmlReport.Create(Report(EvidenceExamples.Full))).Descendants("pre").Single().Elements("span").Select(line => (line.Attribute("class")!.Value, line.Value));

        Assert.Equal(
            [("kept soft", "--- a/src/Weights.cs"), ("kept soft", "+++ b/src/Weights.cs"), ("kept soft", "@@ -11,3 +11,3 @@"), ("kept", " {"), ("removed", "-    Slow<int>();"), ("added", "+    Fast<int>();"), ("kept", " }")],
            lines);
    }

    [Fact]
    public void Page_TextFromAFile_IsOnlyText()
    {
        var finding = EvidenceExamples.Confirmed;
        var evil = EvidenceExamples.Full with
        {
            Tool = Hostile,
            Device = EvidenceExamples.Full.Device with { Processor = Hostile, Os = Hostile, Runtime = Hostile, NotEnforced = Hostile },
            Findings =
            [
                finding with
                {
                    Id = Hostile, Diff = string.Concat(Enumerable.Repeat(Hostile + "\n", 7)), File = Hostile, Symbol = Hostile, Message = Hostile, Reason = Hostile,
                    Experiment = finding.Experiment! with { Description = Hostile, Variant = Hostile, DeclaredChange = "half to " + Hostile },
                    Correctness = [new(1, Hostile, Hostile, Hostile)],
                    Also = [Hostile],
                    Devices = [finding.Devices!.Value[0] with { Device = Hostile, Reason = Hostile }, finding.Devices.Value[1]],
                },
                EvidenceExamples.Unmeasured,
            ],
        };

        var page = HtmlReport.Create(Report(evil) with { Name = Hostile });

        // The same elements as with harmless text: nothing that came from a file has become one.
        Assert.Equal(Elements(HtmlReport.Create(Report(EvidenceExamples.Full))), Elements(page));
        Assert.DoesNotContain("<script", page, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("<img", page, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("&lt;script&gt;alert(1)&lt;/script&gt;", page, StringComparison.Ordinal);
        Assert.DoesNotContain('\u0001', page);
    }

    [Theory]
    [InlineData("Confirmed")]
    [InlineData("Refuted")]
    [InlineData("Incorrect")]
    [InlineData("Inconclusive")]
    [InlineData("NotApplicable")]
    [InlineData("SomethingLater")]
    public void Page_OfAnyVerdict_SaysIt(string verdict)
    {
        var text = Parse(HtmlReport.Create(Report(EvidenceExamples.Full with { Findings = [EvidenceExamples.Confirmed with { Verdict = verdict }] }))).Value;

        Assert.Contains($"1 finding: 1 {verdict}.", text, StringComparison.Ordinal);
        // A speed that came with wrong outputs is none.
        Assert.Equal(verdict != "Incorrect", text.Contains("14.0x (12.5 to 15.25)", StringComparison.Ordinal));
    }

    [Fact]
    public void Page_OfNothing_SaysSo() => Assert.Contains(
        "Nothing was found to verify.", Parse(HtmlReport.Create(new("empty.json", EvidenceExamples.Full with { Findings = [] }))).Value, StringComparison.Ordinal);

    [Theory]
    [InlineData(1.0, 1.0)]
    [InlineData(0.4, 3)]
    [InlineData(1.01, 1.02)]
    [InlineData(1e-3, 1e6)]
    public void Axis_KeepsOrderAndStaysWithin(double least, double most)
    {
        var axis = new LogAxis([least, most], 100, 500);

        Assert.InRange(axis.At(least), 100, axis.At(most));
        Assert.InRange(axis.At(most), axis.At(least), 500);
        Assert.All(axis.Ticks(), tick => Assert.InRange(axis.At(tick), 100, 500));
        Assert.InRange(axis.Ticks().Count, 1, 12);
    }

    [Fact]
    public void Page_WithAProfile_DrawsItsStacksAndNothingElseOfThem()
    {
        static Profile Of(string text) => new(
            Profile.CurrentSchema, text, DateTimeOffset.UnixEpoch, text, text, false, 12.5, 900,
            [new("PP2001-aa", "PP2001", text, 3, text, text, 0.432, ShareBasis.Call, 400, false, null, text)],
            [new(text.Replace(';', ' ') + ";Work", 30)],
            [text]);

        var page = HtmlReport.Create(Report(EvidenceExamples.Full) with { Profile = Of(Hostile) });

        Assert.Equal(Elements(HtmlReport.Create(Report(EvidenceExamples.Full) with { Profile = Of("harmless") })), Elements(page));
        var graph = Parse(page).Descendants("svg").Single(picture => picture.Attribute("class")?.Value == "flame");
        Assert.Equal(["all: about 100% (30 samples)", "Work: about 100% (30 samples)"], graph.Elements("g").Elements("title").Select(title => title.Value).Where(title => !title.Contains("alert", StringComparison.Ordinal)));
        Assert.Contains("about 43% of the run", page, StringComparison.Ordinal);
    }

    private static Report Report(Evidence evidence) => new("run.json", evidence) { Costs = CostReport.Create(evidence, options) };

    private static XElement Parse(string page) => XElement.Parse(page["<!DOCTYPE html>\n".Length..]
        // HTML has elements without an end; the page writes them as XML does, so that it can be read as both.
        .Replace("<br>", "<br/>", StringComparison.Ordinal));

    private static IReadOnlyList<string> Elements(string page) => [.. Tag().Matches(page).Select(match => match.Value)];

    [GeneratedRegex("</?[a-z][a-z0-9]*")]
    private static partial Regex Tag();
}
