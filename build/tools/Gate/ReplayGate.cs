using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;
using PerfProof.Execution;
using PerfProof.Judgement;
using PerfProof.Loading;
using PerfProof.Planning;

namespace PerfProof.Build.Gate;

/// <summary>A whole program against itself: what <c>perfproof verify --entry</c> does with a fix, with changes that change nothing, built once each.</summary>
internal sealed class ReplayGate : IDisposable
{
    private readonly ScratchFolder scratch;
    private readonly ExperimentRunner runner;
    private readonly ImmutableDictionary<string, Planned> plans;

    private ReplayGate(ScratchFolder scratch, ImmutableDictionary<string, Planned> plans, StageClock clock)
    {
        this.scratch = scratch;
        this.plans = plans;
        this.Clock = clock;
        this.runner = new(Effort.Default, scratch, clock);
    }

    /// <summary>How long each stage took, all runs together.</summary>
    public StageClock Clock { get; }

    /// <summary>The names of the changes that change nothing.</summary>
    public IReadOnlyList<string> Names => [.. this.plans.Keys.Order(StringComparer.Ordinal)];

    /// <summary>Loads a program, builds it as it is and with each change, and tries its entry.</summary>
    /// <param name="source">The program.</param>
    /// <param name="name">Its entry.</param>
    /// <param name="cancellation">Cancellation.</param>
    /// <exception cref="LoadException">There is nothing to load.</exception>
    /// <exception cref="MeasuringException">It cannot be built, or not be measured from that entry.</exception>
    public static async Task<ReplayGate> OpenAsync(LoadRequest source, string name, CancellationToken cancellation)
    {
        var scratch = new ScratchFolder();
        try
        {
            var clock = new StageClock();
            var code = await CodeLoader.LoadAsync(source, cancellation).ConfigureAwait(false);
            var entry = await EntryNames.FindAsync(code, name, cancellation).ConfigureAwait(false);
            var programs = new ProgramRuns(code, [], entry, Effort.Default, scratch);
            if (await programs.ProblemAsync(entry, cancellation).ConfigureAwait(false) is { } problem)
            {
                throw new MeasuringException($"{name}: {problem}.");
            }

            var plans = ImmutableDictionary.CreateBuilder<string, Planned>(StringComparer.Ordinal);
            foreach (var (title, changed) in new[] { ("nothing changed", code.Solution), ("a comment in each file", await WithCommentsAsync(code.Solution, cancellation).ConfigureAwait(false)) })
            {
                var plan = await programs.PlanAsync(entry, changed, title, null, cancellation).ConfigureAwait(false);
                plans.Add($"{entry.Name}, {title}", plan.Experiment is null ? throw new MeasuringException($"{name}, {title}: {plan.Problem}.") : plan);
            }

            clock.Lap("build");
            return new(scratch, plans.ToImmutable(), clock);
        }
        catch (EntryException exception)
        {
            scratch.Dispose();
            throw new MeasuringException(exception.Message);
        }
        catch
        {
            scratch.Dispose();
            throw;
        }
    }

    /// <summary>Puts the program against itself through the gate.</summary>
    public async Task<Verdict> RunAsync(string name, CancellationToken cancellation) =>
        (await Attempt.RunAsync(this.runner, this.plans[name], this.Clock, DirectProgress<string>.Unwatched, cancellation).ConfigureAwait(false)).Verdict;

    /// <inheritdoc/>
    public void Dispose() => this.scratch.Dispose();

    // Each file is compiled anew, to the same code.
    private static async Task<Solution> WithCommentsAsync(Solution solution, CancellationToken cancellation)
    {
        foreach (var document in solution.Projects.SelectMany(project => project.Documents).Where(document => document.FilePath is { } path && !path.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal)))
        {
            var text = await document.GetTextAsync(cancellation).ConfigureAwait(false);
            solution = solution.WithDocumentText(document.Id, SourceText.From(text + "\n// The same.\n", text.Encoding));
        }

        return solution;
    }
}
