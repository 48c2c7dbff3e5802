using System.Collections.Immutable;
using System.Text.Json;
using PerfProof.Execution;
using PerfProof.Loading;
using PerfProof.Reporting;
using PerfProof.Verifier.Tests.Reporting;

namespace PerfProof.Verifier.Tests.Caching;

/// <summary>Shards cover the findings, each once, and merging brings them together again whatever the order.</summary>
public sealed class EvidenceMergeTests
{
    private static readonly DeviceFingerprint here = new("Linux 6", "X64", "A processor", 8, ".NET 10.0.0", 0.25);
    private static readonly DateTimeOffset day = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    [Fact]
    public void Shards_AnyNumberOfThem_HoldEveryFindingOnce()
    {
        var random = new Random(7);
        var ids = Enumerable.Range(0, 500).Select(_ => $"PP2001-{random.NextInt64(1L << 48):x12}").ToList();
        for (var of = 1; of <= 17; of++)
        {
            var shards = Enumerable.Range(1, of).Select(number => new Shard(number, of)).ToList();
            Assert.All(ids, id => Assert.Single(shards, shard => shard.Holds(id)));
            // Equal parts as chance makes them: none is empty, none has twice its share and a few more.
            Assert.All(shards, shard => Assert.InRange(ids.Count(shard.Holds), 1, (2 * ids.Count / of) + 10));
        }
    }

    [Fact]
    public void Shard_OfAnId_NeverChanges()
    {
        // These are in evidence out there: another hash would move findings between the shards of a running matrix.
        Assert.Equal([3, 1, 1], new[] { "PP1003-0123456789ab", "PP2001-0123456789ab", "PP4001-ffffffffffff" }.Select(id => Enumerable.Range(1, 4).Single(number => new Shard(number, 4).Holds(id))));
    }

    [Theory]
    [InlineData("2/4", true)]
    [InlineData("1/1", true)]
    [InlineData("0/4", false)]
    [InlineData("5/4", false)]
    [InlineData("-1/4", false)]
    [InlineData("1/0", false)]
    [InlineData("2", false)]
    [InlineData("1/2/3", false)]
    [InlineData("a/b", false)]
    public void Shard_Text_IsReadOrRefused(string text, bool isShard) => Assert.Equal(isShard ? text : null, Shard.Parse(text)?.ToString());

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Merge_ShardsInAnyOrder_IsTheWholeRun(int seed)
    {
        var random = new Random(seed);
        var findings = Enumerable.Range(0, 40).Select(i => Finding($"PP2001-{random.NextInt64(1L << 48):x12}", i + 1)).ToList();
        var whole = Part(null, findings);
        var of = random.Next(2, 7);
        var parts = Enumerable.Range(1, of).Select(number => new Shard(number, of))
            .Select(shard => Part(shard.ToString(), findings.Where(finding => shard.Holds(finding.Id)))).ToArray();
        var expected = Text(EvidenceMerge.Merge([whole], false)).Replace("\"run\":10", $"\"run\":{10 * of}", StringComparison.Ordinal);

        for (var turn = 0; turn < 5; turn++)
        {
            random.Shuffle(parts);
            Assert.Equal(expected, Text(EvidenceMerge.Merge(parts, false)));
            // In two steps, as a tree of jobs would.
            var half = parts.Length / 2;
            Assert.Equal(expected, Text(EvidenceMerge.Merge([EvidenceMerge.Merge(parts[..half], false), EvidenceMerge.Merge(parts[half..], false)], false)));
        }
    }

    [Fact]
    public void Merge_ShardsAreMissing_SaysWhich()
    {
        var merged = EvidenceMerge.Merge([Part("3/4", []), Part("1/4", [])], false).Evidence;

        Assert.Equal("1/4 3/4", string.Join(' ', merged.Shards!.Value));
        Assert.Equal("2/4 4/4", string.Join(' ', EvidenceMerge.Missing(merged)));
        Assert.False(merged.IsPartial);
        Assert.Null(EvidenceMerge.Merge([Part("1/2", []), Part("2/2", [])], false).Evidence.Shards);
    }

    [Fact]
    public void Merge_SameTwice_CountsOnce()
    {
        var finding = Finding("PP2001-0123456789ab", 3);
        var again = Part(null, [finding with { Cached = day.AddDays(-1) }]);

        var merged = EvidenceMerge.Merge([again, Part(null, [finding])], false);

        Assert.Single(merged.Evidence.Findings);
        Assert.Single(merged.Samples);
    }

