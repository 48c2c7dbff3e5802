using System.Text.Json;
using PerfProof.Execution;
using PerfProof.Loading;
using PerfProof.Reporting;
using PerfProof.Verifier.Tests.Pairs;

namespace PerfProof.Verifier.Tests.Caching;

/// <summary><c>perfproof compare</c> once more: what is known is told again, whatever the verdict, and measured anew where what it rests on changed.</summary>
public sealed class CompareAgainTests : IDisposable
{
    private const string Twice = "for (var i = 0; i < x.Length; i++) { y[i] = 2 * x[i]; }";
    private const string Wrong = "for (var i = 0; i < x.Length; i++) { y[i] = 3 * x[i]; }";

    private readonly string folder = Directory.CreateTempSubdirectory("compare-").FullName;
    private readonly Now clock = new();

    private string Cache => Path.Combine(this.folder, "cache");

    public void Dispose() => Directory.Delete(this.folder, recursive: true);

    [Fact]
    public async Task Compare_Again_TellsWhatItKnowsUntilItIsTooOld()
    {
        var path = this.Write("pair.cs", PairRuns.Over(Twice, Twice));
        var (first, steps) = await this.CompareAsync(path);
        Assert.Null(first.Evidence.Cached);
        Assert.NotNull(first.Verdict.Measured);
        Assert.Contains(steps, step => step.Contains("timing", StringComparison.Ordinal));

        this.clock.Time += TimeSpan.FromDays(29);
        (var second, steps) = await this.CompareAsync(path);

        Assert.DoesNotContain(steps, step => step.Contains("compiling", StringComparison.Ordinal));
        Assert.Equal(this.clock.Time.AddDays(-29), second.Evidence.Cached);
        Assert.Equal(Json(first.Evidence), Json(second.Evidence with { Cached = null }));
        Assert.Equal(Json(first.Samples), Json(second.Samples));
        Assert.Equal(Json(first.Verdict), Json(second.Verdict));

        this.clock.Time += TimeSpan.FromDays(1);
        Assert.Null((await this.CompareAsync(path)).Pair.Evidence.Cached);
    }

    [Fact]
    public async Task Compare_WrongCandidate_IsKnownUntilEitherSideChanges()
    {
        var task = this.Write("task.cs", PairRuns.Over(Twice, ""));
        var candidate = this.Write("candidate.cs", Candidate(Wrong));
        Assert.Null((await this.CompareAsync(task, candidate)).Pair.Evidence.Cached);

        var (again, _) = await this.CompareAsync(task, candidate);
        Assert.Equal("Incorrect", again.Evidence.Verdict);
        Assert.NotNull(again.Evidence.Cached);
        Assert.NotEmpty(again.Evidence.Feedback!);

        this.Write("candidate.cs", Candidate(Wrong.Replace("3", "4", StringComparison.Ordinal)));
        Assert.Null((await this.CompareAsync(task, candidate)).Pair.Evidence.Cached);

        this.Write("task.cs", PairRuns.Over(Twice, "", "[Sizes(200)]"));
        Assert.Null((await this.CompareAsync(task, candidate)).Pair.Evidence.Cached);

        this.clock.Time += TimeSpan.FromDays(3650);
        Assert.NotNull((await this.CompareAsync(task, candidate)).Pair.Evidence.Cached);
    }

    [Fact]
    public async Task Compare_SourceThatIsNotDeclaredRight_IsReadAnewEachTime()
    {
        var path = this.Write("pair.cs", PairRuns.Over(Twice, "return 3 +;"));

        for (var i = 0; i < 2; i++)
        {
            var (pair, _) = await this.CompareAsync(path);
            Assert.NotEmpty(pair.Problems);
            Assert.Null(pair.Evidence.Cached);
        }
    }

    [Fact]
    public async Task Compare_DamagedCache_SaysSoAndMeasures()
    {
        var path = this.Write("pair.cs", PairRuns.Over(Twice, Wrong));
        await this.CompareAsync(path);
        var file = Assert.Single(Directory.GetFiles(this.Cache));
        await File.WriteAllTextAsync(file, "half a verd");

        var notes = new List<LoadProblem>();
        Assert.Null((await this.CompareAsync(path, notes: notes)).Pair.Evidence.Cached);
        Assert.Contains("damaged", Assert.Single(notes).Message, StringComparison.Ordinal);
        Assert.NotNull((await this.CompareAsync(path)).Pair.Evidence.Cached);
    }

    private static string Candidate(string body) => $"public static class Mine {{ [After] public static float[] A(float[] x) {{ var y = new float[x.Length]; {body} return y; }} }}";

    private async Task<(PairResult Pair, IReadOnlyList<string> Steps)> CompareAsync(string path, string? candidate = null, List<LoadProblem>? notes = null)
    {
        var steps = new List<string>();
        var options = new CompareOptions(new LoadRequest(path))
        {
            Candidate = candidate is null ? null : new LoadRequest(candidate),
            Host = "managed",
            CacheFolder = this.Cache,
            Clock = this.clock,
            // Two processes are too few for a bound, and enough for something to keep.
            Effort = PairRuns.Quick with { MaximumForks = 2, SecondsPerSize = 0.02 },
        };
        var result = await PairComparison.RunAsync(options, new DirectProgress<VerifyProgress>(progress => steps.Add(progress.What)), CancellationToken.None);
        Assert.Empty(result.Failures);
        notes?.AddRange(result.Problems);
        return (Assert.Single(result.Pairs), steps);
    }

    private static string Json<T>(T value) => JsonSerializer.Serialize(value, new JsonSerializerOptions(EvidenceFile.Json) { NumberHandling = System.Text.Json.Serialization.JsonNumberHandling.AllowNamedFloatingPointLiterals });

    private string Write(string name, string text)
    {
        var path = Path.Combine(this.folder, name);
        File.WriteAllText(path, text);
        return path;
    }
}
