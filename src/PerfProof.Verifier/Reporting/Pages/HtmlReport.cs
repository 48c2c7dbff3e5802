using System.Globalization;
using System.Xml.Linq;
using PerfProof.Reporting.Costs;
using static PerfProof.Reporting.Pages.Html;

namespace PerfProof.Reporting.Pages;

/// <summary>The report as one HTML page that needs nothing else: no network, no script.</summary>
internal static class HtmlReport
{
    /// <summary>The page.</summary>
    public static string Create(Report report)
    {
        var title = $"PerfProof: {report.Name}";
        return Page(E(
            "html",
            A("lang", "en"),
            E(
                "head",
                E("meta", A("charset", "utf-8")),
                E("meta", A("name", "viewport"), A("content", "width=device-width, initial-scale=1")),
                // The page says itself that it loads nothing, and a browser holds it to that.
                E("meta", A("http-equiv", "Content-Security-Policy"), A("content", "default-src 'none'; style-src 'unsafe-inline'")),
                E("title", title),
                E("style", Style())),
            E(
                "body",
                E(
                    "main",
                    E("h1", title),
                    E("p", A("class", "soft"), report.Measured),
                    Summary(report),
                    E("section", E("h2", report.IsPairs ? "Pairs" : "Findings"), Overview(report)),
                    ProfileSection.Create(report.Profile),
                    ProgramSection.Together(report),
                    report.Costs is { } costs ? Costs(costs) : null,
                    report.Findings.Select((finding, i) => FindingSection.Create(report, finding, i)),
                    Method(report),
                    Meanings()))));
    }

    private static XElement Summary(Report report) => E(
        "section",
        A("aria-label", "Summary"),
        E("p", report.Result),
        E("ul", A("class", "tiles"), report.Counts.Select(count => E(
            "li",
            A("class", count.Verdict),
            E("b", count.Count.ToString(CultureInfo.InvariantCulture)),
            count.Verdict))),
        SpeedupChart.Create(report.Findings) is { } chart
            ? E("figure", chart, E("figcaption", "Bars end at the estimate; whiskers are the 99% interval, over all sizes measured. Dashed bars are modelled: they inform, and are not about this program."))
            : null);

    private static XElement Overview(Report report) => Table(
        "What was measured, and what came of it",
        [report.IsPairs ? "Pair" : "Rule", "Where", "Verdict", "About", "#Speedup (99% interval)", "#Allocated a call", "Why"],
        report.Findings.Select((finding, i) => new object?[]
        {
            E("a", A("href", "#" + FindingSection.Id(i)), Words.Title(finding)),
            E("code", Words.Place(finding)),
            Word(finding.Verdict),
            Words.About(finding.Subject),
            Words.Speedup(finding.Verdict, finding.Speedup),
            finding.Memory is { } memory ? $"{Words.Bytes(memory.Before)} → {Words.Bytes(memory.After)}" : "",
            // The reason of a Confirmed is its speedup once more, size by size.
            finding.Verdict == "Confirmed" ? "" : finding.Reason,
        }));

    private static XElement Costs(CostReport costs) => E(
        "section",
        E("h2", "Hours and money"),
        costs.Rows.IsEmpty
            ? E("p", "Nothing here can be turned into money; the reasons are below.")
            : Table("What the confirmed fixes save, with the bounds that those of the speedup give", CostTable.Headings(costs), CostTable.Rows(costs)),
        E("p", "What the numbers rest on:"),
        E("ul", costs.Assumptions().Select(one => E("li", one))),
        costs.LeftOut.IsEmpty ? null : E("p", "Not in the table:"),
        costs.LeftOut.IsEmpty ? null : E("ul", CostTable.LeftOut(costs).Select(one => E("li", one))));

    private static XElement Method(Report report)
    {
        var evidence = report.Evidence;
        var noise = evidence.Findings.SelectMany(finding => finding.Curve ?? []).Select(point => point.Noise - 1).DefaultIfEmpty(double.NaN).Max();
        var hosts = evidence.Findings.SelectMany(finding => finding.Timing?.Noise ?? []).ToList();
        var (loads, steals) = (hosts.Select(host => host.Load).OfType<double>().ToList(), hosts.Select(host => host.Steal).OfType<double>().ToList());
        var timed = evidence.Findings.Select(finding => finding.Timing).OfType<TimingEvidence>().ToList();
        return E(
            "section",
            E("h2", "How it was measured"),
            E("p", "Both sides ran in child processes, on inputs drawn after compilation. Outputs were compared first; only what does the same was timed. In every process the rewrite, the code as it is, and the code as it is once more took turns in random order: the last two are the same code, so what they differ by is noise, and the interval of the speedup is widened by it."),
            double.IsNaN(noise) ? null : E("p", string.Create(CultureInfo.InvariantCulture, $"Largest noise in this report: {noise:0.0%}, the code as it is against itself at the size where it was worst.")),
            timed.Count == 0 ? null : E("p", string.Create(CultureInfo.InvariantCulture, $"Timed in {timed.Min(timing => timing.Forks)} to {timed.Max(timing => timing.Forks)} processes a finding; the bounds were looked at after {string.Join(", ", timed[0].Looks)}. A speedup counts from {timed.Max(timing => timing.Threshold):0.##}x on.")),
            loads.Count == 0 ? null : E("p", string.Create(CultureInfo.InvariantCulture, $"Load average of the machine while it was timed: {loads.Min():0.0} to {loads.Max():0.0} on {evidence.Device.Cores} processors{(steals.Count > 0 ? $"; up to {steals.Max():0.0%} of processor time went to other guests of the host" : "")}.")),
            evidence.Device.NotEnforced is { } missing ? E("p", $"Limits that the operating system did not enforce on the child processes: {missing}.") : null,
            evidence.Stages.IsEmpty ? null : E("p", $"The run took {Words.Seconds(evidence.Stages.Values.Sum())}: {string.Join(", ", evidence.Stages.OrderByDescending(stage => stage.Value).Select(stage => $"{stage.Key} {Words.Seconds(stage.Value)}"))}."),
            evidence.Machines is { } machines ? Table("Machines", ["Key", "Machine", "Runtime"], machines.Select(machine => new object?[] { machine.Key, machine.Value.Name, machine.Value.Runtime })) : null);
    }

    private static XElement Meanings() => E(
        "section",
        E("h2", "What the words mean"),
        E("dl", Words.Verdicts.SelectMany(word => new[] { E("dt", Word(word.Verdict)), E("dd", word.Meaning) })),
        E("p", "What a verdict is about:"),
        E("dl", Words.Subjects.SelectMany(subject => new[] { E("dt", Words.About(subject.Subject)), E("dd", subject.Meaning) })),
        E("p", "A speedup is the time before over the time after; 1x is as fast as before."));

    /// <summary>A verdict, in its colour.</summary>
    internal static XElement Word(string verdict) => E("span", A("class", "word " + verdict), verdict);

    private static string Style()
    {
        using var reader = new StreamReader(typeof(HtmlReport).Assembly.GetManifestResourceStream("PerfProof.Reporting.report.css")!);
        return reader.ReadToEnd();
    }
}
