using System.Globalization;
using System.Xml.Linq;
using PerfProof.Profiling;
using static PerfProof.Reporting.Pages.Html;

namespace PerfProof.Reporting.Pages;

/// <summary>Where a run of the program spent its time, and which of its findings that is.</summary>
internal static class ProfileSection
{
    /// <summary>The section; null where no profile was given.</summary>
    public static XElement? Create(Profile? profile) => profile is null ? null : E(
        "section",
        E("h2", "Where the run spends its time"),
        E(
            "p",
            $"{(profile.Exact ? "Timed" : "Sampled")} in ",
            E("code", profile.Command),
            string.Create(CultureInfo.InvariantCulture, $", {profile.Seconds:0.0} s on {profile.Machine}, {Words.Time(profile.Date)}.")),
        Table(
            "Findings by their inclusive share of the run",
            ["Rule", "Where", "Share", "Note"],
            profile.Findings.Select(finding => new object?[] { finding.Rule, E("code", $"{finding.File}:{finding.Line}"), ProfileRanking.Words(finding), finding.Note ?? "" })),
        FlameGraph.Create("flame", profile.Stacks) is { } graph
            ? E("figure", graph, E("figcaption", "Each box is a method, as wide as the part of the samples that have it on their stack; callers are above what they call. What only resumes asynchronous methods is left out. Sampled, so approximate."))
            : null,
        profile.Notes.IsEmpty ? null : E("ul", profile.Notes.Select(note => E("li", $"{note}."))));
}
