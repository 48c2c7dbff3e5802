using System.Globalization;
using System.Xml.Linq;
using PerfProof.Loading;
using static PerfProof.Reporting.Pages.Html;

namespace PerfProof.Reporting.Pages;

/// <summary>The part of the page about one finding: what was compared, what came of it, and on what that rests.</summary>
internal static class FindingSection
{
    private const int MostFeedback = 5;

    /// <summary>Its anchor.</summary>
    /// <param name="number">Its place in the report, from 0.</param>
    public static string Id(int number) => "finding-" + (number + 1).ToString(CultureInfo.InvariantCulture);

    /// <summary>The section.</summary>
    public static XElement Create(Report report, FindingEvidence finding, int number)
    {
        var id = Id(number);
        var rule = Finder.Rules.GetValueOrDefault(finding.Rule);
        return E(
            "section",
            A("id", id),
            A("aria-labelledby", id + "-heading"),
            E("h3", A("id", id + "-heading"), rule is null ? Words.Title(finding) : $"{finding.Rule}: {rule.Title.ToString(CultureInfo.InvariantCulture)}"),
            E("p", E("code", Words.Place(finding)), finding.Symbol.Length > 0 ? $" in {finding.Symbol}" : null),
            finding.Message.Length > 0 ? E("p", finding.Message) : null,
            E("p", HtmlReport.Word(finding.Verdict), $": {Sentence(finding.Reason)} ", E("span", A("class", "soft"), Meaning(finding))),
            Told(finding),
            finding.Experiment is { } experiment ? E("p", Compared(finding, experiment)) : null,
            finding.Diff is { } diff ? Code(diff) : null,
            Speed(finding, id),
            ProgramSection.Counts(finding.PeakMemory, finding.Calls),
            finding.Batch is { } batch ? Batches(batch, id) : null,
            Outputs(finding),
            finding.Devices is { } devices ? Devices(devices) : null,
            finding.Also is { } also ? E("p", A("class", "soft"), $"Tried before: {string.Join("; ", also.Select(one => one.TrimEnd('.')))}.") : null,
            E("p", A("class", "soft"), When(report, finding)));
    }

    private static string Meaning(FindingEvidence finding) => string.Join(" ", new[]
    {
        Words.Verdicts.FirstOrDefault(word => word.Verdict == finding.Verdict).Meaning,
        Words.Subjects.FirstOrDefault(subject => subject.Subject == finding.Subject).Meaning is { } about ? $"It is about {Words.About(finding.Subject)}: {char.ToLowerInvariant(about[0])}{about[1..]}" : null,
    }.Where(part => part is not null));

    // The reason has the first of them already.
    private static XElement? Told(FindingEvidence finding) => finding.Feedback is { Length: > 1 } feedback
        ? E("ul", feedback.Take(MostFeedback).Select(one => E("li", one.Message)), feedback.Length > MostFeedback ? E("li", $"and {feedback.Length - MostFeedback} more, in the evidence") : null)
        : null;

    private static string Compared(FindingEvidence finding, ExperimentEvidence experiment) => string.Join(" ", new[]
    {
        $"Compared: {Sentence(experiment.Description)}",
        experiment.Variant is { } variant ? $"Remedy: {Sentence(variant)}" : null,
        experiment.DeclaredChange is { } change ? $"The fix declares a change of precision ({change}); outputs were held against a float64 reference." : null,
        experiment.Host == "managed" ? null : $"Ran on {experiment.Host}.",
        finding.Fix switch
        {
            "safe" => "The fix is safe: Fix All and 'dotnet format' apply it.",
            "offered" => "The fix is offered one at a time, since it changes what its title says besides speed.",
            "by-hand" => "There is no automatic fix; the rule's page says what to do by hand.",
            _ => null,
        },
    }.Where(part => part is not null));

    private static XElement Code(string diff) => E(
        "pre",
        A("aria-label", "What the fix changes"),
        A("tabindex", "0"),
        diff.TrimEnd('\n').Split('\n').Select(line => E(
            "span",
            A("class", line switch
            {
                ['+', '+', '+', ..] or ['-', '-', '-', ..] or ['@', ..] => "kept soft",
                ['+', ..] => "added",
                ['-', ..] => "removed",
                _ => "kept",
            }),
            line.TrimEnd('\r') is { Length: > 0 } text ? text : " ")));

