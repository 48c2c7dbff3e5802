using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using PerfProof.Execution;
using PerfProof.Judgement;
using PerfProof.Loading;
using PerfProof.Measurement;
using PerfProof.Planning;
using PerfProof.Reporting;

namespace PerfProof;

/// <summary>Takes one finding through the stages.</summary>
internal sealed class FindingProver(LoadedCode code, VerifyOptions options, ReplayPlanner? replay, KernelHosts hosts, ScratchFolder scratch, StageClock clock)
{
    private readonly MethodPlanner methods = new(code.Solution, scratch.NewFolder);
    private readonly ExperimentRunner runner = new(options.Effort, scratch);
    private readonly Dictionary<string, IReadOnlyList<ForkSamples>> samples = new(StringComparer.Ordinal);

    private static readonly ImmutableDictionary<string, RuleProof> proofs = typeof(RuleProof).Assembly.GetTypes()
        .Where(type => !type.IsAbstract && type.IsAssignableTo(typeof(RuleProof)))
        .Select(type => (RuleProof)Activator.CreateInstance(type)!)
        .ToImmutableDictionary(proof => proof.Rule.Id);

    private readonly List<string> failures = [];

    /// <summary>Whether something was left unmeasured because the run was stopped.</summary>
    public bool IsCut { get; private set; }

    /// <summary>How often something kept a finding from being measured that may be gone the next time: in the tool, or around it.</summary>
    public int Unsettled { get; private set; }

    /// <summary>Where the tool itself failed, a line each.</summary>
    public IReadOnlyList<string> Failures => this.failures;

    /// <summary>Raw samples by finding.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<ForkSamples>> Samples => this.samples;

