using System.Collections.Immutable;
using System.Text.Json;
using PerfProof.Execution;
using PerfProof.Loading;

namespace PerfProof.Reporting;

/// <summary>An evidence file with its raw samples.</summary>
/// <param name="Name">How messages call it.</param>
/// <param name="Evidence">The evidence.</param>
/// <param name="Samples">Raw samples by key.</param>
internal sealed record EvidencePart(string Name, Evidence Evidence, IReadOnlyDictionary<string, IReadOnlyList<ForkSamples>> Samples)
{
    /// <summary>Reads a file and its samples.</summary>
    /// <exception cref="EvidenceException">One of them is missing, broken, or of a newer format.</exception>
    public static EvidencePart Read(string path) => new(path, EvidenceFile.Read(path), EvidenceFile.ReadSamples(path));
}

/// <summary>
/// Joins evidence of several runs: shards of one, or the same findings on several machines. What comes out is the same in
/// whatever order the parts are given, and joining what was joined before changes nothing.
/// </summary>
internal static class EvidenceMerge
{
    /// <summary>Joins them.</summary>
    /// <param name="parts">At least one.</param>
    /// <param name="takesNewest">Whether the newest counts where parts contradict each other; otherwise that is an error.</param>
    /// <exception cref="EvidenceException">Parts contradict each other, or come from different versions of the tool.</exception>
    public static EvidencePart Merge(IReadOnlyList<EvidencePart> parts, bool takesNewest)
    {
        if (parts.FirstOrDefault(part => part.Evidence.Tool != parts[0].Evidence.Tool) is { } other)
        {
            throw new EvidenceException($"{parts[0].Name} was written by {parts[0].Evidence.Tool} and {other.Name} by {other.Evidence.Tool}, which may judge differently: run all shards with one version.");
        }

        var machines = Machines(parts);
        var samples = new SortedDictionary<string, IReadOnlyList<ForkSamples>>(StringComparer.Ordinal);
        var findings = ImmutableArray.CreateBuilder<FindingEvidence>();
        foreach (var same in parts
            .SelectMany(part => part.Evidence.Findings.Select(finding => Told.By(part, finding, machines.Count > 1)))
            .GroupBy(told => (told.Finding.Id, told.Machine)))
        {
            var chosen = Choose([.. same], takesNewest);
            findings.Add(chosen.Finding);
            foreach (var (key, forks) in chosen.Samples)
            {
                samples[key] = forks;
            }
        }

        var (shards, isPartial) = Coverage(parts);
        var stages = parts.SelectMany(part => part.Evidence.Stages).GroupBy(stage => stage.Key, StringComparer.Ordinal)
            // Sums of the same numbers in another order differ in their last digit.
            .ToImmutableSortedDictionary(stage => stage.Key, stage => stage.Select(pair => pair.Value).Order().Sum(), StringComparer.Ordinal);
        var evidence = new Evidence(
            Evidence.CurrentSchema,
            parts[0].Evidence.Tool,
            parts.Max(part => part.Evidence.Created),
            machines.First().Value,
            [
                .. findings.OrderBy(finding => finding.File, StringComparer.Ordinal)
                    .ThenBy(finding => finding.Line)
                    .ThenBy(finding => finding.Rule, StringComparer.Ordinal)
                    .ThenBy(finding => finding.Id, StringComparer.Ordinal)
                    .ThenBy(finding => finding.Machine, StringComparer.Ordinal),
            ],
            stages)
        {
            IsPartial = isPartial,
            Shards = shards,
            Machines = machines.Count > 1 ? machines : null,
        };
        return new("the merged evidence", evidence, samples);
    }

    /// <summary>Shards that no part brought; none when all are there, or something whole is.</summary>
    public static ImmutableArray<string> Missing(Evidence evidence) => evidence.Shards is not { } there ? [] :
    [
        .. there.Select(Shard.Parse).OfType<Shard>().GroupBy(shard => shard.Of)
            .Select(group => Enumerable.Range(1, group.Key).Select(number => new Shard(number, group.Key)).Except(group).ToList())
            .OrderBy(missing => missing.Count)
            .Take(1)
            .SelectMany(missing => missing.Select(shard => shard.ToString())),
    ];

    private static string NameOf(DeviceFingerprint machine) => new ContentHash().Add(JsonSerializer.Serialize(machine.Identity)).ToString()[..8];

