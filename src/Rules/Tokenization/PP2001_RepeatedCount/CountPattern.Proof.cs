using PerfProof.Planning;

namespace PerfProof.Rules;

/// <summary>
/// A model of counting: one pass over the bytes of a text, with a decision for each. A tokenizer does more per byte, which
/// leaves the ratio of work as it is.
/// </summary>
internal static class CountPattern
{
    private const int Piece = 32;

    private const string Decide = "if (letter != (b % 32 < 26)) { count++; letter = !letter; }";

    private static readonly KernelSource count = new(
        "Count",
        $$"""
        static void Count(Index1D i, ArrayView<byte> text, ArrayView<int> counts)
        {
            int count = 0;
            bool letter = false;
            for (int j = 0; j < text.IntLength; j++) { int b = text[j]; {{Decide}} }
            counts[i] = count;
        }
        """);

    private static readonly KernelSource running = new(
        "Running",
        $$"""
        static void Running(Index1D i, ArrayView<byte> text, ArrayView<int> counts, int piece)
        {
            int count = 0;
            bool letter = false;
            for (int j = 0; j < text.IntLength; j++)
            {
                int b = text[j];
                {{Decide}}
                if ((j + 1) % piece == 0) { counts[j / piece] = count; }
            }
        }
        """);

    /// <summary>The same text counted on every turn, against once.</summary>
    public static KernelPattern Invariant(int trips, SizePlan sizes)
    {
        var length = Amount.Size * Piece;
        var launch = new LaunchStep("Count", 1, [new ViewArgument("t"), new ViewArgument("c")]);
        return Pattern(
            $"the same text counted on each of {trips} turns, against once",
            sizes,
            Plan(length, 1, new RepeatStep(trips, [launch])),
            Plan(length, 1, launch));
    }

    /// <summary>A text that grows or shrinks by a piece a turn counted on every turn, against counting on in one pass.</summary>
    public static KernelPattern Growing(SizePlan sizes)
    {
        var length = Amount.Size * Piece;
        return Pattern(
            "a text that changes by a piece a turn counted on every turn, against one pass that notes the count after each piece",
            sizes,
            Plan(length, Amount.Size, new RepeatStep(Amount.Size,
                [new LaunchStep("Count", 1, [new ViewArgument("t", 0, new Amount(Piece, 0, Piece)), new ViewArgument("c", Amount.Turn, 1)])])),
            Plan(length, Amount.Size, new LaunchStep("Running", 1, [new ViewArgument("t"), new ViewArgument("c"), new AmountArgument(Piece)])));
    }

    private static KernelPattern Pattern(string description, SizePlan sizes, LaunchPlan before, LaunchPlan after) => new(
        description, [count, running], [new("text", ElementKind.Byte, Amount.Size * Piece)], before, after, sizes)
    {
        IsHostCost = true,
    };

    private static LaunchPlan Plan(Amount length, Amount counts, PlanStep work) => new(
        [new("t", ElementKind.Byte, length), new("c", ElementKind.Int32, counts)],
        [new("counts", ElementKind.Int32, counts)],
        [new UploadStep("text", "t"), work, new SynchroniseStep(), new DownloadStep("c", "counts")]);
}
