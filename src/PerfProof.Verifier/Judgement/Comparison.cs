using System.Globalization;
using PerfProof.Execution;
using PerfProof.KernelHost;
using PerfProof.Planning;

namespace PerfProof.Judgement;

/// <summary>Compares what two sides produced on the same inputs.</summary>
public static class Comparison
{
    // How much worse than the code as it is a rewrite that declares a change of precision may be, against float64.
    private const double AllowedLoss = 4;

    // The smallest normal numbers, and a tolerance that only a type of 32 bits or fewer is given.
    private const double SmallestSingle = 1.17549435E-38;
    private const double SmallestDouble = 2.2250738585072014E-308;
    private const double SinglePrecision = 1e-9;

    /// <summary>The first difference; null when there is none.</summary>
    /// <param name="reference">What the code as it is produced.</param>
    /// <param name="candidate">What the rewrite produced.</param>
    /// <param name="oracle">What the same in float64 produced; null when no change of precision is declared.</param>
    /// <param name="tolerance">How close they must be.</param>
    /// <param name="vicinity">What the code as it is produces around these inputs, where it was looked at; where results are nearly nothing, rounding counts more.</param>
    public static OutputDifference? Difference(Observation reference, Observation candidate, Observation? oracle, Tolerance tolerance, Vicinity? vicinity = null)
    {
        if (reference.IsTruncated != candidate.IsTruncated || reference.Leaves.Count != candidate.Leaves.Count)
        {
            var (longer, shorter) = reference.Leaves.Count >= candidate.Leaves.Count ? (reference, candidate) : (candidate, reference);
            var extra = longer.Leaves.Zip(shorter.Leaves.Select(leaf => leaf.Path).Concat(Enumerable.Repeat("", longer.Leaves.Count)))
                .FirstOrDefault(pair => pair.First.Path != pair.Second).First?.Path ?? "the end";
            var text = $"the results are built differently: {reference.Leaves.Count} values against {candidate.Leaves.Count}, from {extra} on";
            return new(text, extra, null, $"{reference.Leaves.Count} values", $"{candidate.Leaves.Count} values", null, null);
        }

        for (var i = 0; i < reference.Leaves.Count; i++)
        {
            var truth = oracle is not null && oracle.Leaves.Count == reference.Leaves.Count ? oracle.Leaves[i] : null;
            if (Difference(reference.Leaves[i], candidate.Leaves[i], truth, tolerance, vicinity) is { } difference)
            {
                return difference;
            }
        }

        return null;
    }

    private static OutputDifference? Difference(Leaf reference, Leaf candidate, Leaf? truth, Tolerance tolerance, Vicinity? vicinity)
    {
        if (reference.Path != candidate.Path || reference.Kind != candidate.Kind || reference.Numbers.Length != candidate.Numbers.Length)
        {
            var (expected, got) = (Describe(reference), $"{Describe(candidate)} at {candidate.Path}");
            return new($"at {reference.Path}: expected {expected}, got {got}", reference.Path, null, expected, got, null, null);
        }

        if (reference.Kind == LeafKind.Text)
        {
            return reference.Text == candidate.Text ? null : TextDifference(reference.Path, reference.Text!, candidate.Text!);
        }

        var relative = tolerance.Of(reference.Kind);
        if (truth is not null && relative > 0 && truth.Path == reference.Path && truth.Numbers.Length == reference.Numbers.Length)
        {
            return AgainstTruth(reference, candidate, truth, relative, tolerance.Half, vicinity);
        }

        var scale = RootMeanSquare(reference.Numbers);
        double[]? rounding = null;
        for (var i = 0; i < reference.Numbers.Length; i++)
        {
            var allowed = relative * (Math.Abs(reference.Numbers[i]) + scale);
            if (!IsClose(reference.Numbers[i], candidate.Numbers[i], allowed)
                && !IsClose(reference.Numbers[i], candidate.Numbers[i], allowed = Math.Max(allowed, Rounded(i))))
            {
                return Describe(reference, i, reference.Numbers[i], candidate.Numbers[i], allowed);
            }
        }

        return null;

        // Only where it is needed: nobody looks around inputs on which all is within the tolerance.
        double Rounded(int i) => (rounding ??= relative > 0 ? Rounding.Allowed(vicinity, reference, relative) : []).ElementAtOrDefault(i);
    }