    [Fact]
    public void Merge_OtherVerdictOnTheSameMachine_IsRefusedUnlessTheNewestCounts()
    {
        var finding = Finding("PP2001-0123456789ab", 3);
        var old = Part(null, [finding]) with { Name = "old.json" };
        var late = Part(null, [finding with { Verdict = "Refuted" }], day.AddHours(1)) with { Name = "new.json" };

        var message = Assert.Throws<EvidenceException>(() => EvidenceMerge.Merge([old, late], false)).Message;
        Assert.Contains("new.json and old.json contradict each other about PP2001-0123456789ab", message, StringComparison.Ordinal);
        Assert.Contains("--newest", message, StringComparison.Ordinal);
        Assert.Equal("Refuted", Assert.Single(EvidenceMerge.Merge([old, late], true).Evidence.Findings).Verdict);
        Assert.Equal("Refuted", Assert.Single(EvidenceMerge.Merge([late, old], true).Evidence.Findings).Verdict);
    }

    [Fact]
    public void Merge_StoppedRunAndItsRepetition_IsComplete()
    {
        var unmeasured = EvidenceExamples.Unmeasured;
        var stopped = Part("1/1", [unmeasured]);
        stopped = stopped with { Evidence = stopped.Evidence with { IsPartial = true } };

        var merged = EvidenceMerge.Merge([stopped, Part("1/1", [Finding(unmeasured.Id, 3)])], false).Evidence;

        Assert.False(merged.IsPartial);
        Assert.Equal("Confirmed", Assert.Single(merged.Findings).Verdict);
        Assert.True(EvidenceMerge.Merge([stopped], false).Evidence.IsPartial);
    }

    [Fact]
    public void Merge_TwoMachines_KeepsThemApart()
    {
        var finding = Finding("PP2001-0123456789ab", 3);
        var other = Part(null, [finding with { Verdict = "Refuted" }]);
        other = other with { Evidence = other.Evidence with { Device = here with { Processor = "Another" } } };
        var busy = Part(null, [finding]);
        busy = busy with { Evidence = busy.Evidence with { Device = here with { Load = 3 } } };

        var merged = EvidenceMerge.Merge([Part(null, [finding]), busy, other], false);

        Assert.Equal(["A processor", "Another"], merged.Evidence.Machines!.Values.Select(machine => machine.Processor).Order(StringComparer.Ordinal));
        Assert.Equal(2, merged.Evidence.Findings.Length);
        Assert.All(merged.Evidence.Findings, told => Assert.Contains(told.Machine!, merged.Evidence.Machines.Keys));
        Assert.All(merged.Evidence.Findings, told => Assert.Contains(told.Timing!.Samples, merged.Samples.Keys));
        Assert.Equal(2, merged.Samples.Count);
        Assert.Equal(Text(merged), Text(EvidenceMerge.Merge([other, merged], false)).Replace("\"run\":40", "\"run\":30", StringComparison.Ordinal));
    }

    [Fact]
    public void Merge_OtherVersionOfTheTool_IsRefused()
    {
        var other = Part(null, []);
        other = other with { Evidence = other.Evidence with { Tool = "perfproof 9.0.0" } };

        Assert.Contains("perfproof 9.0.0", Assert.Throws<EvidenceException>(() => EvidenceMerge.Merge([Part(null, []), other], true)).Message, StringComparison.Ordinal);
    }

    private static FindingEvidence Finding(string id, int line) => EvidenceExamples.Confirmed with
    {
        Id = id,
        Line = line,
        Machine = null,
        Cached = null,
        Timing = EvidenceExamples.Confirmed.Timing! with { Samples = id },
    };

    private static EvidencePart Part(string? shard, IEnumerable<FindingEvidence> findings, DateTimeOffset? at = null)
    {
        ImmutableArray<FindingEvidence> all = [.. findings];
        return new(
            "part.json",
            new(Evidence.CurrentSchema, "perfproof 1.0.0", at ?? day, here, all, ImmutableSortedDictionary<string, double>.Empty.Add("run", 10)) { Shards = shard is null ? null : [shard] },
            all.Where(finding => finding.Timing is not null).ToDictionary(finding => finding.Id, _ => EvidenceExamples.Samples.Values.First()));
    }

    private static string Text(EvidencePart part) => JsonSerializer.Serialize(part.Evidence, compact) + JsonSerializer.Serialize(part.Samples, compact);

    private static readonly JsonSerializerOptions compact = new(EvidenceFile.Json) { WriteIndented = false };
}
