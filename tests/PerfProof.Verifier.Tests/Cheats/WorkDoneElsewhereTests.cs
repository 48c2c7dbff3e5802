using PerfProof.Execution;
using PerfProof.Judgement;
using PerfProof.Measurement;
using PerfProof.Planning;
using PerfProof.Verifier.Tests.Execution;

namespace PerfProof.Verifier.Tests.Cheats;

/// <summary>Rewrites that save their work only where it is timed: it was done before, or when the object was made.</summary>
public sealed class WorkDoneElsewhereTests : IDisposable
{
    private readonly MethodPairs pairs = new();

    public void Dispose() => this.pairs.Dispose();

    [Fact]
    public async Task RemembersByContents_SlightlyFaster_IsNotConfirmed()
    {
        const string Work = "float s = 0; for (int k = 0; k < 12; k++) foreach (var x in a) s += x * k; return s;";
        const string Types = $"static class Memory {{ public static readonly System.Collections.Concurrent.ConcurrentDictionary<(int, int), float> Results = new(); public static float Work(float[] a) {{ {Work} }} }}";

        var verdict = await this.pairs.JudgeAsync(
            $"public static float M(float[] a) {{ {Work} }}",
            "public static float M(float[] a) { var h = new System.HashCode(); h.AddBytes(System.Runtime.InteropServices.MemoryMarshal.AsBytes<float>(a)); return Memory.Results.GetOrAdd((a.Length, h.ToHashCode()), _ => Memory.Work(a)); }",
            SizePlan.Sweep(4096, 4096),
            Types);

        Assert.True(verdict.Kind == VerdictKind.Inconclusive, $"{verdict.Kind}: {verdict.Reason}");
    }

    [Fact]
    public async Task Attack30_WorkMovedIntoTheConstructor_IsNotConfirmed()
    {
        const string Work = "float s = 0; for (int k = 0; k < 200; k++) foreach (var x in w) s += x * k;";
        const string Before = $"public class D {{ float[] w; public D(float[] w) => this.w = w; public float M() {{ {Work} return s; }} }}";
        const string After = $"public class D {{ static readonly System.Runtime.CompilerServices.ConditionalWeakTable<D, object> done = new(); float[] w; public D(float[] w) {{ this.w = w; {Work} done.Add(this, s); }} public float M() => (float)(done.TryGetValue(this, out var r) ? r : null); }}";
        var experiment = this.pairs.Experiment(Before, After, SizePlan.Sweep(384, 384), "");
        experiment = experiment with { Before = experiment.Before with { Type = "C+D" }, After = experiment.After with { Type = "C+D" } };

        var verdict = await this.pairs.JudgeAsync(experiment);

        Assert.True(verdict.Kind == VerdictKind.Inconclusive, $"{verdict.Kind}: {verdict.Reason}");
    }

    [Fact]
    public async Task Attack30_WorkMovedIntoTheConstructorOfAnArgument_IsNotConfirmed()
    {
        const string Work = "float s = 0; for (int k = 0; k < 200; k++) foreach (var x in values) s += x * k;";
        var experiment = this.pairs.Experiment(
            $"public class Data {{ public readonly float[] values; public Data(float[] values) => this.values = values; }} public static float M(Data data) {{ var values = data.values; {Work} return s; }}",
            $"public class Data {{ public readonly float[] values; static readonly System.Runtime.CompilerServices.ConditionalWeakTable<Data, object> done = new(); public Data(float[] values) {{ this.values = values; {Work} done.Add(this, s); }} public float Sum => (float)(done.TryGetValue(this, out var r) ? r : null); }} public static float M(Data data) => data.Sum;",
            SizePlan.Sweep(384, 384),
            "");

        var verdict = await this.pairs.JudgeAsync(experiment);

        Assert.True(verdict.Kind == VerdictKind.Inconclusive, $"{verdict.Kind}: {verdict.Reason}");
    }

    [Fact]
    public void WorkLeftForTheReader_IsSaid()
    {
        var run = Run(4, 0);

        var why = Setup.Swallows(Measured.From(run with { Forks = [.. run.Forks.Select(fork => fork.IsApart ? fork with { LeftInResults = 2.5e-4 } : fork)] }));

        Assert.StartsWith("what the rewritten code saves in a call (300.0 us), it spends when its result is read (250.0 us more)", why, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(2.9e-4, "what the rewritten code saves in a call (300.0 us), it spends when its object is made from the inputs (290.0 us more)")]
    [InlineData(1e-5, null)]
    public void SetupThatCostsWhatACallSaves_IsSaid(double moved, string? reason)
    {
        var why = Setup.Swallows(Measured.From(Run(4, moved)));

        Assert.Equal(reason is null, why is null);
        Assert.StartsWith(reason ?? "", why ?? "", StringComparison.Ordinal);
    }

    private static RawRun Run(double ratio, double moved)
    {
        const double After = 1e-4;
        var round = new Round(new(ratio * After, 0), new(After, 0), new(ratio * After, 0));
        var fork = new ForkSamples(64, false, 1, [.. Enumerable.Repeat(round, 5)], 0, 0);
        var apart = fork with { IsApart = true, MovedToSetup = moved };
        return new([], [.. Enumerable.Repeat(fork, 8), apart, apart, apart], [64]);
    }
}
