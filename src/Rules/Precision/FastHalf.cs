namespace PerfProof.Rules;

/// <summary>
/// The option <c>perfproof.fast_half</c> of <c>.editorconfig</c>: which 16-bit types the hardware computes with as fast as with float, or
/// faster. Names, joined by commas; <c>all</c> for every one; <c>none</c>, the default, for no one.
/// </summary>
internal static class FastHalf
{
    /// <summary>The option, without its prefix.</summary>
    internal const string Option = "fast_half";

    /// <summary>The type of 5 bits of exponent and 10 of mantissa.</summary>
    internal const string Half = "half";

    /// <summary>The type of 8 bits of exponent and 7 of mantissa.</summary>
    internal const string BFloat16 = "bfloat16";

    /// <summary>Whether the file says that its hardware is fast at a type.</summary>
    internal static bool IsFast(RuleContext context, string type) =>
        context.Option(Option) is { } value
        && value.Split(',').Select(name => name.Trim()).Any(name =>
            name.Equals("all", StringComparison.OrdinalIgnoreCase) || name.Equals(type, StringComparison.OrdinalIgnoreCase));
}
