using System.Collections.Immutable;
using System.Security.Cryptography;
using PerfProof.KernelHost;
using PerfProof.Planning;

namespace PerfProof.Execution;

/// <summary>Inputs on which outputs are compared. Drawn after everything is compiled, so that no code can know them.</summary>
/// <param name="Size">Their size.</param>
/// <param name="Seed">Their seed.</param>
/// <param name="Lane">Their distribution.</param>
internal sealed record TrialInputs(int Size, ulong Seed, Lane Lane)
{
    // A call that takes longer than this is not compared on everything that can be thought of.
    private const double SlowCall = 0.25;
    private const double Patience = 3;

    private static readonly TimeSpan longestEmpty = TimeSpan.FromSeconds(5);
    private static readonly ImmutableArray<int> oddSizes = [1, 2, 7, 33];
    private static readonly ImmutableArray<int> groupSizes = [1, 31, 32, 33, 127, 256, 257, 1009];
    // Those that code is least likely to survive come last.
    private static readonly ImmutableArray<Lane> unusual =
        [Lane.SmallIntegers, Lane.Offset, Lane.Sparse, Lane.Sorted, Lane.Infinite, Lane.Tiny, Lane.Negative, Lane.Special, Lane.Wide];

    // Sizes at which a distribution has room to show, and costs next to nothing.
    private const int Roomy = 33;
    private const int Cheap = 5000;

    /// <summary>The inputs for an experiment; ordinary ones first, since code may not survive the others.</summary>
    public static IReadOnlyList<TrialInputs> For(Experiment experiment, IReadOnlyList<Calibrated> timed)
    {
        if (experiment.Kind == ExperimentKind.Replay)
        {
            // The program has its own inputs; run twice, it shows what it leaves behind for the next run.
            return [.. timed.SelectMany(size => new[] { Draw(size.Size, Lane.Normal), Draw(size.Size, Lane.Normal) })];
        }

        var slowest = timed.Max(size => size.Seconds);
        var isSlow = slowest > SlowCall;
        var sizes = new SortedSet<int>(timed.Select(size => size.Size));
        if (experiment.Sizes.ChecksOthers)
        {
            sizes.UnionWith(experiment.ChecksGroupSizes ? groupSizes : oddSizes);
            sizes.UnionWith(isSlow ? [] : Secret(sizes.Max));
        }

        var inputs = sizes.Select(size => Draw(size, Lane.Normal)).ToList();
        // Unusual distributions a size in turn, all of them together, and every one of them at a size that no code can foresee. Slow code may not have
        // the time for all at the sizes that are timed, but it has at smaller ones.
        var share = (unusual.Length + sizes.Count - 1) / sizes.Count;
        var each = isSlow ? (int)Math.Clamp(Patience / (slowest * sizes.Count), 1, share) : Math.Max(2, share);
        var roomy = sizes.Where(size => size is >= Roomy and <= Cheap && (!isSlow || size < timed.Min(one => one.Size))).ToArray();
        var everywhere = roomy.Length == 0 ? [] : RandomNumberGenerator.GetItems<int>(roomy, 1);
        var first = RandomNumberGenerator.GetInt32(unusual.Length);
        inputs.AddRange(sizes
            .SelectMany((size, i) => Enumerable.Range(first + (i * each), each).Select(lane => (Size: size, Lane: lane % unusual.Length)))
            .Union(everywhere.SelectMany(size => Enumerable.Range(0, unusual.Length).Select(lane => (Size: size, Lane: lane))))
            .OrderBy(pair => pair.Lane)
            .Select(pair => Draw(pair.Size, unusual[pair.Lane])));
        if (experiment is { Kind: ExperimentKind.Host, Sizes.ChecksOthers: true })
        {
            // An empty list is one, and what a rewrite forgets first; a launch of no threads is none.
            inputs.Add(Draw(0, Lane.Normal));
        }

        return inputs;
    }

    /// <summary>Longest that one call may take. Where there is nothing to do, code that does not come back counts downwards, and either side may.</summary>
    public TimeSpan Limit(TimeSpan usual) => this.Size > 0 || usual < longestEmpty ? usual : longestEmpty;

    /// <summary>Sizes that no code can foresee: an odd one anywhere in the range, one near its upper end, and one that is even and no multiple of four.</summary>
    private static int[] Secret(int largest)
    {
        const int Smallest = 35;
        if (largest <= Smallest)
        {
            return [];
        }

        var near = largest - RandomNumberGenerator.GetInt32(1, Math.Max(2, largest / 8));
        return [Anywhere() | 1, near | 1, (Anywhere() & ~3) | 2];

        int Anywhere() => (int)(Smallest * Math.Pow((double)largest / Smallest, RandomNumberGenerator.GetInt32(1 << 20) / (double)(1 << 20)));
    }

    private static TrialInputs Draw(int size, Lane lane) => new(size, ExperimentRunner.Seed(), lane);
}
