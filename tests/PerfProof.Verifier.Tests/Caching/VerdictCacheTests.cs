using System.Collections.Immutable;
using System.Text.Json;
using PerfProof.Reporting;
using PerfProof.Verifier.Tests.Reporting;

namespace PerfProof.Verifier.Tests.Caching;

/// <summary>The files that verdicts are kept in: whole or absent, ours or ignored, young enough, and not too many.</summary>
public sealed class VerdictCacheTests : IDisposable
{
    private static readonly string key = new('a', 64);

    private readonly Now clock = new();
    private readonly string folder = Directory.CreateTempSubdirectory("verdicts-").FullName;
    private readonly VerdictCache cache;

    public VerdictCacheTests() => this.cache = new(this.folder, this.clock);

    public void Dispose() => Directory.Delete(this.folder, recursive: true);

    [Fact]
    public void Find_WhatWasStored_IsTheSameToTheLastField()
    {
        var stored = this.Verdict();
        this.cache.Store(stored);

        var found = new VerdictCache(this.folder, this.clock).Find(key);

        Assert.Equal(JsonSerializer.Serialize(stored, EvidenceFile.Json), JsonSerializer.Serialize(found, EvidenceFile.Json));
        Assert.Null(this.cache.Find(new string('b', 64)));
        Assert.Empty(this.cache.Notes);
    }

    [Theory]
    [InlineData("Confirmed", null, 29, true)]
    [InlineData("Confirmed", null, 30, false)]
    [InlineData("Refuted", null, 30, false)]
    [InlineData("Inconclusive", null, 30, false)]
    [InlineData("Incorrect", "different", 3650, true)]
    [InlineData("Incorrect", "failed", 30, false)]
    [InlineData("NotApplicable", "unstable", 30, false)]
    [InlineData("Confirmed", null, -2, false)]
    public void Find_Later_WhatRestsOnTimesExpires(string verdict, string? outcome, int days, bool counts)
    {
        this.cache.Store(this.Verdict(evidence => evidence with
        {
            Verdict = verdict,
            Correctness = [new(1, "Normal", "00000000000000ff", outcome ?? "equal")],
        }));

        this.clock.Time += TimeSpan.FromDays(days);

        Assert.Equal(counts, this.cache.Find(key) is not null);
        Assert.Empty(this.cache.Notes);
    }

    [Fact]
    public void Find_NothingCouldBeRun_DoesNotExpire()
    {
        this.cache.Store(this.Verdict(evidence => evidence with { Verdict = "NotApplicable", Experiment = null, Correctness = null, Timing = null }));

        this.clock.Time += TimeSpan.FromDays(3650);

        Assert.NotNull(this.cache.Find(key));
    }

    [Fact]
    public void Find_DamagedAnywhere_CountsAsAbsentAndIsWrittenAnew()
    {
        this.cache.Store(this.Verdict());
        var file = Assert.Single(Directory.GetFiles(this.folder));
        var whole = File.ReadAllBytes(file);
        for (var i = 0; i < whole.Length; i += 7)
        {
            var damaged = (byte[])whole.Clone();
            damaged[i] ^= 0x10;
            File.WriteAllBytes(file, damaged);
            Assert.Null(this.cache.Find(key));
            File.WriteAllBytes(file, whole[..i]);
            Assert.Null(this.cache.Find(key));
        }

        File.WriteAllText(file, "something else, by another program\n");
        var later = new VerdictCache(this.folder, this.clock);
        Assert.Null(later.Find(key));
        Assert.Contains($"1 of the verdicts kept in {this.folder} is damaged", Assert.Single(later.Notes).Message, StringComparison.Ordinal);
        later.Store(this.Verdict());
        Assert.NotNull(later.Find(key));
    }

    [Fact]
    public void Find_FileUnderAnotherKey_CountsAsAbsent()
    {
        this.cache.Store(this.Verdict());
        var other = new string('b', 64);
        var file = Assert.Single(Directory.GetFiles(this.folder));
        File.Copy(file, file.Replace(key, other, StringComparison.Ordinal));

        Assert.Null(this.cache.Find(other));
    }

    [Fact]
    public void Store_ManyAtOnce_EachFileIsWholeAtAllTimes()
    {
        var verdict = this.Verdict();
        this.cache.Store(verdict);
        Parallel.For(0, 200, new ParallelOptions { MaxDegreeOfParallelism = 8 }, i =>
        {
            var mine = new VerdictCache(this.folder, this.clock);
            if (i % 2 == 0)
            {
                mine.Store(verdict);
                Assert.Null(mine.Problem);
            }
            else
            {
                Assert.NotNull(mine.Find(key));
                mine.Trim();
            }
        });

        Assert.Single(Directory.GetFiles(this.folder));
    }

    [Fact]
    public void Trim_TooMany_TheOldestGoAndWhatIsNotOursStays()
    {
        var theirs = Path.Combine(this.folder, "notes.txt");
        File.WriteAllText(theirs, "not ours");
        var left = Path.Combine(this.folder, "abandoned.part");
        File.WriteAllText(left, "half a verd");
        File.SetLastWriteTimeUtc(left, this.clock.Time.UtcDateTime.AddDays(-1));
        var keys = Enumerable.Range(0, 6).Select(i => new string((char)('a' + i), 64)).ToList();
        foreach (var (name, age) in keys.Zip([3, 0, 5, 1, 4, 2]))
        {
            this.cache.Store(this.Verdict() with { Key = name });
            File.SetLastWriteTimeUtc(Path.Combine(this.folder, name + ".verdict"), this.clock.Time.UtcDateTime.AddHours(-age));
        }

        var one = new FileInfo(Path.Combine(this.folder, keys[0] + ".verdict")).Length;
        new VerdictCache(this.folder, this.clock) { MaximumBytes = (3 * one) + (one / 2) }.Trim();

        Assert.Equal([keys[1], keys[3], keys[5]], keys.Where(name => this.cache.Find(name) is not null));
        Assert.True(File.Exists(theirs));
        Assert.False(File.Exists(left));
    }

    [Fact]
    public void Store_FolderCannotBeMade_SaysSoAndGoesOn()
    {
        var file = Path.Combine(this.folder, "file");
        File.WriteAllText(file, "a file where the folder would be");
        var blocked = new VerdictCache(Path.Combine(file, "below"), this.clock);

        blocked.Store(this.Verdict());

        Assert.Contains("--no-cache", blocked.Problem, StringComparison.Ordinal);
        Assert.Null(blocked.Find(key));
        blocked.Trim();
    }

    private CachedVerdict Verdict(Func<FindingEvidence, FindingEvidence>? change = null) => new(
        key,
        this.clock.Time,
        "none",
        change is null ? EvidenceExamples.Confirmed : change(EvidenceExamples.Confirmed),
        EvidenceExamples.Samples.ToImmutableSortedDictionary(pair => pair.Key, pair => pair.Value.ToImmutableArray()));
}
