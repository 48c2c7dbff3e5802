using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using PerfProof.Execution;
using PerfProof.Judgement;
using PerfProof.Loading;
using PerfProof.Planning;
using PerfProof.Planning.Instrumentation;
using EnumeratorCancellationAttribute = System.Runtime.CompilerServices.EnumeratorCancellationAttribute;

namespace PerfProof;

/// <summary>
/// The user's program, run for findings: from the entry that was named, or from those that the call graph finds. Each entry is run as it is before any fix is
/// tried with it, once for all findings: what cannot be run, or does something else each time, costs its time once, and so does finding out which findings it
/// reaches.
/// </summary>
/// <param name="code">The code.</param>
/// <param name="findings">All findings.</param>
/// <param name="named">The entry that was named; null to find some.</param>
/// <param name="effort">How much effort a run may take.</param>
/// <param name="scratch">Where programs are built and run.</param>
/// <param name="clock">Told how long building and trying take; null where nobody asks.</param>
internal sealed class ProgramRuns(LoadedCode code, IReadOnlyList<Finding> findings, Entry? named, Effort effort, ScratchFolder scratch, StageClock? clock = null)
{
    private const string Planning = "plan";
    private const string Building = "build program";
    private const string Trying = "try entry";
    private const string Counting = "count calls";

    private readonly ReplayPlanner planner = new(code.Solution, scratch.NewFolder);
    private readonly ExperimentRunner runner = new(effort, scratch);
    private readonly CallCounter counter = new(effort, scratch);
    private readonly EntryFinder finder = new(code);
    private readonly Dictionary<Entry, Tried> tried = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<Entry, CallTotals> totals = new(ReferenceEqualityComparer.Instance);

    /// <summary>Why the program cannot be run from the entry that was named; null when it can, when none was named, and before it was needed.</summary>
    public string? EntryProblem => named is null ? null : this.tried.GetValueOrDefault(named)?.Problem;

    /// <summary>The experiments for a finding, the cheapest entry first.</summary>
    /// <param name="id">The finding.</param>
    /// <param name="context">The same, as its proof sees it.</param>
    /// <param name="fix">Its fix.</param>
    /// <param name="declaredChange">The change of precision that the fix declares; null when it declares none.</param>
    /// <param name="cancellation">Cancels.</param>
    public async IAsyncEnumerable<Planned> PlansAsync(
        string id, ProofContext context, AppliedFix fix, string? declaredChange, [EnumeratorCancellation] CancellationToken cancellation)
    {
        clock?.Lap(Planning);
        var found = named is null ? await this.finder.FindAsync(context.Node, context.Model, cancellation).ConfigureAwait(false) : new([named], []);
        foreach (var entry in found.Entries)
        {
            var (problem, runs) = await this.TryAsync(entry, cancellation).ConfigureAwait(false);
            // What it counts tells which sizes the program uses even where its outputs cannot be compared.
            var counted = runs ? await this.BeforeAsync(entry, cancellation).ConfigureAwait(false) : CallTotals.Unknown;
            if (problem is not null)
            {
                yield return new(null, $"{entry.Name}: {problem}");
            }
            else if (counted.OfFinding(id) == 0)
            {
                yield return new(null, $"{entry.Name} does not run the flagged code");
            }
            else
            {
                yield return await this.PlanAsync(entry, fix.Solution, fix.Title, declaredChange, cancellation).ConfigureAwait(false);
            }
        }

        foreach (var skipped in found.Skipped)
        {
            yield return new(null, skipped);
        }
    }

    /// <summary>The entry of a name that may reach a finding; null where there is none.</summary>
    public async Task<Entry?> EntryAsync(string name, Finding finding, CancellationToken cancellation)
    {
        if (named is not null)
        {
            return named.Name == name ? named : null;
        }

        var context = await FindingProver.ContextAsync(finding, cancellation).ConfigureAwait(false);
        return (await this.finder.FindAsync(context.Node, context.Model, cancellation).ConfigureAwait(false)).Entries.FirstOrDefault(entry => entry.Name == name);
    }

    /// <summary>The program as it is against a changed one.</summary>
    /// <param name="entry">From where it is run.</param>
    /// <param name="changed">The code with changes in its documents.</param>
    /// <param name="title">What the change is called.</param>
    /// <param name="declaredChange">The change of precision that it declares; null when it declares none.</param>
    /// <param name="cancellation">Cancels.</param>
    public async Task<Planned> PlanAsync(Entry entry, Solution changed, string title, string? declaredChange, CancellationToken cancellation)
    {
        clock?.Lap(Planning);
        var plan = await this.planner.PlanAsync(entry, changed, title, declaredChange, cancellation).ConfigureAwait(false);
        clock?.Lap(Building);
        return plan with { CountCallsAsync = stop => this.CountAsync(entry, changed, stop) };
    }

