using System.Collections.Immutable;
using System.Globalization;
using PerfProof.Loading;

namespace PerfProof.Profiling;

/// <summary>Brings a profile to findings: the hot ones first, each with its share.</summary>
public static class ProfileRanking
{
    // What the run could not show may be hot: it comes before what was seen to be cold.
    private const double Unknown = 0.001;

    /// <summary>The findings in the order of their shares; the message of each that the profile knows carries its share.</summary>
    /// <exception cref="ProfileException">The profile knows none of them: it is of another program.</exception>
    public static ImmutableArray<Finding> Apply(ImmutableArray<Finding> findings, Profile profile)
    {
        var known = profile.Findings.ToLookup(finding => finding.Id, StringComparer.Ordinal);
        if (!findings.IsEmpty && !findings.Any(finding => known.Contains(finding.Id)))
        {
            throw new ProfileException($"The profile of '{profile.Command}' knows none of these findings: it is of another program, or of one that has changed since; run 'perfproof profile' again.");
        }

        // What is only known to lie in a hot method is less sure than a call that was seen.
        return
        [
            .. findings
                .Select(finding => (Finding: finding, Profiled: known[finding.Id].FirstOrDefault()))
                .OrderByDescending(pair => pair.Profiled?.Share ?? (pair.Profiled is { } unseen && (unseen.Awaited || profile.Exact) ? Unknown : -1))
                .ThenBy(pair => pair.Profiled?.Basis == ShareBasis.Member)
                .Select(pair => pair.Profiled is null ? pair.Finding : pair.Finding with { Message = $"{pair.Finding.Message} [{Words(pair.Profiled)}]" }),
        ];
    }

    /// <summary>A share in words.</summary>
    public static string Words(ProfiledFinding finding) => finding switch
    {
        { Basis: ShareBasis.Exact, Share: { } share, Counted: { } counted } => string.Create(CultureInfo.InvariantCulture, $"{100 * share:0.0}% of the run, {counted.Calls:N0} {(counted.Calls == 1 ? "call" : "calls")}"),
        { Awaited: true, Share: null } => "awaited: sampling does not see it",
        { Awaited: true, Share: { } share } => $"{Percent(share)} of the run before it waits; the wait is not seen",
        { Basis: ShareBasis.Member, Share: { } share } => $"at most {Percent(share)} of the run",
        { Share: { } share, AtMost: { } most } => $"{Percent(share)} to {Whole(most)} of the run{(finding.Basis == ShareBasis.Calls ? ", with the same calls beside it" : "")}",
        { Share: { } share } => $"{Percent(share)} of the run{(finding.Basis == ShareBasis.Calls ? ", with the same calls beside it" : "")}",
        _ => finding.Note ?? "not seen in the profiled run",
    };

    // Samples tell no more than that.
    private static string Percent(double share) => share < 0.005 ? "less than 1%" : $"about {Whole(share)}";

    private static string Whole(double share) => string.Create(CultureInfo.InvariantCulture, $"{100 * share:0}%");
}
