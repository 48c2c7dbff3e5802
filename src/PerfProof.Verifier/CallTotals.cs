using System.Collections.Immutable;
using PerfProof.Planning;
using PerfProof.Planning.Instrumentation;

namespace PerfProof;

/// <summary>What a program that counts its calls recorded in a run, by what the calls are counted for.</summary>
/// <param name="Calls">Calls of what is counted as a whole.</param>
/// <param name="Partly">What is not; null where nothing is known.</param>
/// <param name="Sizes">Sizes of what is called, by what it is counted for.</param>
internal sealed record CallTotals(ImmutableDictionary<string, long> Calls, ImmutableHashSet<string>? Partly, ImmutableDictionary<string, UsedSizes> Sizes)
{
    /// <summary>Nothing is known.</summary>
    public static CallTotals Unknown { get; } = new(ImmutableDictionary<string, long>.Empty, null, ImmutableDictionary<string, UsedSizes>.Empty);

    /// <summary>Adds up what was recorded by site.</summary>
    public static CallTotals Of(InstrumentedProgram program, IEnumerable<RecordedSite> recorded)
    {
        var bySite = recorded.ToLookup(site => site.Index);
        var partly = program.LeftOut.Select(left => left.Site.Key).ToImmutableHashSet(StringComparer.Ordinal);
        var groups = program.Counted
            .SelectMany(counted => counted.Sites.Select(site => (site.Key, Counted: counted)))
            .GroupBy(pair => pair.Key, pair => pair.Counted, StringComparer.Ordinal)
            .ToList();
        return new(
            groups.Where(group => !partly.Contains(group.Key))
                .ToImmutableDictionary(group => group.Key, group => group.Sum(counted => bySite[counted.Index].Sum(site => site.Calls)), StringComparer.Ordinal),
            partly,
            groups.Select(group => (group.Key, Used: Used(group, bySite))).Where(pair => !pair.Used.ByParameter.IsEmpty)
                .ToImmutableDictionary(pair => pair.Key, pair => pair.Used, StringComparer.Ordinal));
    }

    /// <summary>How often the code of a finding was run; null where that is not counted.</summary>
    public long? OfFinding(string id) => this.Calls.TryGetValue(id, out var calls) ? calls : null;

    /// <summary>The calls in a role; null where not all are counted.</summary>
    public long? OfRole(string role) => this.Partly?.Contains(role) == false ? this.Calls.GetValueOrDefault(role) : null;

    // Of several places of call, the one with the most calls says what is typical.
    private static UsedSizes Used(IEnumerable<CountedSite> sites, ILookup<int, RecordedSite> bySite) => new(
        sites.SelectMany(counted => bySite[counted.Index].SelectMany(site => site.Sizes).Select(size => (Name: counted.Operands[size.Operand], Size: size)))
            .GroupBy(pair => pair.Name, pair => pair.Size, StringComparer.Ordinal)
            .ToImmutableDictionary(
                group => group.Key,
                group => new UsedSize(group.Min(size => size.Min), group.MaxBy(size => size.Count)!.Median, group.Max(size => size.Max)),
                StringComparer.Ordinal));
}
