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

    /// <summary>Raw samples by finding.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<ForkSamples>> Samples => this.samples;

    /// <summary>Proves a finding; every problem ends in a verdict with its reason.</summary>
    public async Task<FindingEvidence> ProveAsync(Finding finding, IProgress<string> progress, CancellationToken cancellation)
    {
        if (!proofs.TryGetValue(finding.Rule, out var proof))
        {
            return Report(finding, "by-hand", null, new(VerdictKind.NotApplicable, "the rule has no proof; its page says why"), null, []);
        }

        if (cancellation.IsCancellationRequested)
        {
            return Report(finding, "unknown", null, new(VerdictKind.Inconclusive, "not measured: the run was stopped before its turn"), null, []);
        }

        progress.Report($"{finding.Rule} {finding.File}:{finding.Line}: computing the fix");
        var also = ImmutableArray.CreateBuilder<string>();
        Attempt? best = null;
        var fixClass = "unknown";
        try
        {
            var context = await ContextAsync(finding, cancellation).ConfigureAwait(false);
            var fix = await FixRunner.ApplyAsync(context.Document, context.Diagnostic, cancellation).ConfigureAwait(false);
            fixClass = fix switch { null => "by-hand", { Fix.Safety: FixSafety.Safe } => "safe", _ => "offered" };
            await foreach (var plan in this.PlansAsync(context, proof, fix, cancellation).ConfigureAwait(false))
            {
                clock.Lap("plan");
                var attempt = await this.TryAsync(finding, plan, progress, cancellation).ConfigureAwait(false);
                if (best is not null)
                {
                    also.Add(best.Verdict.Reason);
                }

                best = attempt;
                if (attempt.Verdict.Kind != VerdictKind.NotApplicable)
                {
                    break;
                }
            }
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // One finding that we cannot handle must not cost what the others brought.
            also.Add($"internal error: {exception}");
            best ??= new(null, RawRun.Failed(exception.Message), new(VerdictKind.NotApplicable, $"perfproof failed here ({exception.GetType().Name}: {exception.Message.Split('\n')[0].Trim()}); please report it with the evidence file"));
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            best ??= new(null, RawRun.Failed("stopped"), new(VerdictKind.Inconclusive, "not measured: the run was stopped before it was planned"));
        }

        return Report(finding, fixClass, best!.Experiment, best.Verdict, best.Run, also.ToImmutable());
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
                yield return await replay.PlanAsync(context, proof, fix, cancellation).ConfigureAwait(false);
            }

            foreach (var plan in await this.methods.PlanAsync(context, proof, fix, cancellation).ConfigureAwait(false))
            {
                yield return plan;
            }
        }

        // Where the user's own code cannot be run, a model of it still tells what such code costs here; it says that it is one.
        if (proof.Pattern(context) is { } pattern)
        {
            foreach (var plan in await hosts.PlanAsync(pattern, context.Document.Project, cancellation).ConfigureAwait(false))
            {
                yield return plan;
            }
        }
    }

    private sealed record Attempt(Experiment? Experiment, RawRun Run, Verdict Verdict);

    private async Task<Attempt> TryAsync(Finding finding, Planned plan, IProgress<string> progress, CancellationToken cancellation)
    {
        if (plan.Experiment is not { } experiment)
        {
            return new(null, RawRun.Failed(plan.Problem!), new(VerdictKind.NotApplicable, plan.Problem!));
        }

        var run = await this.runner.RunAsync(
            experiment,
            run => Judge.OnOutputs(experiment, run) is null,
            Judge.IsDecided,
            new Prefix(progress, $"{finding.Rule} {finding.File}:{finding.Line}: "),
            cancellation).ConfigureAwait(false);
        clock.Lap("run");
        this.samples[finding.Id] = run.Forks;
        var verdict = Judge.OnRun(experiment, run);
        clock.Lap("judge");
        return new(experiment, run, verdict);
    }

    private static async Task<ProofContext> ContextAsync(Finding finding, CancellationToken cancellation)
    {
        var document = finding.Document!;
        var root = (await document.GetSyntaxRootAsync(cancellation).ConfigureAwait(false))!;
        var model = (await document.GetSemanticModelAsync(cancellation).ConfigureAwait(false))!;
        return new(finding.Diagnostic, document, model, root.FindNode(finding.Diagnostic.Location.SourceSpan, getInnermostNodeForTie: true));
    }

    private static FindingEvidence Report(Finding finding, string fix, Experiment? experiment, Verdict verdict, RawRun? run, ImmutableArray<string> also)
    {
        var sizes = verdict.Measured?.Sizes ?? [];
        return new(
            finding.Id,
            finding.Rule,
            finding.File,
            finding.Line,
            finding.Symbol,
            finding.Message,
            fix,
            verdict.Kind.ToString(),
            experiment is null || verdict.Kind == VerdictKind.NotApplicable ? null : experiment.Subject.ToString().ToLowerInvariant(),
            verdict.Reason)
        {
            Experiment = experiment is null ? null : new(
                experiment.Kind.ToString().ToLowerInvariant(), experiment.Host, experiment.Description, experiment.Variant, experiment.DeclaredChange),
            Speedup = sizes.IsEmpty ? null : new(
                sizes.Min(size => size.Lower),
                Math.Exp(sizes.Average(size => Math.Log(size.Estimate))),
                sizes.Max(size => size.Upper)),
            Curve = sizes.IsEmpty ? null : [.. sizes.Select(size => new CurvePoint(
                size.Size, new(size.Lower, size.Estimate, size.Upper), size.Noise, size.Tiered, size.SecondsBefore, size.SecondsAfter))],
            BreakEven = verdict.BreakEven,
            Memory = sizes.IsEmpty ? null : new(sizes[^1].BytesBefore, sizes[^1].BytesAfter),
            Correctness = run is null || run.Trials.IsEmpty ? null : [.. run.Trials.Select(trial => new CorrectnessEvidence(
                trial.Size, trial.Lane.ToString(), trial.Seed.ToString("x16", System.Globalization.CultureInfo.InvariantCulture), trial.Before.Observation is not null))],
            Timing = sizes.IsEmpty ? null : new(
                sizes.Max(size => size.Forks), ExperimentRunner.Looks, Judge.Threshold, Measured.Risk, finding.Id),
            Also = also.IsEmpty ? null : also,
        };
    }

    private sealed class Prefix(IProgress<string> progress, string prefix) : IProgress<string>
    {
        public void Report(string value) => progress.Report(prefix + value);
    }
}
