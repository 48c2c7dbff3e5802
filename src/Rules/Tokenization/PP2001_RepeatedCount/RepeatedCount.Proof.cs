using System.Collections.Immutable;
using System.Globalization;
using Microsoft.CodeAnalysis;
using PerfProof.Planning;

namespace PerfProof.Rules;

/// <summary>
/// The proof of PP2001. Where no fix applies, a counter that reads each byte of a text once stands for the tokenizer: the
/// text as it has grown is counted on every turn, against every byte counted once. Real tokenizers do more per byte, on
/// both sides alike.
/// </summary>
public sealed class RepeatedCountProof : RuleProof
{
    private const int DefaultTurns = 16;
    private const int MaximumTurns = 64;

    // A token ends where a word does, and after six bytes at most: like a byte-pair encoder it looks at every byte, but
    // its counts of pieces add up, so that both sides have one answer.
    private const string CountKernel =
        "static void Count(Index1D i, ArrayView<byte> text, ArrayView<int> counts, int from, int to, int turn) " +
        "{ int tokens = 0; for (int k = from; k < to; k++) { if (text[k] < 64 || k % 6 == 0) tokens++; } counts[turn] = tokens; }";

    /// <inheritdoc/>
    public override DiagnosticDescriptor Rule => RepeatedCount.Descriptor;

    /// <inheritdoc/>
    public override SizePlan Sizes(ProofContext context) => SizePlan.Sweep(4, 1024);

    /// <inheritdoc/>
    public override KernelPattern Pattern(ProofContext context)
    {
        var turns = int.TryParse(context.Fact(Facts.TripCount), NumberStyles.None, CultureInfo.InvariantCulture, out var stated)
            ? Math.Clamp(stated, 2, MaximumTurns)
            : DefaultTurns;
        // n bytes join the text on every turn.
        var whole = Amount.Size * turns;
        return new(
            string.Create(CultureInfo.InvariantCulture, $"a text that grows over {turns} turns, counted from its start on each, against each part once (remedy by hand)"),
            [new("Count", CountKernel), new("Add", "static void Add(Index1D i, ArrayView<int> counts, int turns) { for (int k = 1; k < turns; k++) counts[k] += counts[k - 1]; }")],
            [new("text", ElementKind.Byte, whole)],
            Plan([new RepeatStep(turns, [Count(0)])]),
            Plan(
            [
                new RepeatStep(turns, [Count(Amount.SizeTimesTurn)]),
                new LaunchStep("Add", 1, [new ViewArgument("counts"), new AmountArgument(turns)]),
            ]),
            SizePlan.Sweep(64, 1 << 14))
        {
            IsHostCost = true,
        };

        LaunchStep Count(Amount from) => new(
            "Count",
            1,
            [new ViewArgument("bytes"), new ViewArgument("counts"), new AmountArgument(from), new AmountArgument(Amount.SizeTimesTurn + Amount.Size), new AmountArgument(Amount.Turn)]);

        LaunchPlan Plan(ImmutableArray<PlanStep> loop) => new(
            [new("bytes", ElementKind.Byte, whole), new("counts", ElementKind.Int32, turns)],
            [new("tokens", ElementKind.Int32, turns)],
            [new UploadStep("text", "bytes"), .. loop, new SynchroniseStep(), new DownloadStep("counts", "tokens")]);
    }
}
