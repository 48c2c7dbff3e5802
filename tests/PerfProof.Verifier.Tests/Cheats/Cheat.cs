using PerfProof.Generation;
using PerfProof.Judgement;
using PerfProof.Planning;

namespace PerfProof.Verifier.Tests.Cheats;

/// <summary>A rewrite that looks faster without being a faster way to do the same.</summary>
/// <param name="Number">Its number in docs/verification.md, "Attacks".</param>
/// <param name="Name">What it does.</param>
/// <param name="Defence">What catches it.</param>
/// <param name="Before">A method M as it is.</param>
/// <param name="After">The body of the rewritten M.</param>
/// <param name="Types">Types that both sides may use.</param>
public sealed record Cheat(string Number, string Name, string Defence, string Before, string After, string Types = "")
{
    /// <summary>Anything but Confirmed: for cheats that do honest work and only meddle with the measurement.</summary>
    public static VerdictKind[] NotConfirmed { get; } = [VerdictKind.Refuted, VerdictKind.Inconclusive, VerdictKind.Incorrect, VerdictKind.NotApplicable];

    /// <summary>The verdicts in which it may end.</summary>
    public VerdictKind[] Ends { get; init; } = [VerdictKind.Incorrect];

    /// <summary>What the reason must say.</summary>
    public string Says { get; init; } = "";

    /// <summary>Sizes of the inputs.</summary>
    public SizePlan Sizes { get; init; } = SizePlan.Sweep(64, 1024);

    /// <summary>A kernel instead of a method.</summary>
    public KernelPattern? Kernel { get; init; }

    /// <summary>The rewritten method.</summary>
    public string Rewritten => $"{this.Before[..(this.Before.LastIndexOf(" M(", StringComparison.Ordinal) is var at ? this.Before.IndexOf('{', at) + 1 : 0)]} {this.After} }}";

    /// <inheritdoc/>
    public override string ToString() => $"{this.Number} {this.Name}";
}
