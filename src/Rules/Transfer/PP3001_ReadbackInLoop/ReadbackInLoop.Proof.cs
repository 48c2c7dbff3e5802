using System.Collections.Immutable;
using System.Globalization;
using Microsoft.CodeAnalysis;
using PerfProof.Planning;

namespace PerfProof.Rules;

/// <summary>
/// The proof of PP3001: a step of a simulation launched again and again, with a readback or a synchronisation on every
/// turn against one at the end. Its cost is a device's: queued launches run on while the host prepares the next, and a
/// readback ends that.
/// </summary>
public sealed class ReadbackInLoopProof : RuleProof
{
    private const int DefaultTurns = 64;
    private const int MaximumTurns = 256;

    /// <inheritdoc/>
    public override DiagnosticDescriptor Rule => ReadbackInLoop.Descriptor;

    /// <inheritdoc/>
    public override KernelPattern Pattern(ProofContext context)
    {
        var (kind, type) = context.Fact(Facts.ElementType) switch
        {
            "double" => (ElementKind.Double, "double"),
            "int" => (ElementKind.Int32, "int"),
            _ => (ElementKind.Single, "float"),
        };
        var turns = int.TryParse(context.Fact(Facts.TripCount), NumberStyles.None, CultureInfo.InvariantCulture, out var stated)
            ? Math.Clamp(stated, 2, MaximumTurns)
            : DefaultTurns;
        var isReadback = context.Fact(Facts.Shape) != ReadbackInLoop.SynchroniseShape;
        var step = new KernelSource("Step", kind == ElementKind.Int32
            ? "static void Step(Index1D i, ArrayView<int> state, int change) { state[i] = (state[i] ^ change) + 1; }"
            : $"static void Step(Index1D i, ArrayView<{type}> state, {type} change) {{ state[i] = state[i] * ({type})0.875 + change; }}");
        var launch = new LaunchStep("Step", Amount.Size, [new ViewArgument("device"), new InputArgument("change")]);
        PlanStep wait = isReadback ? new DownloadStep("device", "state") : new SynchroniseStep();
        return new(
            string.Create(CultureInfo.InvariantCulture, $"{turns} launches with a {(isReadback ? "readback" : "synchronisation")} after each, against one at the end ({type})"),
            [step],
            [new("initial", kind, Amount.Size), new("change", kind, null)],
            Plan([new RepeatStep(turns, [launch, wait])]),
            Plan([new RepeatStep(turns, [launch])]),
            SizePlan.Sweep(1 << 10, 1 << 20, 8))
        {
            WhyDeviceOnly = "there is no device here that runs on its own: on this CPU a readback is a plain copy, and there is nothing to wait for",
        };

        LaunchPlan Plan(ImmutableArray<PlanStep> loop) => new(
            [new("device", kind, Amount.Size)],
            [new("state", kind, Amount.Size)],
            [new UploadStep("initial", "device"), .. loop, new SynchroniseStep(), new DownloadStep("device", "state")]);
    }
}
