using System.Collections.Immutable;
using System.Globalization;

namespace PerfProof.Reporting.Costs;

/// <summary>How often something is called on a day.</summary>
/// <param name="Name">Which findings: a rule, <c>File.cs:39</c>, <c>PP2001@File.cs:39</c> or an id; null for all.</param>
/// <param name="PerDay">Calls a day.</param>
public sealed record CallRate(string? Name, double PerDay)
{
    /// <summary>Reads <c>100000</c> or <c>PP2001@Chunker.cs:39=5000</c>.</summary>
    /// <exception cref="CostException">It is neither.</exception>
    public static CallRate Parse(string text)
    {
        var split = text.LastIndexOf('=');
        var (name, number) = split < 0 ? (null, text) : (text[..split].Trim(), text[(split + 1)..]);
        return name != ""
            && double.TryParse(number.Trim(), NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out var calls)
            && double.IsFinite(calls)
            ? new(name, calls)
            : throw new CostException($"--calls needs a number of calls a day, such as 100000, or one for a finding, such as PP2001@Chunker.cs:39=5000, and not '{text}'.");
    }

    /// <summary>Whether it is about a finding.</summary>
    public bool IsFor(FindingEvidence finding)
    {
        if (this.Name is not { } name || name == finding.Id || name == Words.Title(finding))
        {
            return true;
        }

        var at = name.IndexOf('@', StringComparison.Ordinal);
        var place = name[(at + 1)..].Replace('\\', '/');
        var whole = $"/{finding.File}:{finding.Line.ToString(CultureInfo.InvariantCulture)}";
        return (at < 0 || name[..at] == Words.Title(finding)) && whole.EndsWith("/" + place, StringComparison.Ordinal);
    }

    /// <summary>Calls a day of a finding: the last rate that is about it counts, so that a general one comes first; null where none is.</summary>
    public static double? Of(FindingEvidence finding, ImmutableArray<CallRate> rates) => rates.LastOrDefault(rate => rate.IsFor(finding))?.PerDay;

    /// <summary>Makes sure that every rate is about something.</summary>
    /// <exception cref="CostException">One is about no finding.</exception>
    public static void Check(ImmutableArray<CallRate> rates, IReadOnlyCollection<FindingEvidence> findings)
    {
        if (rates.FirstOrDefault(rate => !findings.Any(rate.IsFor)) is { Name: { } name })
        {
            const int Most = 5;
            var known = findings.Take(Most).Select(finding => $"{Words.Title(finding)}@{Path.GetFileName(finding.File)}:{finding.Line.ToString(CultureInfo.InvariantCulture)}");
            throw new CostException($"--calls: there is no finding {name} in the evidence; it has {string.Join(", ", known)}{(findings.Count > Most ? " ..." : "")}.");
        }
    }
}
