using System.Globalization;
using PerfProof.Execution;
using PerfProof.Measurement;

namespace PerfProof.Judgement;

/// <summary>A number that does not reach what it must reach for a rewrite to be Confirmed.</summary>
/// <param name="Size">At which size.</param>
/// <param name="Name">Which number: docs/evidence.schema.json has the list.</param>
/// <param name="Value">The number; null when there is none yet.</param>
/// <param name="Threshold">What it must reach, in the same unit.</param>
/// <param name="Text">In a sentence.</param>
internal sealed record Shortfall(int Size, string Name, double? Value, double Threshold, string Text)
{
    /// <summary>All of them: what keeps a speedup from being seen, or, where it is seen, from being believed.</summary>
    public static IEnumerable<Shortfall> Of(Measured measured, RawRun run)
    {
        var seen = new Measured([.. measured.Sizes.Where(Judge.IsFaster)]);
        return
        [
            .. measured.Sizes.Where(size => size.OverruledShare > Judge.MostOverruled).Select(Clocks),
            .. measured.Sizes.SelectMany(Ratios),
            .. Explanation.Shortfalls(seen, run.Work),
            .. Roofline.Shortfalls(seen, run),
            .. Setup.Shortfalls(seen),
        ];
    }

    private static Shortfall Clocks(SizeResult size) => new(
        size.Size,
        "clock",
        1 - size.OverruledShare,
        1 - Judge.MostOverruled,
        string.Create(CultureInfo.InvariantCulture, $"at n = {size.Size} the times that the child process reports fit the clock of its parent in {1 - size.OverruledShare:0.00} of the legs, and must in {1 - Judge.MostOverruled:0.00}"));

    private static IEnumerable<Shortfall> Ratios(SizeResult size)
    {
        if (!Judge.IsFaster(size))
        {
            yield return size.Together > Judge.Threshold && size.Apart is { } apart
                ? Ratio(size.Size, "apart", apart, "the estimate in processes of their own")
                : Ratio(size.Size, "lower", size.Lower, "the lower bound of the speedup");
        }

        if (size.Tiered is { } tiered && tiered <= Judge.Threshold)
        {
            yield return Ratio(size.Size, "tiered", tiered, "the estimate under the default tiered JIT");
        }
    }

    private static Shortfall Ratio(int size, string name, double value, string what)
    {
        // No bound yet is as far off as can be, and no number.
        double? bound = value > 0 && double.IsFinite(value) ? value : null;
        return new(size, name, bound, Judge.Threshold, bound is null
            ? string.Create(CultureInfo.InvariantCulture, $"at n = {size} too little was measured for a bound")
            : string.Create(CultureInfo.InvariantCulture, $"at n = {size} {what} is {bound:0.000}, {Judge.Threshold - bound:0.000} below the threshold of {Judge.Threshold}"));
    }
}