    /// <summary>Why the program cannot be measured from an entry; null when it can.</summary>
    public async Task<string?> ProblemAsync(Entry entry, CancellationToken cancellation) => (await this.TryAsync(entry, cancellation).ConfigureAwait(false)).Problem;

    /// <summary>The sizes that a method was called with in the programs that were run until now; null where it was not called, or nothing that it takes has a size.</summary>
    public UsedSizes? UsedBy(IMethodSymbol method) => this.totals.Values.Select(counted => counted.Sizes.GetValueOrDefault(CallGraph.Key(method))).FirstOrDefault(used => used is not null);

    private async Task<Tried> TryAsync(Entry entry, CancellationToken cancellation)
    {
        if (!this.tried.TryGetValue(entry, out var tried))
        {
            clock?.Lap(Planning);
            var plan = await this.planner.AsItIsAsync(entry, cancellation).ConfigureAwait(false);
            clock?.Lap(Building);
            if (plan.Experiment is { } experiment)
            {
                var run = await this.runner.AsItIsAsync(experiment, cancellation).ConfigureAwait(false);
                tried = new(Judge.OnOutputs(experiment, run)?.Reason, run.Problem is null && run.Trials.All(one => one.BeforeAgain.Observation is not null));
            }
            else
            {
                tried = new(plan.Problem, Runs: false);
            }

            clock?.Lap(Trying);
            this.tried.Add(entry, tried);
        }

        return tried;
    }

    private async Task<ImmutableArray<CallCount>> CountAsync(Entry entry, Solution changed, CancellationToken cancellation)
    {
        var before = await this.BeforeAsync(entry, cancellation).ConfigureAwait(false);
        var after = await this.TotalsAsync(entry, changed, [], cancellation).ConfigureAwait(false);
        return
        [
            .. from role in CountedCalls.Roles
               let calls = (Before: before.OfRole(role), After: after.OfRole(role))
               where calls.Before + calls.After > 0
               select new CallCount(role, calls.Before!.Value, calls.After!.Value),
        ];
    }

    private async Task<CallTotals> BeforeAsync(Entry entry, CancellationToken cancellation)
    {
        if (!this.totals.TryGetValue(entry, out var before))
        {
            var sites = (await CountedCalls.OfFindingsAsync(findings, cancellation).ConfigureAwait(false)).ToBuilder();
            foreach (var method in await this.MethodsAsync(cancellation).ConfigureAwait(false))
            {
                sites.AddRange(await CountedCalls.OfMethodAsync(code.Solution, method, cancellation).ConfigureAwait(false));
            }

            clock?.Lap(Planning);
            this.totals.Add(entry, before = await this.TotalsAsync(entry, code.Solution, sites.ToImmutable(), cancellation).ConfigureAwait(false));
            clock?.Lap(Counting);
        }

        return before;
    }

    /// <summary>The methods in which findings stand.</summary>
    private async Task<IReadOnlyCollection<IMethodSymbol>> MethodsAsync(CancellationToken cancellation)
    {
        var methods = new Dictionary<string, IMethodSymbol>(StringComparer.Ordinal);
        foreach (var finding in findings.Where(finding => finding.Document is not null))
        {
            if (MethodPlanner.Enclosing(await FindingProver.ContextAsync(finding, cancellation).ConfigureAwait(false), cancellation) is { MethodKind: MethodKind.Ordinary } method)
            {
                methods.TryAdd(CallGraph.Key(method), method);
            }
        }

        return methods.Values;
    }

    private async Task<CallTotals> TotalsAsync(Entry entry, Solution version, ImmutableArray<CallSite> ofFindings, CancellationToken cancellation)
    {
        var program = await this.planner.CountedAsync(entry, version, ofFindings, cancellation).ConfigureAwait(false);
        if (program.Side is null)
        {
            return CallTotals.Unknown;
        }

        try
        {
            return CallTotals.Of(program.Program!, await this.counter.CountAsync(program, entry, cancellation).ConfigureAwait(false));
        }
        catch (WorkerException)
        {
            // The recorder may not suit every program; its counts are then not known, and its times are not in question.
            return CallTotals.Unknown;
        }
    }

    /// <summary>How an entry came out, run as it is.</summary>
    /// <param name="Problem">Why it cannot be measured; null when it can.</param>
    /// <param name="Runs">Whether it runs to its end each time.</param>
    private sealed record Tried(string? Problem, bool Runs);
}
