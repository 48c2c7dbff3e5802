namespace PerfProof.Execution;

/// <summary>What a call does, in counts that do not depend on how fast it does it.</summary>
/// <param name="Steps">Bytes of IL executed, the base library's included; for launch plans on devices what the plan asks for, in the same unit.</param>
/// <param name="AllocatedBytes">Managed bytes allocated.</param>
public readonly record struct Work(double Steps, double AllocatedBytes)
{
    /// <summary>Both in one number: to clear a byte and collect it later costs about as much as to execute one.</summary>
    public double Total => this.Steps + this.AllocatedBytes;
}

/// <summary>What both sides do in a call on inputs that they have not seen before.</summary>
/// <param name="Size">Size of the inputs.</param>
/// <param name="Before">The code as it is.</param>
/// <param name="After">The code as it should be.</param>
/// <param name="Problem">Why it could not be counted; null when it could.</param>
public sealed record WorkCount(int Size, Work Before, Work After, string? Problem)
{
    /// <summary>Largest ratio of times that the same counted work may have.</summary>
    public const double LargestRatio = 10;

    /// <summary>How many times less the rewrite does; at least 1, and 1 when nothing was counted.</summary>
    public double Ratio => this.Problem is null ? Math.Max(1, this.Before.Total / Math.Max(1, this.After.Total)) : 1;

    /// <summary>Whether a ratio of times is one that doing so much less can have.</summary>
    public bool Explains(double ratio) => ratio <= LargestRatio * this.Ratio;
}
