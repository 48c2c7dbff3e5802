using PerfProof.Execution;
using PerfProof.KernelHost;

namespace PerfProof.Judgement;

/// <summary>
/// How far rounding may take a result: as far as the code as it is moves when its inputs move within the tolerance. Where terms cancel, that is
/// far more than the tolerance of what is left of them; and what it computes on inputs that are all but the same is rounded anew each time, so that
/// its own errors are in it too.
/// </summary>
internal static class Rounding
{
    // Four times how far it moves when its inputs move by a quarter of the tolerance: for a product, the tolerance itself.
    private const double Times = 4;

    // Beyond that many tolerances of what such results usually are, code is not inexact but erratic, and anything would do.
    private const double MostTolerances = 100;
    private const int Fewest = 3;

    /// <summary>How far each number of a leaf may be off; empty where nothing is known but the tolerance.</summary>
    /// <param name="vicinity">What the code as it is produces around its inputs; null when nobody looked.</param>
    /// <param name="reference">What it produced.</param>
    /// <param name="relative">The tolerance.</param>
    public static double[] Allowed(Vicinity? vicinity, Leaf reference, double relative)
    {
        if (vicinity is null || Alike(vicinity.Here) is not { } here)
        {
            return [];
        }

        var moved = vicinity.Moved.Select(Alike).OfType<double[]>().ToList();
        var others = vicinity.Others.Select(Alike).OfType<double[]>().ToList();
        if (moved.Count < Fewest || others.Count == 0)
        {
            return [];
        }

        var most = MostTolerances * relative * Comparison.RootMeanSquare([.. others.SelectMany(numbers => numbers), .. here]);
        // Inputs of a less exact type cannot be moved by less; what comes of it is in proportion.
        var share = Math.Min(1, relative / (Times * vicinity.By));
        return [.. here.Select((number, i) => Math.Min(most, Times * share * Spread(moved, i, number)))];

        double[]? Alike(Observation observation) =>
            Same(observation, reference) is { } leaf && leaf.Kind == reference.Kind && leaf.Numbers.Length == reference.Numbers.Length ? leaf.Numbers : null;
    }

    /// <summary>How far the code as it is is from the truth at most, on other inputs of that size and distribution; 0 where that is not known.</summary>
    /// <param name="vicinity">What it produces there; null when nobody looked.</param>
    /// <param name="reference">What it produced here.</param>
    public static double LargestError(Vicinity? vicinity, Leaf reference) => vicinity is null ? 0 : vicinity.Others
        .Zip(vicinity.Truths, (other, truth) => (Other: Same(other, reference), Truth: Same(truth, reference)))
        .Where(pair => pair.Other?.Numbers.Length == reference.Numbers.Length && pair.Truth?.Numbers.Length == reference.Numbers.Length)
        .Select(pair => LargestError(pair.Other!.Numbers, pair.Truth!.Numbers))
        .DefaultIfEmpty(0)
        .Max();

    /// <summary>How far numbers are from the truth at most, where both are finite.</summary>
    public static double LargestError(double[] numbers, double[] truth) =>
        numbers.Zip(truth, (number, exact) => Math.Abs(number - exact)).Where(double.IsFinite).DefaultIfEmpty(0).Max();

    private static Leaf? Same(Observation observation, Leaf reference) => observation.Leaves.FirstOrDefault(leaf => leaf.Path == reference.Path);

    private static double Spread(List<double[]> moved, int element, double here) => Comparison.RootMeanSquare([.. moved.Select(numbers => numbers[element] - here)]);
}