    /// <summary>A declared change of precision: the rewrite may not be further from the truth than the code as it is, give or take.</summary>
    private static OutputDifference? AgainstTruth(Leaf reference, Leaf candidate, Leaf truth, double relative, double overflowed, Vicinity? vicinity)
    {
        double[]? rounding = null;
        double? elsewhere = null;
        var scale = RootMeanSquare(truth.Numbers);
        var loss = Rounding.LargestError(reference.Numbers, truth.Numbers);
        for (var i = 0; i < truth.Numbers.Length; i++)
        {
            // Where half precision overflowed and float does not, the rewrite is right and the code as it is was not;
            // how far off that was cannot be said, so that the rewrite is held to half precision.
            var scaled = (double.IsFinite(reference.Numbers[i]) ? relative : overflowed) * (Math.Abs(truth.Numbers[i]) + scale);
            var allowed = Math.Max(Math.Max(scaled, AllowedLoss * loss), Underflow(candidate.Kind, relative));
            if (!IsClose(truth.Numbers[i], candidate.Numbers[i], allowed)
                && !IsSame(reference.Numbers[i], candidate.Numbers[i])
                && !IsRightOverflow(truth.Numbers[i], candidate.Numbers[i], candidate.Kind, allowed)
                && !IsClose(truth.Numbers[i], candidate.Numbers[i], allowed = Math.Max(allowed, Rounded(i))))
            {
                var difference = Describe(reference, i, truth.Numbers[i], candidate.Numbers[i], allowed);
                return difference with { Text = difference.Text + " (float64)" };
            }
        }

        return null;

        // One number may be near the truth by luck: what the code as it is loses is told by other inputs, too.
        double Rounded(int i) => Math.Max(
            (rounding ??= Rounding.Allowed(vicinity, reference, relative)).ElementAtOrDefault(i), AllowedLoss * (elsewhere ??= Rounding.LargestError(vicinity, reference)));
    }

    // What the type that was declared makes of numbers that are too small for it: 1 / (1 + exp(100)) is 0 in float, not 4e-44. It has no normal numbers below.
    private static double Underflow(LeafKind kind, double relative) => kind switch
    {
        LeafKind.Half => 0,
        LeafKind.Double when relative < SinglePrecision => SmallestDouble,
        _ => SmallestSingle,
    };

    /// <summary>Whether an infinity is what the type makes of a number that it cannot hold.</summary>
    private static bool IsRightOverflow(double truth, double candidate, LeafKind kind, double allowed) =>
        double.IsInfinity(candidate) && Math.Sign(candidate) == Math.Sign(truth)
        && Math.Abs(truth) + allowed >= kind switch { LeafKind.Half => (double)Half.MaxValue, LeafKind.Single => float.MaxValue, _ => double.MaxValue };

    private static bool IsSame(double a, double b) => a.Equals(b) || a == b;

    private static bool IsClose(double reference, double candidate, double allowed) =>
        IsSame(reference, candidate)
        // Infinities and NaN must stand at the same places; written so that a NaN difference fails.
        || (double.IsFinite(reference) && double.IsFinite(candidate) && Math.Abs(reference - candidate) <= allowed);

    /// <summary>The root of the mean square of those that are finite; 0 when none is.</summary>
    internal static double RootMeanSquare(double[] numbers)
    {
        var (sum, count) = (0.0, 0);
        foreach (var number in numbers)
        {
            if (double.IsFinite(number))
            {
                sum += number * number;
                count++;
            }
        }

        return count == 0 ? 0 : Math.Sqrt(sum / count);
    }

    private static OutputDifference Describe(Leaf leaf, int index, double expected, double got, double allowed)
    {
        int? element = leaf.Numbers.Length == 1 ? null : index;
        var (should, does) = (expected.ToString("R", CultureInfo.InvariantCulture), got.ToString("R", CultureInfo.InvariantCulture));
        var error = Math.Abs(expected - got);
        return new(
            $"at {leaf.Path}{(element is null ? "" : string.Create(CultureInfo.InvariantCulture, $"[{index}]"))}: expected {should}, got {does}",
            leaf.Path,
            element,
            should,
            does,
            leaf.Kind == LeafKind.Integer || !double.IsFinite(allowed) ? null : allowed,
            double.IsFinite(error) ? error : null);
    }

    private static string Describe(Leaf leaf) =>
        leaf.Kind == LeafKind.Text ? Quote(leaf.Text) : $"{leaf.Numbers.Length} x {leaf.Kind}";

    private static OutputDifference TextDifference(string path, string expected, string got)
    {
        var at = expected.AsSpan().CommonPrefixLength(got);
        var line = expected.AsSpan(0, at).Count('\n') + 1;
        var (should, does) = (Quote(Around(expected, at)), Quote(Around(got, at)));
        return new(
            $"at {path}{(line == 1 ? "" : string.Create(CultureInfo.InvariantCulture, $", line {line}"))}: expected {should}, got {does}", path, null, should, does, null, null);
    }

    /// <summary>The line in which a text begins to differ; of a long one, the part from a little before the place.</summary>
    private static string Around(string text, int at)
    {
        const int Lead = 20;
        var start = at == 0 ? 0 : text.LastIndexOf('\n', at - 1) + 1;
        var end = text.IndexOf('\n', at) is var next and >= 0 ? next : text.Length;
        return (at - start > 2 * Lead ? "..." + text[(at - Lead)..end] : text[start..end]).TrimEnd('\r');
    }

    private static string Quote(string? text) =>
        text is { Length: > 60 } ? $"'{text[..57]}...'" : $"'{text}'";
}
