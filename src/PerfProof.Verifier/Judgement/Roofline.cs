using System.Globalization;
using PerfProof.Execution;
using PerfProof.KernelHost;
using PerfProof.Measurement;

namespace PerfProof.Judgement;

/// <summary>
/// The time that writing the outputs takes at least. Only what certainly must be written counts: elements of arrays that
/// the call made, and that are not the same for other inputs. What a call reads cannot be known; it is left out.
/// </summary>
internal static class Roofline
{
    /// <summary>Bytes that every call at a size must write, as far as that is certain.</summary>
    public static double Bytes(IEnumerable<Trial> trials, int size)
    {
        var known = trials.Where(trial => trial.Size == size && trial is { Before: { HasInputs: true, Observation: not null }, After.Observation: not null }).Take(2).ToList();
        if (known is not [var first, var second])
        {
            return 0;
        }

        var others = second.After.Observation!.Leaves.Where(IsArray).DistinctBy(leaf => leaf.Path).ToDictionary(leaf => leaf.Path, StringComparer.Ordinal);
        var (all, differing) = (0.0, 0.0);
        foreach (var leaf in first.After.Observation!.Leaves.Where(IsArray))
        {
            all += leaf.Numbers.Length * Bytes(leaf.Kind);
            if (others.TryGetValue(leaf.Path, out var other) && other.Numbers.Length == leaf.Numbers.Length)
            {
                differing += leaf.Numbers.Zip(other.Numbers).Count(pair => !pair.First.Equals(pair.Second)) * Bytes(leaf.Kind);
            }
        }

        // Of all bytes some differ, and some lie in arrays that are new: at least so many do both.
        return Math.Max(0, differing + first.After.MadeBytes - all);
    }

    /// <summary>Why a time is too short to be believed; null when none is.</summary>
    public static string? Beaten(Measured measured, RawRun run) => Shortfalls(measured, run).FirstOrDefault()?.Text;

    /// <summary>Where a time, in seconds, does not reach what writing the outputs takes at least.</summary>
    public static IEnumerable<Shortfall> Shortfalls(Measured measured, RawRun run) => run.Bandwidth is not { } bandwidth ? [] : measured.Sizes
        .Select(size => (Size: size, Bytes: Bytes(run.Trials, size.Size)))
        .Where(pair => pair.Size.SecondsAfter < bandwidth.Floor(pair.Bytes))
        .Select(pair => new Shortfall(pair.Size.Size, "floor", pair.Size.SecondsAfter, bandwidth.Floor(pair.Bytes), string.Create(
            CultureInfo.InvariantCulture,
            $"{pair.Size.SecondsAfter * 1e6:0.000} us a call is less than this machine needs to write the {pair.Bytes:0} bytes of its outputs ({bandwidth.Floor(pair.Bytes) * 1e6:0.000} us), at n = {pair.Size.Size}")));

    private static bool IsArray(Leaf leaf) => leaf.Numbers.Length > 1 && leaf.Path.StartsWith(Observation.Returned, StringComparison.Ordinal);

    // Whole numbers may be packed in ways that are not seen here.
    private static int Bytes(LeafKind kind) => kind switch { LeafKind.Double => 8, LeafKind.Single => 4, LeafKind.Half => 2, _ => 0 };
}
