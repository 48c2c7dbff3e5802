using System.Globalization;
using PerfProof.Measurement;

namespace PerfProof.Judgement;

/// <summary>Which size of a batch to take.</summary>
/// <param name="Recommended">The size; null when the measurement does not tell the sizes apart.</param>
/// <param name="Text">Why, in a sentence or two.</param>
public sealed record BatchAdvice(int? Recommended, string Text)
{
    /// <summary>The knee: the smallest batch whose throughput is surely at least this share of the best size's. What lies beyond costs memory and waiting.</summary>
    public const double Enough = 0.9;

    /// <summary>The advice on a curve.</summary>
    public static BatchAdvice Of(BatchCurve curve)
    {
        var points = curve.Points;
        var best = points.MaxBy(point => point.Share)!;
        var (first, last) = (points[0], points[^1]);
        if (points.FirstOrDefault(point => point.Lower >= Enough) is not { } knee)
        {
            // Its own share is 1, without a doubt, unless there are too few processes for bounds.
            return new(null, "too few processes were timed to tell sizes of batches apart");
        }

        var falls = points.Where(point => point.Size > best.Size && point.Upper < Enough).ToList();
        var loses = falls.Count > 0 ? $"; larger ones lose: {Percent(falls[^1].Share)} of the best at {Number(falls[^1].Size)}" : "";
        if (knee.Size == first.Size)
        {
            return new(knee.Size, $"batches bring nothing: {Items(first.Size)} at a time reach {Percent(first.Share)} of the best throughput measured (up to {Number(last.Size)}){loses}");
        }

        var gain = first.SecondsPerItem / knee.SecondsPerItem;
        var rises = best.Size == last.Size && knee.Size == last.Size ? $"; it still rises at {Number(last.Size)}, the largest measured" : "";
        return new(
            knee.Size,
            string.Create(CultureInfo.InvariantCulture, $"batches of {knee.Size}: the smallest that surely reach {Enough:0%} of the best throughput measured ({Percent(knee.Share)}), {gain:0.0#}x that of {Items(first.Size)} at a time{rises}{loses}"));
    }

    private static string Items(int size) => size == 1 ? "one item" : $"{Number(size)} items";

    private static string Percent(double share) => share.ToString("0%", CultureInfo.InvariantCulture);

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