    private static IEnumerable<object?> Speed(FindingEvidence finding, string id)
    {
        if (finding.Curve is not { IsEmpty: false } curve || finding.Verdict == "Incorrect")
        {
            yield break;
        }

        if (CurveChart.Create(id + "-curve", curve, finding.BreakEven) is { } chart)
        {
            yield return E("figure", chart);
        }

        yield return Sizes(curve);
        if (finding.Memory is { } memory)
        {
            yield return E("p", $"Managed memory allocated a call, at the largest size: {Words.Bytes(memory.Before)} before, {Words.Bytes(memory.After)} after{Change(memory)}.");
        }
    }

    private static XElement Sizes(IReadOnlyList<CurvePoint> curve) => Table(
        "Times of a call, size by size; noise is the code as it is against itself",
        ["#Size n", "#Before", "#After", "#Speedup (99% interval)", "#Noise", "#Tiered JIT", "#Own processes"],
        curve.Select(point => new object?[]
        {
            point.N.ToString("#,0", CultureInfo.InvariantCulture),
            Words.Seconds(point.SecondsBefore),
            Words.Seconds(point.SecondsAfter),
            Words.Interval(point.Speedup),
            (point.Noise - 1).ToString("0.0%", CultureInfo.InvariantCulture),
            Ratio(point.Tiered),
            Ratio(point.Apart),
        }));

    private static IEnumerable<object?> Batches(BatchEvidence batch, string id)
    {
        yield return E("p", E("b", "Size of batches: "), $"{Sentence(batch.Advice)} Times are of the rewrite alone, all n items handed over at once.");
        yield return E("figure", BatchChart.Create(id + "-batches", batch));
        yield return Table(
            "Throughput over the size of a batch",
            ["#Items", "#An item", "#Share of the best throughput (99% interval)", "#Allocated a batch"],
            batch.Points.Select(point => new object?[]
            {
                point.N.ToString("#,0", CultureInfo.InvariantCulture) + (point.N == batch.Recommended ? " (recommended)" : ""),
                Words.Seconds(point.SecondsPerItem),
                string.Create(CultureInfo.InvariantCulture, $"{point.Throughput.Estimate:0%}{(point.Throughput is { Lower: { } lower, Upper: { } upper } ? $" ({lower:0%} to {upper:0%})" : " (no bounds)")}"),
                Words.Bytes(point.Bytes),
            }));
    }

    private static XElement? Outputs(FindingEvidence finding)
    {
        if (finding.Correctness is not { IsEmpty: false } trials)
        {
            return null;
        }

        var outcomes = trials.GroupBy(trial => trial.Outcome, StringComparer.Ordinal).OrderByDescending(group => group.Count()).ThenBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => $"{group.Count()} {group.Key}");
        return E("p", $"Outputs were compared on {Words.Count(trials.Length, "input")} ({Words.Size(trials.Min(trial => trial.Size))} to {trials.Max(trial => trial.Size).ToString(CultureInfo.InvariantCulture)}, {Words.Count(trials.Select(trial => trial.Lane).Distinct().Count(), "distribution")}): {string.Join(", ", outcomes)}.");
    }

    private static XElement Devices(IEnumerable<DeviceEvidence> devices) => Table(
        "On each device that was asked for",
        ["Device", "Verdict", "#Speedup (99% interval)", "Why"],
        devices.Select(device => new object?[] { device.Device, HtmlReport.Word(device.Verdict), Words.Speedup(device.Verdict, device.Speedup), device.Reason }));

    private static string When(Report report, FindingEvidence finding)
    {
        var machine = finding.Machine is { } key && report.Evidence.Machines?.GetValueOrDefault(key) is { } known ? known : report.Evidence.Device;
        return finding.Cached is { } day
            ? $"Measured {Words.Time(day)} on {machine.Name}; nothing that the verdict rests on has changed since."
            : $"Measured {Words.Time(report.Evidence.Created)} on {machine.Name}.";
    }

    private static string Change(MemoryEvidence memory) => memory.Before > 0 && Math.Abs((memory.After / memory.Before) - 1) >= 0.01
        ? string.Create(CultureInfo.InvariantCulture, $" ({(memory.After / memory.Before) - 1:+0%;-0%})")
        : "";

    private static string Ratio(double? ratio) => ratio is { } value ? value.ToString("0.0#", CultureInfo.InvariantCulture) + "x" : "";

    private static string Sentence(string text) => text.TrimEnd('.') + ".";
}
