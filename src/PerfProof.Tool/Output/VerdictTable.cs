using System.Globalization;
using PerfProof.Reporting;
using Spectre.Console;

namespace PerfProof.Tool.Output;

/// <summary>The table that <c>verify</c> ends in.</summary>
internal static class VerdictTable
{
    /// <summary>Writes it.</summary>
    public static void Write(IAnsiConsole console, Evidence evidence, string path)
    {
        var isPairs = evidence.Findings.Any(finding => finding.Rule == Reported.PairRule);
        if (evidence.Findings.IsEmpty)
        {
            console.WriteLine("Nothing was found to verify.");
            return;
        }

        var table = new Table().Border(TableBorder.Rounded);
        table.AddColumns(isPairs ? "Pair" : "Rule", "Where", "Verdict", "About", "Speedup");
        table.AddColumn(new TableColumn("Why"));
        foreach (var finding in evidence.Findings)
        {
            table.AddRow(
                new Markup(Markup.Escape(Words.Title(finding))),
                new Markup(Markup.Escape(Words.Place(finding))),
                new Markup($"[{Colour(finding.Verdict)}]{Markup.Escape(finding.Verdict)}[/]"),
                new Markup(Markup.Escape(Words.About(finding.Subject))),
                new Markup(Markup.Escape(Words.Speedup(finding.Verdict, finding.Speedup))),
                new Markup(Markup.Escape(finding.Reason + Batch(finding) + Counts(finding.PeakMemory, finding.Calls) + Measured(finding))));
            foreach (var device in finding.Devices ?? [])
            {
                table.AddRow(
                    new Markup(""),
                    new Markup(Markup.Escape($"on {device.Device}")),
                    new Markup($"[{Colour(device.Verdict)}]{Markup.Escape(device.Verdict)}[/]"),
                    new Markup("modelled"),
                    new Markup(Markup.Escape(Words.Speedup(device.Verdict, device.Speedup))),
                    new Markup(Markup.Escape(device.Reason)));
            }
        }

        console.Write(table);
        var counts = evidence.Findings.GroupBy(finding => finding.Verdict).OrderBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => $"{group.Count()} {group.Key}");
        console.WriteLine($"{evidence.Findings.Length} {(isPairs ? "pairs" : "findings")}: {string.Join(", ", counts)}.{(evidence.IsPartial ? " Stopped before all were measured." : "")}");
        if (evidence.Findings.Count(finding => finding.Cached is not null) is > 0 and var known)
        {
            console.WriteLine($"{known} of them were measured by earlier runs and nothing that they rest on has changed; --no-cache measures again.");
        }

        foreach (var together in evidence.Together ?? [])
        {
            Write(console, evidence, together);
        }

        foreach (var (key, machine) in evidence.Machines ?? System.Collections.Immutable.ImmutableSortedDictionary<string, DeviceFingerprint>.Empty)
        {
            console.WriteLine($"{key} is {machine.Name}, {machine.Runtime}.");
        }

        console.WriteLine($"Measured on {(evidence.Machines is { } several ? $"{several.Count} machines" : evidence.Device.Name)}, {evidence.Device.Runtime}; a speedup is the time before over the time after, with a 99% interval.");
        var total = evidence.Stages.Values.Sum();
        console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"Took {total:0} s: {string.Join(", ", evidence.Stages.OrderByDescending(stage => stage.Value).Select(stage => string.Create(CultureInfo.InvariantCulture, $"{stage.Key} {stage.Value / total:0%}")))}."));
        if (evidence.Device.NotEnforced is { } missing)
        {
            console.WriteLine($"Not enforced by this operating system: {missing}.");
        }

        console.WriteLine($"Evidence: {path}");
    }

    private static void Write(IAnsiConsole console, Evidence evidence, TogetherEvidence together)
    {
        console.WriteLine($"All fixes confirmed from {together.Entry} at once: {together.Verdict} {Words.Speedup(together.Verdict, together.Speedup)}. {together.Reason}{Counts(together.PeakMemory, together.Calls)}.");
        var shares = new Table().Border(TableBorder.Rounded).AddColumns("Fix", "Saves, of the program's time (99% interval)");
        foreach (var (what, share) in Words.Shares(evidence, together))
        {
            shares.AddRow(Markup.Escape(what), share);
        }

        if (shares.Rows.Count > 0)
        {
            console.Write(shares);
        }

        foreach (var left in together.LeftOut)
        {
            console.WriteLine($"Left out: {left}.");
        }
    }

    private static string Batch(FindingEvidence finding) => finding.Batch is { } batch ? $"; {batch.Advice}" : "";

    private static string Measured(FindingEvidence finding) =>
        finding.Cached is { } day ? string.Create(CultureInfo.InvariantCulture, $" (cached, measured {day:yyyy-MM-dd})") : "";

    /// <summary>What was counted in a run of the program, where it changes: exact, where times are noisy.</summary>
    private static string Counts(MemoryEvidence? peak, System.Collections.Immutable.ImmutableArray<CallEvidence>? calls)
    {
        const double Mebibyte = 1 << 20;
        // What a process has resident varies by a few percent from run to run.
        const double Scatter = 0.05;
        var changes = peak is not null && Math.Abs(peak.After - peak.Before) > Scatter * peak.Before;
        var parts = (calls ?? []).Where(count => count.Before != count.After)
            .Select(count => string.Create(CultureInfo.InvariantCulture, $"{count.Role} calls {count.Before:N0} to {count.After:N0}"))
            .Concat(!changes ? [] : [string.Create(CultureInfo.InvariantCulture, $"peak memory {peak!.Before / Mebibyte:0} to {peak.After / Mebibyte:0} MB")]);
        return string.Concat(parts.Select(part => "; " + part));
    }

    private static string Colour(string verdict) => verdict switch
    {
        "Confirmed" => "green",
        "Incorrect" => "red",
        "Refuted" => "yellow",
        _ => "grey",
    };
}
