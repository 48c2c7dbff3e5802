using System.Globalization;
using PerfProof.Measurement;

namespace PerfProof.Judgement;

/// <summary>Whether the work that a call saves is done elsewhere: when its objects are made, or when its result is read.</summary>
internal static class Setup
{
    /// <summary>Why a call that is faster saves nothing; null when it does.</summary>
    public static string? Swallows(Measured measured) => Shortfalls(measured).FirstOrDefault()?.Text;

    /// <summary>Where half of what a call saves, in seconds, does not reach what is spent elsewhere.</summary>
    public static IEnumerable<Shortfall> Shortfalls(Measured measured) =>
    [
        .. Shortfalls(measured, "setup", size => size.MovedToSetup, "it spends when its object is made from the inputs"),
        .. Shortfalls(measured, "reading", size => size.LeftInResults, "it spends when its result is read"),
    ];

    private static IEnumerable<Shortfall> Shortfalls(Measured measured, string bound, Func<SizeResult, double> elsewhere, string where) => measured.Sizes
        .Select(size => (Size: size, Saved: size.SecondsBefore - size.SecondsAfter))
        .Where(pair => elsewhere(pair.Size) > pair.Saved / 2)
        .Select(pair => new Shortfall(pair.Size.Size, bound, pair.Saved / 2, elsewhere(pair.Size), string.Create(
            CultureInfo.InvariantCulture,
            $"what the rewritten code saves in a call ({pair.Saved * 1e6:0.0} us), {where} ({elsewhere(pair.Size) * 1e6:0.0} us more), at n = {pair.Size.Size}")));
}