    /// <summary>Proves a finding; every problem ends in a verdict with its reason.</summary>
    public async Task<FindingEvidence> ProveAsync(Finding finding, IProgress<string> progress, CancellationToken cancellation)
    {
        if (!proofs.TryGetValue(finding.Rule, out var proof))
        {
            return FindingReport.Create(Reported.Of(finding), null, null, null, new(VerdictKind.NotApplicable, "the rule has no proof; its page says why"), []);
        }

        if (cancellation.IsCancellationRequested)
        {
            this.IsCut = true;
            return FindingReport.Create(Reported.Of(finding), null, null, null, new(VerdictKind.Inconclusive, "not measured: the run was stopped before its turn"), []);
        }

        progress.Report($"{finding.Rule} {finding.File}:{finding.Line}: computing the fix");
        var also = ImmutableArray.CreateBuilder<string>();
        Attempt? best = null;
        string? fixClass = null;
        ImmutableArray<DeviceEvidence>? devices = null;
        try
        {
            var context = await ContextAsync(finding, cancellation).ConfigureAwait(false);
            var fix = await FixRunner.ApplyAsync(context.Document, context.Diagnostic, cancellation).ConfigureAwait(false);
            fixClass = ClassOf(fix);
            await foreach (var plan in this.PlansAsync(context, proof, fix, cancellation).ConfigureAwait(false))
            {
                clock.Lap("plan");
                var attempt = await this.TryAsync(finding, plan, progress, cancellation).ConfigureAwait(false);
                if (best is not null)
                {
                    also.Add(best.Verdict.Reason);
                }

                best = attempt;
                if (plan.IsFinal || attempt.Verdict.Kind != VerdictKind.NotApplicable)
                {
                    break;
                }
            }

            if (!options.Devices.IsEmpty && proof.Pattern(context) is { } pattern)
            {
                (var onDevices, devices) = await this.OnDevicesAsync(finding, pattern, context.Document.Project, progress, cancellation).ConfigureAwait(false);
                if (best is null or { Verdict.Kind: VerdictKind.NotApplicable })
                {
                    if (best is not null)
                    {
                        also.Add(best.Verdict.Reason);
                    }

                    best = onDevices;
                }
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            this.IsCut = true;
            best = new(null, null, new(VerdictKind.Inconclusive, "not measured: the run was stopped while it was planned"));
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // One finding that we cannot handle must not cost what the others brought.
            var what = $"{exception.GetType().Name}: {exception.Message.ReplaceLineEndings(" ")}";
            var place = exception.StackTrace?.Split('\n').FirstOrDefault(line => line.Contains(nameof(PerfProof), StringComparison.Ordinal))?.Trim();
            this.Unsettled++;
            this.failures.Add($"{finding.Rule} at {finding.File}:{finding.Line}: internal error ({what}) {place}. Please report it; the other findings are not affected.");
            best = new(null, null, new(VerdictKind.NotApplicable, $"perfproof failed here ({what})"));
        }

        return FindingReport.Create(Reported.Of(finding), fixClass, best!.Experiment, best.Run, best.Verdict, also.ToImmutable(), devices);
    }

    /// <summary>The ways to prove a finding, most faithful first; the next is planned only when the one before came to nothing.</summary>
    private async IAsyncEnumerable<Planned> PlansAsync(ProofContext context, RuleProof proof, AppliedFix? fix, [EnumeratorCancellation] CancellationToken cancellation)
    {
        if (fix is null)
        {
            yield return new(null, "no automatic fix applies here, so there is no rewritten code to run; the rule's page says what to do by hand");
        }
        else
        {
            if (replay is not null)
            {
                var plan = await replay.PlanAsync(context, proof, fix, cancellation).ConfigureAwait(false);
                this.Unsettled += plan.Experiment is null ? 1 : 0;
                yield return plan;
            }

            foreach (var plan in await this.methods.PlanAsync(context, proof, fix, cancellation).ConfigureAwait(false))
            {
                yield return plan;
            }
        }

        // Where the user's own code cannot be run, a model of it still tells what such code costs here; it says that it is one.
        if (options.Devices.IsEmpty && proof.Pattern(context) is { } pattern)
        {
            foreach (var plan in await hosts.PlanAsync(pattern, context.Document.Project, cancellation).ConfigureAwait(false))
            {
                yield return plan;
            }
        }
    }

    /// <summary>The pattern on each device that was asked for: the verdict on all together, and each device's own.</summary>
    private async Task<(Attempt All, ImmutableArray<DeviceEvidence> Each)> OnDevicesAsync(
        Finding finding, KernelPattern pattern, Microsoft.CodeAnalysis.Project project, IProgress<string> progress, CancellationToken cancellation)
    {
        var attempts = new List<(string Device, Attempt Attempt)>();
        var each = ImmutableArray.CreateBuilder<DeviceEvidence>();
        foreach (var (device, plan) in await hosts.OnDevicesAsync(pattern, project, cancellation).ConfigureAwait(false))
        {
            clock.Lap("plan");
            var samples = $"{finding.Id} on {device}";
            var attempt = await this.TryAsync(finding, plan, progress, cancellation, samples).ConfigureAwait(false);
            attempts.Add((device, attempt));
            each.Add(FindingReport.OnDevice(device, attempt.Experiment, attempt.Verdict, samples));
        }

        return (DeviceVerdicts.Together(attempts), each.ToImmutable());
    }

    private async Task<Attempt> TryAsync(Finding finding, Planned plan, IProgress<string> progress, CancellationToken cancellation, string? samples = null)
    {
        var step = new DirectProgress<string>(what => progress.Report($"{finding.Rule} {finding.File}:{finding.Line}: {what}"));
        var attempt = await Attempt.RunAsync(this.runner, plan, clock, step, cancellation).ConfigureAwait(false);
        if (attempt.Run is { } run)
        {
            this.IsCut |= run.IsCut;
            this.Unsettled += run is { Problem: not null, ProblemIsCode: false } ? 1 : 0;
            this.samples[samples ?? finding.Id] = run.Forks;
        }

        return attempt;
    }

    /// <summary>The model of a finding's pattern, and the class of its fix; no pattern where the rule has none for it.</summary>
    public static async Task<(KernelPattern? Pattern, string? Fix)> PatternAsync(Finding finding, CancellationToken cancellation)
    {
        if (!proofs.TryGetValue(finding.Rule, out var proof))
        {
            return (null, null);
        }

        var context = await ContextAsync(finding, cancellation).ConfigureAwait(false);
        return (proof.Pattern(context), ClassOf(await FixRunner.ApplyAsync(context.Document, context.Diagnostic, cancellation).ConfigureAwait(false)));
    }

    private static string ClassOf(AppliedFix? fix) => fix switch { null => "by-hand", { Fix.Safety: FixSafety.Safe } => "safe", _ => "offered" };

    private static async Task<ProofContext> ContextAsync(Finding finding, CancellationToken cancellation)
    {
        var document = finding.Document!;
        var root = (await document.GetSyntaxRootAsync(cancellation).ConfigureAwait(false))!;
        var model = (await document.GetSemanticModelAsync(cancellation).ConfigureAwait(false))!;
        return new(finding.Diagnostic, document, model, root.FindNode(finding.Diagnostic.Location.SourceSpan, getInnermostNodeForTie: true));
    }
}
