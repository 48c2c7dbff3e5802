using System.Globalization;
using PerfProof.Measurement;

namespace PerfProof.Judgement;

/// <summary>Whether the work that a call saves is done when the object is made that it is called on.</summary>
internal static class Setup
{
    /// <summary>Why a call that is faster saves nothing; null when it does.</summary>
    public static string? Swallows(Measured measured) => Shortfalls(measured).FirstOrDefault()?.Text;

    /// <summary>Where half of what a call saves, in seconds, does not reach what making its object takes longer.</summary>
    public static IEnumerable<Shortfall> Shortfalls(Measured measured) => measured.Sizes
        .Select(size => (Size: size, Saved: size.SecondsBefore - size.SecondsAfter))
        .Where(pair => pair.Size.MovedToSetup > pair.Saved / 2)
        .Select(pair => new Shortfall(pair.Size.Size, "setup", pair.Saved / 2, pair.Size.MovedToSetup, string.Create(
            CultureInfo.InvariantCulture,
            $"what the rewritten code saves in a call ({pair.Saved * 1e6:0.0} us), it spends when its object is made from the inputs ({pair.Size.MovedToSetup * 1e6:0.0} us more), at n = {pair.Size.Size}")));
}
