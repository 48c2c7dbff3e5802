using System.Globalization;
using PerfProof.Profiling;
using Spectre.Console;
using Profile = PerfProof.Profiling.Profile;

namespace PerfProof.Tool.Output;

/// <summary>The table that <c>profile</c> ends in.</summary>
internal static class ProfileTable
{
    /// <summary>Writes it.</summary>
    public static void Write(IAnsiConsole console, Profile profile, string path)
    {
        if (profile.Findings.IsEmpty)
        {
            console.WriteLine("The program has no findings to rank.");
        }
        else
        {
            var table = new Table().Border(TableBorder.Rounded);
            table.AddColumns("Rule", "Where", "Share of the run");
            table.AddColumn(new TableColumn(profile.Exact ? "Calls" : "Samples").RightAligned());
            if (profile.Exact)
            {
                table.AddColumn(new TableColumn("Seconds").RightAligned());
                table.AddColumn("Sizes (least, median, most)");
            }

            table.AddColumn("Awaited");
            table.AddColumn("Note");
            foreach (var finding in profile.Findings)
            {
                table.AddRow([.. Cells(profile, finding).Select(Markup.Escape)]);
            }

            console.Write(table);
        }

        console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{(profile.Exact ? "Timed" : "Sampled")} {profile.Seconds:0.0} s of {profile.Command}{(profile.Exact ? "" : $": {profile.Samples:N0} samples")}, on {profile.Machine}."));
        foreach (var note in profile.Notes)
        {
            console.WriteLine($"Note: {note}.");
        }

        console.WriteLine($"The profile is in {path}; 'perfproof check --profile' and 'verify --profile' put hot findings first.");
    }

    private static IEnumerable<string> Cells(Profile profile, ProfiledFinding finding)
    {
        yield return finding.Rule;
        yield return $"{finding.File}:{finding.Line}";
        yield return Share(finding);
        if (profile.Exact)
        {
            yield return finding.Counted is { } counted ? counted.Calls.ToString("N0", CultureInfo.InvariantCulture) : "";
            yield return finding.Counted is { } timed ? timed.Seconds.ToString("0.000", CultureInfo.InvariantCulture) : "";
            yield return string.Join("; ", (finding.Counted?.Sizes ?? []).Select(size => string.Create(CultureInfo.InvariantCulture, $"{size.Operand} {size.Min}, {size.Median}, {size.Max}")));
        }
        else
        {
            yield return finding.Samples > 0 ? finding.Samples.ToString("N0", CultureInfo.InvariantCulture) : "";
        }

        yield return finding.Awaited ? "yes" : "";
        yield return finding.Note ?? "";
    }

    private static string Share(ProfiledFinding finding) => finding switch
    {
        { Basis: ShareBasis.Exact, Share: { } share } => string.Create(CultureInfo.InvariantCulture, $"{100 * share:0.0}%"),
        { Awaited: true, Share: null } or { Basis: ShareBasis.Unseen } => "unseen",
        { Basis: ShareBasis.Member, Share: { } share } => $"at most {Percent(share)}",
        { Share: { } share, AtMost: { } most } => string.Create(CultureInfo.InvariantCulture, $"{Percent(share)} to {100 * most:0}%"),
        { Share: { } share } => $"{Percent(share)}{(finding.Awaited ? " + wait" : "")}",
        _ => "unseen",
    };

    // Samples tell no more than that.
    private static string Percent(double share) => share < 0.005 ? "<1%" : string.Create(CultureInfo.InvariantCulture, $"~{100 * share:0}%");
}
