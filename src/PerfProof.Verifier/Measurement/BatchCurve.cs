using System.Collections.Immutable;
using PerfProof.Execution;

namespace PerfProof.Measurement;

/// <summary>What a batch of so many items brings.</summary>
/// <param name="Size">Items in it.</param>
/// <param name="SecondsPerItem">Median over the processes.</param>
/// <param name="Lower">Lower bound of its throughput as a share of the best size's; null when there are too few processes for one.</param>
/// <param name="Share">The estimate of it; 1 for the best size.</param>
/// <param name="Upper">Upper bound; null likewise.</param>
/// <param name="Bytes">Managed bytes that a call allocates.</param>
public sealed record BatchPoint(int Size, double SecondsPerItem, double? Lower, double Share, double? Upper, double Bytes);

/// <summary>Throughput over the size of a batch. A size is held against the best within each process, so that what differs between processes falls out.</summary>
/// <param name="Points">From small to large.</param>
public sealed record BatchCurve(ImmutableArray<BatchPoint> Points)
{
    /// <summary>Works on the times; null when there are none, or of one size only.</summary>
    public static BatchCurve? From(ImmutableArray<BatchFork> forks)
    {
        if (forks.IsEmpty || forks[0].Times.Length < 2)
        {
            return null;
        }

        var sizes = Enumerable.Range(0, forks[0].Times.Length).ToArray();
        var typical = Array.ConvertAll(sizes, i => Math.Exp(Statistics.HodgesLehmann([.. forks.Select(fork => Math.Log(fork.Times[i].SecondsPerItem))])));
        var best = sizes.MinBy(i => typical[i]);
        return new([.. sizes.Select(i => Point(forks, i, best, typical[i]))]);
    }

    private static BatchPoint Point(ImmutableArray<BatchFork> forks, int i, int best, double seconds)
    {
        var shares = forks.Select(fork => Math.Log(fork.Times[best].SecondsPerItem / fork.Times[i].SecondsPerItem)).ToArray();
        var (lower, upper) = Statistics.SignedRankBounds(shares, Measured.Risk);
        return new(
            forks[0].Times[i].Size,
            seconds,
            double.IsFinite(lower) ? Math.Exp(lower) : null,
            Math.Exp(Statistics.HodgesLehmann(shares)),
            double.IsFinite(upper) ? Math.Exp(upper) : null,
            forks.Select(fork => fork.Times[i].Bytes).Order().ElementAt(forks.Length / 2));
    }
}
