using PerfProof.Execution;
using PerfProof.Measurement;
using PerfProof.Planning;

namespace PerfProof.Verifier.Tests.Execution;

/// <summary>Sizes of batches in real child processes. Nothing asserts a time.</summary>
public sealed class BatchSweepTests : IDisposable
{
    // What a call costs whatever it is given, and an item: 100,000 to 1.
    private const string Shared = "long s = 0; for (int i = 0; i < 100000; i++) s += i ^ (s >> 3); foreach (var x in a) s += x; return s;";

    private readonly MethodPairs pairs = new();

    public void Dispose() => this.pairs.Dispose();

    [Fact]
    public async Task Sweep_StopsBelowTheSizeThatFails_AndSharesOutWhatACallCosts()
    {
        var forks = await this.RunAsync($"public static long M(int[] a) {{ if (a.Length > 8) throw new System.InvalidOperationException(); {Shared} }}");

        Assert.Equal(8, forks.Length);
        Assert.All(forks, fork => Assert.Equal([1, 4, 8], fork.Times.Select(time => time.Size)));
        Assert.All(forks.SelectMany(fork => fork.Times), time => Assert.True(time.SecondsPerItem > 0));
        // Eight items share what one pays alone: which is better, no machine can change.
        var points = BatchCurve.From(forks)!.Points;
        Assert.True(points[2].Share > points[0].Share);
    }

    [Theory]
    [InlineData("throw new System.InvalidOperationException();")]
    [InlineData("System.Environment.Exit(3); return 0;")]
    public async Task Sweep_OfCodeThatFails_IsEmpty(string body) => Assert.Empty(await this.RunAsync($"public static long M(int[] a) {{ {body} }}"));

    private Task<System.Collections.Immutable.ImmutableArray<BatchFork>> RunAsync(string after)
    {
        var experiment = this.pairs.Experiment($"public static long M(int[] a) {{ {Shared} }}", after, SizePlan.Sweep(4, 8), "") with { Batches = [1, 4, 8, 16] };
        return new BatchSweep(experiment, MethodPairs.Quick, () => Worker.Start(new WorkerOptions(false, [], MethodPairs.Quick.MemoryBytes, this.pairs.Scratch.NewFolder("run"), KeepsNetwork: false)))
            .RunAsync(DirectProgress<string>.Unwatched, CancellationToken.None);
    }
}
