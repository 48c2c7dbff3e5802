using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using PerfProof.Bundles;
using PerfProof.Execution;
using PerfProof.Generation;
using PerfProof.Judgement;
using PerfProof.Loading;
using PerfProof.Planning;
using PerfProof.Reporting;

namespace PerfProof;

/// <summary>Takes one pair through the stages.</summary>
internal sealed class PairProver(CompareOptions options, KernelHosts hosts, ScratchFolder scratch, StageClock clock)
{
    private readonly PairPlanner planner = new(scratch.NewFolder);
    private readonly ExperimentRunner runner = new(options.Effort, scratch, clock);
    private readonly ProofGuard guard = new("pairs");

    /// <summary>Whether something was left unmeasured because the run was stopped.</summary>
    public bool IsCut => this.guard.IsCut;

    /// <summary>Where the tool itself failed, a line each.</summary>
    public IReadOnlyList<string> Failures => this.guard.Failures;

    /// <summary>Proves a pair; every problem ends in a verdict with its reason.</summary>
    public async Task<Proved> ProveAsync(DeclaredPair declared, IProgress<string> progress, CancellationToken cancellation)
    {
        if (declared.Pair is not { } pair)
        {
            var more = declared.Problems.Length > 1 ? $" (and {declared.Problems.Length - 1} more)" : "";
            return Result(declared, Attempt.NotMade(VerdictKind.NotApplicable, $"not compared: {declared.Problems[0]}{more}"), [], isSettled: false);
        }

        var also = ImmutableArray.CreateBuilder<string>();
        var attempt = await this.guard.RunAsync(
            pair.Name,
            async () =>
            {
                progress.Report($"{pair.Name}: compiling");
                var step = new DirectProgress<string>(what => progress.Report($"{pair.Name}: {what}"));
                var plans = await this.PlanAsync(pair, cancellation).ConfigureAwait(false);
                clock.Lap("plan");
                Attempt? best = null;
                foreach (var plan in plans)
                {
                    if (best is not null)
                    {
                        also.Add(best.Verdict.Reason);
                    }

                    best = this.guard.Note(await Attempt.RunAsync(this.runner, plan, clock, step, cancellation).ConfigureAwait(false));
                    if (best.Verdict.Kind != VerdictKind.NotApplicable)
                    {
                        break;
                    }
                }

                return best!;
            },
            cancellation).ConfigureAwait(false);
        return Result(declared, attempt, also.ToImmutable(), this.guard.IsSettled);
    }

    /// <summary>The ways to run a pair: one for methods; for kernels, one for each device, outputs before times.</summary>
    internal async Task<ImmutableArray<Planned>> PlanAsync(Pair pair, CancellationToken cancellation)
    {
        if (await PairPlanner.WhyNotAsync(pair, cancellation).ConfigureAwait(false) is { } effect)
        {
            return [new(null, effect)];
        }

        if (pair.Kernels is not { } kernels)
        {
            return [await this.planner.PlanAsync(pair, cancellation).ConfigureAwait(false)];
        }

        var isHostCost = IsHostCost(options);
        var project = pair.Before.Code.Solution.GetProject(pair.Before.Project)!;
        var plans = await this.OnHostsAsync(kernels.Before with { IsHostCost = isHostCost }, project, cancellation).ConfigureAwait(false);
        if (kernels.After is { } after)
        {
            var others = await this.OnHostsAsync(after with { IsHostCost = isHostCost }, project, cancellation).ConfigureAwait(false);
            plans = [.. plans.Zip(others, Joined)];
        }

        return [.. plans.Select(plan => OfPair(pair, plan))];
    }

    // Who asks for this CPU gets its times; who does not gets no times of a CPU for kernels of a device.
    private static bool IsHostCost(CompareOptions options) => options.Host == "managed" || (options.Device is { } device && DeviceInfo.IsProcessor(device));

    private async Task<ImmutableArray<Planned>> OnHostsAsync(KernelPattern pattern, Microsoft.CodeAnalysis.Project project, CancellationToken cancellation) => options.Device is null
        ? await hosts.PlanAsync(pattern, project, cancellation).ConfigureAwait(false)
        : [.. (await hosts.OnDevicesAsync(pattern, project, cancellation).ConfigureAwait(false)).Select(named => named.Plan)];

    private static Planned OfPair(Pair pair, Planned plan) => plan.Experiment is not { } experiment ? plan : new(
        experiment with { Subject = Subject.Code, Tolerance = PairPlanner.Owed(pair.Precision), Hints = experiment.Hints.SetItems(pair.Hints) }, null);

    /// <summary>What of a pair can be run elsewhere.</summary>
    public static async Task<BundleItem> ItemAsync(DeclaredPair declared, PairPlanner planner, CompareOptions options, Func<string, string> newFolder, CancellationToken cancellation)
    {
        var pair = declared.Pair!;
        var about = About(declared, null);
        if (await PairPlanner.WhyNotAsync(pair, cancellation).ConfigureAwait(false) is { } effect)
        {
            return new(about, null, [new(null, effect)], null, null);
        }

        if (pair.Kernels is not { } kernels)
        {
            return new(about, null, [await planner.PlanAsync(pair, cancellation).ConfigureAwait(false)], null, null);
        }

        var isHostCost = IsHostCost(options);
        var before = kernels.Before with { IsHostCost = isHostCost };
        Planned Compile(KernelPattern pattern, KernelTarget target) => KernelHosts.Plan(pattern, target, newFolder);
        return new(about, null, [], kernels.After is { } after ? before with { After = after.After } : before, target => OfPair(
            pair, kernels.After is { } other ? Joined(Compile(before, target), Compile(other with { IsHostCost = isHostCost }, target)) : Compile(before, target)));
    }

    /// <summary>Two experiments on one side each made one on both, so that neither side's code is compiled with the other's.</summary>
    private static Planned Joined(Planned before, Planned after) => before.Experiment is not { } one ? before
        : after.Experiment is not { } other ? after
        : new(
            one with
            {
                Description = other.Description,
                After = other.After,
                CheckedAfter = other.CheckedAfter,
                Hints = one.Hints.SetItems(other.Hints),
                Plans = one.Plans is { } asIs && other.Plans is { } asItShouldBe ? size => (asIs(size).Before, asItShouldBe(size).After) : null,
            },
            null);

    private static Proved Result(DeclaredPair declared, Attempt attempt, ImmutableArray<string> also, bool isSettled)
    {
        var about = About(declared, attempt.Experiment);
        var evidence = FindingReport.Create(about, null, attempt.Experiment, attempt.Run, attempt.Verdict, also);
        if (!declared.Problems.IsEmpty)
        {
            evidence = evidence with { Feedback = [.. declared.Problems.Select(problem => new Feedback("source", problem.Message) { Place = new(problem.File, problem.Line, problem.Column, problem.Id) })] };
        }

        var samples = ImmutableSortedDictionary<string, ImmutableArray<ForkSamples>>.Empty;
        return new(evidence, attempt.Run is { Forks.IsEmpty: false } run ? samples.Add(about.Id, run.Forks) : samples, isSettled);
    }

    private static Reported About(DeclaredPair declared, Experiment? experiment)
    {
        var id = "pair-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{declared.File}\n{declared.Name}")))[..12];
        return new(id, Reported.PairRule, declared.File, declared.Line, declared.Name, experiment?.Description ?? declared.Name);
    }
}
