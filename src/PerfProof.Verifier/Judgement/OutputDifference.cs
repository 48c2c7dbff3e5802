namespace PerfProof.Judgement;

/// <summary>The first place at which outputs differ by more than they may.</summary>
/// <param name="Text">In words: where, expected, got.</param>
/// <param name="Output">Which output: <c>return</c>, <c>argument 1</c>, <c>return.Items[3]</c>.</param>
/// <param name="Element">Which of its elements, from 0; null for a single value.</param>
/// <param name="Expected">What it should be.</param>
/// <param name="Got">What it is.</param>
/// <param name="Tolerance">How far off it may be; null where values must be the same.</param>
/// <param name="Error">How far off it is; null where that is no number.</param>
public sealed record OutputDifference(string Text, string Output, int? Element, string Expected, string Got, double? Tolerance, double? Error)
{
    /// <summary>Whether it is one between finite numbers that need not be the same, so that it may be of rounding.</summary>
    public bool IsOfRounding => this is { Tolerance: not null, Error: not null };
}
