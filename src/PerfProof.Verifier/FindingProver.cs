using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using PerfProof.Bundles;
using PerfProof.Execution;
using PerfProof.Judgement;
using PerfProof.Loading;
using PerfProof.Measurement;
using PerfProof.Planning;
using PerfProof.Reporting;
using Samples = System.Collections.Immutable.ImmutableSortedDictionary<string, System.Collections.Immutable.ImmutableArray<PerfProof.Execution.ForkSamples>>;

namespace PerfProof;

/// <summary>Takes one finding through the stages.</summary>
internal sealed class FindingProver(
    LoadedCode code, IReadOnlyList<Finding> findings, VerifyOptions options, Entry? entry, KernelHosts hosts, ScratchFolder scratch, StageClock clock)
{
    private readonly MethodPlanner methods = new(code.Solution, scratch.NewFolder);
    private readonly ExperimentRunner runner = new(options.Effort, scratch, clock);
    private readonly ProgramRuns programs = new(code, findings, entry, options.Effort, scratch, clock);
    private readonly ProofGuard guard = new("findings");

    private static readonly ImmutableDictionary<string, RuleProof> proofs = typeof(RuleProof).Assembly.GetTypes()
        .Where(type => !type.IsAbstract && type.IsAssignableTo(typeof(RuleProof)))
        .Select(type => (RuleProof)Activator.CreateInstance(type)!)
        .ToImmutableDictionary(proof => proof.Rule.Id);

    /// <summary>Whether something was left unmeasured because the run was stopped.</summary>
    public bool IsCut => this.guard.IsCut;

    /// <summary>Where the tool itself failed, a line each.</summary>
    public IReadOnlyList<string> Failures => this.guard.Failures;

    /// <summary>Why the program cannot be run from the entry that was named; null when it can, when none was named, and when there was nothing to run it for.</summary>
    public string? EntryProblem => this.programs.EntryProblem;

    /// <summary>Proves a finding; every problem ends in a verdict with its reason.</summary>
    public async Task<Proved> ProveAsync(Finding finding, IProgress<string> progress, CancellationToken cancellation)
    {
        if (!proofs.TryGetValue(finding.Rule, out var proof))
        {
            var none = new Verdict(VerdictKind.NotApplicable, "the rule has no proof; its page says why");
            return new(FindingReport.Create(Reported.Of(finding), null, null, null, none, []), Samples.Empty, IsSettled: false);
        }

        var also = ImmutableArray.CreateBuilder<string>();
        var samples = Samples.Empty.ToBuilder();
        string? fixClass = null;
        string? diff = null;
        ImmutableArray<DeviceEvidence>? devices = null;
        var where = $"{finding.Rule} {finding.File}:{finding.Line}";
        var attempt = await this.guard.RunAsync(
            $"{finding.Rule} at {finding.File}:{finding.Line}",
            async () =>
            {
                progress.Report($"{where}: computing the fix");
                var step = new DirectProgress<string>(what => progress.Report($"{where}: {what}"));
                var context = await ContextAsync(finding, cancellation).ConfigureAwait(false);
                var fix = await FixRunner.ApplyAsync(context.Document, context.Diagnostic, cancellation).ConfigureAwait(false);
                fixClass = ClassOf(fix);
                diff = fix is null ? null : await FixDiff.OfAsync(code, context.Document.Project.Solution, fix, cancellation).ConfigureAwait(false);
                Attempt? best = null;
                var own = fix is null ? null : await UserKernel.FindAsync(context, proof, fix, cancellation).ConfigureAwait(false);
                await foreach (var plan in this.PlansAsync(finding.Id, context, proof, fix, own, () => best is { } tried && IsCompared(tried), cancellation).ConfigureAwait(false))
                {
                    clock.Lap("plan");
                    Take(await this.TryAsync(WithBatches(plan, proof, context), step, samples, finding.Id, cancellation).ConfigureAwait(false));
                    if (plan.IsFinal || best!.Verdict.Kind != VerdictKind.NotApplicable)
                    {
                        break;
                    }
                }

                if (!options.Devices.IsEmpty && (own?.Pattern ?? proof.Pattern(context)) is { } pattern)
                {
                    (var onDevices, devices) = await this.OnDevicesAsync(finding.Id, pattern, own?.Pattern is not null, context.Document.Project, step, samples, cancellation).ConfigureAwait(false);
                    if (best is null or { Verdict.Kind: VerdictKind.NotApplicable })
                    {
                        Take(onDevices);
                    }
                }

                return best!;

                void Take(Attempt next)
                {
                    if (best is not null)
                    {
                        also.Add(best.Verdict.Reason);
                    }

                    best = next;
                }
            },
            cancellation).ConfigureAwait(false);
        var evidence = FindingReport.Create(Reported.Of(finding), fixClass, attempt.Experiment, attempt.Run, attempt.Verdict, also.ToImmutable(), devices);
        return new(evidence with { Diff = diff }, samples.ToImmutable(), this.guard.IsSettled);
    }

    /// <summary>All fixes at once that were confirmed from the same entry.</summary>
    public Task<ImmutableArray<(TogetherEvidence Evidence, ImmutableArray<ForkSamples> Forks)>> TogetherAsync(
        IEnumerable<(Finding Finding, Proved Proved)> proved, IProgress<string> progress, CancellationToken cancellation) =>
        new FixesTogether(code, this.programs, (subject, planAsync) => this.guard.RunAsync(
            subject,
            async () =>
            {
                progress.Report(subject);
                var step = new DirectProgress<string>(what => progress.Report($"{subject}: {what}"));
                return await this.TryAsync(await planAsync().ConfigureAwait(false), step, Samples.Empty.ToBuilder(), subject, cancellation).ConfigureAwait(false);
            },
            cancellation)).MeasureAsync(proved, cancellation);

    /// <summary>The change of precision that the fix of a finding declares; null when it declares none.</summary>
    internal static string? DeclaredChange(ProofContext context) => proofs.GetValueOrDefault(context.Diagnostic.Id)?.DeclaredChange(context);

    // Outputs of the user's own kernel agreed, and only a device could time it: a model could say no more.
    private static bool IsCompared(Attempt attempt) => attempt is { Experiment: { Kind: ExperimentKind.Kernel, Subject: Subject.Code } experiment, Run: { } run } && Judge.OnOutputs(experiment, run) is null;

    /// <summary>The ways to prove a finding, most faithful first; the next is planned only when the one before came to nothing.</summary>
    private async IAsyncEnumerable<Planned> PlansAsync(
        string id, ProofContext context, RuleProof proof, AppliedFix? fix, UserKernel? own, Func<bool> isCompared, [EnumeratorCancellation] CancellationToken cancellation)
    {
        if (fix is null)
        {
            yield return new(null, "no automatic fix applies here, so there is no rewritten code to run; the rule's page says what to do by hand");
        }
        else
        {
            await foreach (var plan in this.ReplaysAsync(options.Entry is not null, id, context, proof, fix, cancellation).ConfigureAwait(false))
            {
                yield return plan;
            }

            if (own is { Problem: { } problem })
            {
                yield return new(null, problem);
            }

            // A kernel is not called, but launched.
            foreach (var plan in own?.Pattern is not { } kernel ? await this.methods.PlanAsync(context, proof, fix, cancellation, options.Entry is null ? null : this.programs.UsedBy).ConfigureAwait(false)
                : options.Devices.IsEmpty ? [.. (await hosts.PlanAsync(kernel, context.Document.Project, cancellation).ConfigureAwait(false)).Select(OfCode)]
                : ImmutableArray<Planned>.Empty)
            {
                yield return plan;
            }

            // Where nobody asked for the program to be run, that comes after what costs less: it takes two builds.
            await foreach (var plan in this.ReplaysAsync(options.Entry is null && options.Devices.IsEmpty && !isCompared(), id, context, proof, fix, cancellation).ConfigureAwait(false))
            {
                yield return plan;
            }
        }

        // Where the user's own code cannot be run, a model of it still tells what such code costs here; it says that it is one.
        if (options.Devices.IsEmpty && !isCompared() && proof.Pattern(context) is { } pattern)
        {
            foreach (var plan in await hosts.PlanAsync(pattern, context.Document.Project, cancellation).ConfigureAwait(false))
            {
                yield return plan;
            }
        }
    }

    /// <summary>The program with and without the fix, from each entry that there is.</summary>
    private async IAsyncEnumerable<Planned> ReplaysAsync(
        bool isTheirTurn, string id, ProofContext context, RuleProof proof, AppliedFix fix, [EnumeratorCancellation] CancellationToken cancellation)
    {
        if (!isTheirTurn)
        {
            yield break;
        }

        await foreach (var plan in this.programs.PlansAsync(id, context, fix, proof.DeclaredChange(context), cancellation).ConfigureAwait(false))
        {
            // What a program reads is known to the key of a kept verdict only where running it was asked for; and what kept it from being built may be gone.
            if (plan.Experiment is null || options.Entry is null)
            {
                this.guard.Unsettle();
            }

            yield return plan;
        }
    }

    /// <summary>The pattern on each device that was asked for: the verdict on all together, and each device's own.</summary>
    private async Task<(Attempt All, ImmutableArray<DeviceEvidence> Each)> OnDevicesAsync(
        string id, KernelPattern pattern, bool isOwn, Microsoft.CodeAnalysis.Project project, IProgress<string> progress, Samples.Builder samples, CancellationToken cancellation)
    {
        var attempts = new List<(string Device, Attempt Attempt)>();
        var each = ImmutableArray.CreateBuilder<DeviceEvidence>();
        foreach (var (device, plan) in await hosts.OnDevicesAsync(pattern, project, cancellation).ConfigureAwait(false))
        {
            clock.Lap("plan");
            var key = $"{id} on {device}";
            var attempt = await this.TryAsync(isOwn ? OfCode(plan) : plan, progress, samples, key, cancellation).ConfigureAwait(false);
            attempts.Add((device, attempt));
            each.Add(FindingReport.OnDevice(device, attempt.Experiment, attempt.Verdict, key));
        }

        return (DeviceVerdicts.Together(attempts), each.ToImmutable());
    }

    private async Task<Attempt> TryAsync(Planned plan, IProgress<string> progress, Samples.Builder samples, string key, CancellationToken cancellation)
    {
        var attempt = this.guard.Note(await Attempt.RunAsync(this.runner, plan, clock, progress, cancellation).ConfigureAwait(false));
        if (attempt.Run is { } run)
        {
            samples[key] = run.Forks;
            if (attempt.Verdict.Measured is not null && plan.CountCallsAsync is { } countAsync)
            {
                progress.Report("counting calls");
                attempt = attempt with { Run = run with { Calls = await this.CallsAsync(countAsync, cancellation).ConfigureAwait(false) } };
                clock.Lap("count calls");
            }
        }

        return attempt;
    }

    // A whole program has no number of items that could be varied.
    private static Planned WithBatches(Planned plan, RuleProof proof, ProofContext context) =>
        plan.Experiment is { Kind: not ExperimentKind.Replay } experiment ? plan with { Experiment = experiment with { Batches = proof.Batches(context) } } : plan;

    // What was measured stands without counts, where the time was up before they were taken.
    private async Task<ImmutableArray<CallCount>> CallsAsync(Func<CancellationToken, Task<ImmutableArray<CallCount>>> countAsync, CancellationToken cancellation)
    {
        try
        {
            return await countAsync(cancellation).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            this.guard.Unsettle();
            return [];
        }
    }

    private static Planned OfCode(Planned plan) => plan.Experiment is { } experiment ? plan with { Experiment = experiment with { Subject = Subject.Code } } : plan;

    /// <summary>
    /// What of a finding can be run elsewhere: the user's own kernel or methods, and the model of the pattern. Null where the rule has no proof.
    /// </summary>
    public static async Task<BundleItem?> ItemAsync(Finding finding, MethodPlanner methods, Func<string, string> newFolder, CancellationToken cancellation)
    {
        if (!proofs.TryGetValue(finding.Rule, out var proof))
        {
            return null;
        }

        var context = await ContextAsync(finding, cancellation).ConfigureAwait(false);
        var fix = await FixRunner.ApplyAsync(context.Document, context.Diagnostic, cancellation).ConfigureAwait(false);
        var own = fix is null ? null : await UserKernel.FindAsync(context, proof, fix, cancellation).ConfigureAwait(false);
        var code = fix is null || own?.Pattern is not null ? [] : await methods.PlanAsync(context, proof, fix, cancellation).ConfigureAwait(false);
        var pattern = own?.Pattern ?? proof.Pattern(context);
        return new(Reported.Of(finding), ClassOf(fix), code, pattern, pattern is null ? null : target =>
        {
            var plan = KernelHosts.Plan(pattern, target, newFolder);
            return own?.Pattern is null ? plan : OfCode(plan);
        });
    }

    private static string ClassOf(AppliedFix? fix) => fix switch { null => "by-hand", { Fix.Safety: FixSafety.Safe } => "safe", _ => "offered" };

    /// <summary>A finding as its proof sees it.</summary>
    internal static async Task<ProofContext> ContextAsync(Finding finding, CancellationToken cancellation)
    {
        var document = finding.Document!;
        var root = (await document.GetSyntaxRootAsync(cancellation).ConfigureAwait(false))!;
        var model = (await document.GetSemanticModelAsync(cancellation).ConfigureAwait(false))!;
        return new(finding.Diagnostic, document, model, root.FindNode(finding.Diagnostic.Location.SourceSpan, getInnermostNodeForTie: true));
    }
}