    private static ImmutableSortedDictionary<string, DeviceFingerprint> Machines(IEnumerable<EvidencePart> parts) => parts
        .SelectMany(part => part.Evidence.Machines?.Values ?? [part.Evidence.Device])
        .GroupBy(NameOf, StringComparer.Ordinal)
        .ToImmutableSortedDictionary(
            group => group.Key,
            // What was measured anew in each run: the busiest it was, and the fastest, which is nearest to what it can do.
            group => group.MaxBy(machine => (machine.Bandwidth?.CacheGigabytes, machine.Bandwidth?.MemoryGigabytes))! with { Load = group.Max(machine => machine.Load) },
            StringComparer.Ordinal);

    private static (ImmutableArray<string>? Shards, bool IsPartial) Coverage(IReadOnlyList<EvidencePart> parts)
    {
        var whole = parts.Where(part => part.Evidence.Shards is null).ToList();
        if (whole.Count > 0)
        {
            return (null, whole.TrueForAll(part => part.Evidence.IsPartial));
        }

        var done = ShardsOf(parts.Where(part => !part.Evidence.IsPartial));
        var all = ShardsOf(parts);
        var isWhole = all.GroupBy(shard => shard.Of).Any(group => group.Count() == group.Key);
        return (isWhole ? null : [.. all.Select(shard => shard.ToString())], !done.SetEquals(all));
    }

    private static SortedSet<Shard> ShardsOf(IEnumerable<EvidencePart> parts) => new(
        parts.SelectMany(part => part.Evidence.Shards ?? []).Select(Shard.Parse).OfType<Shard>(),
        Comparer<Shard>.Create((a, b) => (a.Of, a.Number).CompareTo((b.Of, b.Number))));

    private static Told Choose(ImmutableArray<Told> same, bool takesNewest)
    {
        // What a stopped run left unmeasured contradicts nobody who measured it.
        var measured = same.Where(told => !told.IsUnmeasured).ToList();
        var newest = (measured.Count > 0 ? measured : [.. same])
            .OrderByDescending(told => told.Measured)
            .ThenBy(told => told.Finding.Cached is not null)
            .ThenBy(told => told.Content, StringComparer.Ordinal)
            .ToList();
        return takesNewest || newest.FirstOrDefault(told => told.Content != newest[0].Content) is not { } other
            ? newest[0]
            : throw new EvidenceException(
                $"{newest[0].Part} and {other.Part} contradict each other about {newest[0].Finding.Id} ({newest[0].Finding.File}:{newest[0].Finding.Line}), on the same machine: "
                + $"{newest[0].Finding.Verdict} and {other.Finding.Verdict}, measured {newest[0].Measured:u} and {other.Measured:u}. Merge parts of one run, or let the newest count with --newest.");
    }

    /// <summary>What a part tells about a finding on a machine.</summary>
    private sealed record Told(
        string Part, string Machine, DateTimeOffset Measured, FindingEvidence Finding, IReadOnlyList<KeyValuePair<string, IReadOnlyList<ForkSamples>>> Samples)
    {
        /// <summary>What must be the same in all parts; when it was measured is not part of it.</summary>
        public string Content { get; } = JsonSerializer.Serialize((Finding with { Cached = null }, Samples), json);

        /// <summary>Whether a run was stopped before it came to it.</summary>
        public bool IsUnmeasured => this.Finding is { Verdict: "Inconclusive", Experiment: null };

        private static readonly JsonSerializerOptions json = new(EvidenceFile.Json) { IncludeFields = true, WriteIndented = false };

        public static Told By(EvidencePart part, FindingEvidence finding, bool namesMachine)
        {
            var machine = finding.Machine ?? NameOf(part.Evidence.Device);
            var suffix = "@" + machine;
            var samples = part.Samples
                .Where(pair => pair.Key.StartsWith(finding.Id, StringComparison.Ordinal) && (finding.Machine is null || pair.Key.EndsWith(suffix, StringComparison.Ordinal)))
                .OrderBy(pair => pair.Key, StringComparer.Ordinal)
                .Select(pair => KeyValuePair.Create(Key(pair.Key)!, pair.Value))
                .ToList();
            return new(part.Name, machine, finding.Cached ?? part.Evidence.Created, finding with
            {
                Machine = namesMachine ? machine : null,
                Timing = finding.Timing is { } timing ? timing with { Samples = Key(timing.Samples)! } : null,
            }, samples);

            string? Key(string? key) => key is null || !namesMachine || key.EndsWith(suffix, StringComparison.Ordinal) ? key : key + suffix;
        }
    }
}
