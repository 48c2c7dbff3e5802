using System.Collections.Immutable;
using System.Globalization;
using PerfProof.Execution;
using PerfProof.Measurement;

namespace PerfProof.Judgement;

/// <summary>
/// Whether a speedup that is too good to be believed is explained by what both sides do. Processors run the same work at
/// different speeds (caches, vectors, branches), but not at ten times another; whatever is beyond that must be work that is
/// no longer done.
/// </summary>
internal static class Explanation
{
    /// <summary>Why a speedup is not explained; null when it is, or needs no explanation.</summary>
    public static string? Missing(Measured measured, ImmutableArray<WorkCount> counts) => Shortfalls(measured, counts).FirstOrDefault()?.Text;

    /// <summary>Where the ratio that counted work explains does not reach the speedup.</summary>
    public static IEnumerable<Shortfall> Shortfalls(Measured measured, ImmutableArray<WorkCount> counts)
    {
        foreach (var size in measured.Sizes.Where(size => size.Estimate > WorkCount.LargestRatio))
        {
            var count = counts.FirstOrDefault(count => count.Size == size.Size);
            if (count is null || count.Problem is not null)
            {
                yield return new(size.Size, "work", null, size.Estimate, Text($"{size.Estimate:0.0}x at n = {size.Size} needs an explanation, and work could not be counted{(count is null ? "" : ": " + count.Problem)}"));
            }
            else if (!count.Explains(size.Estimate))
            {
                yield return new(
                    size.Size,
                    "work",
                    WorkCount.LargestRatio * count.Ratio,
                    size.Estimate,
                    Text($"{size.Estimate:0.0}x at n = {size.Size} is more than the work explains: on inputs that it has not seen, the rewritten code does {count.After.Total:0} steps a call, against {count.Before.Total:0}"));
            }
        }
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
