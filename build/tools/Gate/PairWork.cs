using PerfProof.KernelHost;

namespace PerfProof.Build.Gate;

/// <summary>
/// What the pairs of the suite must do at least, whatever the code: every element of an input read once, every element of a result
/// written once, and the additions and multiplications that the problem is made of. Exponential functions, conversions and comparisons
/// are not counted, and neither is what a rewrite chooses to do besides.
/// </summary>
internal static class PairWork
{
    // By the number of the pair: bytes, and floating-point operations where they may be the limit, over the size n.
    // 27 and 29 have no limit but the code itself, and 30 and 31 are controls.
    private static readonly Dictionary<int, (string Bytes, string Operations)> least = new()
    {
        [1] = ("48*n", "8*n"),
        [2] = ("4*n", "2*n"),
        [3] = ("8*n", "0"),
        [4] = ("4*n", "0"),
        [5] = ("8*n*n", "0"),
        [6] = ("12*n*n", "2*n*n*n"),
        [7] = ("4*n*n + 8*n", "2*n*n"),
        [8] = ("8*n", "0"),
        [9] = ("512*n", "0"),
        [10] = ("8*n", "0"),
        [11] = ("4*n", "0"),
        [12] = ("4*n", "0"),
        [13] = ("16*n", "3*n"),
        [14] = ("16*n", "0"),
        [15] = ("12*n*n + 4*n", "2*n*n*n"),
        [16] = ("12*n", "4*n"),
        [17] = ("12*n", "0"),
        [18] = ("136*n", "0"),
        [19] = ("256*n", "64*n*n"),
        [20] = ("n*n + 12*n", "2*n*n"),
        [21] = ("6*n", "6*n"),
        [22] = ("516*n", "0"),
        [23] = ("4*n*n + 8*n", "6*n*n"),
        [24] = ("12*n*n", "2*n*n*n"),
        [25] = ("400*n", "648*n"),
        [26] = ("12*n", "32*n"),
        [28] = ("132*n", "64*n"),
    };

    /// <summary>Bytes and floating-point operations of a pair at a size; null where nothing limits it but its code.</summary>
    /// <param name="pair">Its name, such as <c>P05Transpose</c>.</param>
    /// <param name="size">The size.</param>
    public static (long Bytes, long Operations)? Of(string pair, int size) =>
        pair.Length > 3 && int.TryParse(pair.AsSpan(1, 2), out var number) && least.TryGetValue(number, out var work)
            ? (SizeFormula.Parse(work.Bytes)!.At(size), SizeFormula.Parse(work.Operations)!.At(size))
            : null;
}
