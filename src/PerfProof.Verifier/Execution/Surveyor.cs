using System.Collections.Immutable;
using System.Diagnostics;
using System.Security.Cryptography;
using PerfProof.KernelHost;
using PerfProof.Planning;

namespace PerfProof.Execution;

/// <summary>Looks around inputs on which both sides differ by little: how far does the code as it is move when its inputs do?</summary>
/// <param name="experiment">What is compared.</param>
/// <param name="limit">Longest that one answer may take.</param>
/// <param name="start">Starts a process with one side in it.</param>
internal sealed class Surveyor(Experiment experiment, TimeSpan limit, Func<VariantSpec, Task<Worker>> start)
{
    // Of so few, the root of the mean square is less than a third of what it should be once in a thousand times.
    private const int Moves = 8;
    private const int Draws = 3;

    // Inputs are moved by this share of what results may be off by.
    private const double Share = 4;

    // Calls among the timed ones, of which there are hundreds; those that are not looked at count for nothing.
    private const int MostReveals = 8;
    private static readonly TimeSpan longest = TimeSpan.FromSeconds(10);

    /// <summary>Looks around the inputs of trials that are in doubt, until one stays so: then there is nothing more to be learned.</summary>
    public async Task<ImmutableArray<Trial>> SurveyAsync(ImmutableArray<Trial> trials, Func<Trial, bool> doubts, CancellationToken cancellation)
    {
        // A program has its own inputs.
        if (experiment.Kind == ExperimentKind.Replay || !trials.Any(doubts))
        {
            return trials;
        }

        var surveyed = trials.ToBuilder();
        await using var worker = await start(experiment.Before).ConfigureAwait(false);
        await using var exact = await this.ExactAsync().ConfigureAwait(false);
        for (var i = 0; i < surveyed.Count && !worker.IsGone; i++)
        {
            if (!doubts(surveyed[i]))
            {
                continue;
            }

            surveyed[i] = surveyed[i] with { Vicinity = await this.LookAsync(worker, exact, new(surveyed[i].Size, surveyed[i].Seed, surveyed[i].Lane), surveyed[i].Before.Observation!, cancellation).ConfigureAwait(false) };
            if (doubts(surveyed[i]))
            {
                break;
            }
        }

        return surveyed.ToImmutable();
    }

    /// <summary>Looks around the inputs of timed calls that are in doubt, of some drawn at random; the rest of the doubtful ones are left out.</summary>
    public async Task<ImmutableArray<Reveal>> SurveyAsync(ImmutableArray<Reveal> reveals, Func<Reveal, bool> doubts, CancellationToken cancellation)
    {
        var isDoubtful = reveals.ToLookup(doubts);
        var chosen = isDoubtful[true].ToArray();
        if (chosen.Length == 0)
        {
            return reveals;
        }

        RandomNumberGenerator.Shuffle(chosen.AsSpan());
        chosen = chosen[..Math.Min(MostReveals, chosen.Length)];
        await using var worker = await start(experiment.Before).ConfigureAwait(false);
        await using var exact = await this.ExactAsync().ConfigureAwait(false);
        for (var i = 0; i < chosen.Length && !worker.IsGone; i++)
        {
            chosen[i] = chosen[i] with
            {
                Vicinity = await this.LookAsync(worker, exact, chosen[i].Inputs, chosen[i].Before, cancellation).ConfigureAwait(false),
                Truth = await this.TruthAsync(exact, chosen[i].Inputs, cancellation).ConfigureAwait(false),
            };
        }

        // What the code as it is fails on here cannot be judged.
        return [.. isDoubtful[false], .. chosen.Where(reveal => reveal.Vicinity is not null)];
    }

    /// <summary>What the code as it is does around some inputs; null when it fails on them here.</summary>
    private async Task<Vicinity?> LookAsync(Worker worker, Worker? exact, TrialInputs inputs, Observation produced, CancellationToken cancellation)
    {
        var by = produced.Leaves.Select(leaf => experiment.Tolerance.Of(leaf.Kind)).DefaultIfEmpty(0).Max() / Share;
        if (await Ask(inputs, 0).ConfigureAwait(false) is not { } here || by == 0)
        {
            return null;
        }

        var clock = Stopwatch.StartNew();
        var (moved, others, truths) = (ImmutableArray.CreateBuilder<Observation>(Moves), ImmutableArray.CreateBuilder<Observation>(Draws), ImmutableArray.CreateBuilder<Observation>(Moves));
        for (var i = 0; i < Moves && clock.Elapsed < longest && !worker.IsGone; i++)
        {
            var elsewhere = inputs with { Seed = ExperimentRunner.Seed() };
            // Where the truth is known, how far such results are from it is told by all of them, since moved inputs may be rounded alike.
            if ((i < Draws || exact is not null) && await Ask(elsewhere, 0).ConfigureAwait(false) is { } other)
            {
                others.Add(other);
                if (await this.TruthAsync(exact, elsewhere, cancellation).ConfigureAwait(false) is { } truth)
                {
                    truths.Add(truth);
                }
            }

            if (await Ask(inputs, by).ConfigureAwait(false) is { } near)
            {
                moved.Add(near);
            }
        }

        // One for each, or none: otherwise nobody could tell which is of which.
        return new(by, here, moved.ToImmutable(), others.ToImmutable()) { Truths = truths.Count == others.Count ? truths.ToImmutable() : [] };

        Task<Observation?> Ask(TrialInputs at, double moves) => this.ObserveAsync(worker, experiment.Before, at, moves, cancellation);
    }

    /// <summary>A process with the float64 reference in it; null where there is none.</summary>
    private async Task<Worker?> ExactAsync() => experiment.Oracle is { } oracle ? await start(oracle).ConfigureAwait(false) : null;

    private async Task<Observation?> TruthAsync(Worker? exact, TrialInputs inputs, CancellationToken cancellation) =>
        exact is null ? null : await this.ObserveAsync(exact, experiment.Oracle!, inputs, 0, cancellation).ConfigureAwait(false);

    private async Task<Observation?> ObserveAsync(Worker worker, VariantSpec variant, TrialInputs inputs, double moves, CancellationToken cancellation)
    {
        if (worker.IsGone)
        {
            return null;
        }

        var request = new Request("observe") { Variant = variant.Name, Size = inputs.Size, Seed = inputs.Seed, Lane = inputs.Lane, Moves = moves, MoveSeed = ExperimentRunner.Seed() };
        try
        {
            return Observation.Deserialize((await worker.AskAsync(request, limit, cancellation).ConfigureAwait(false)).Body);
        }
        catch (WorkerException exception) when (exception.FromCode)
        {
            // What it cannot take tells nothing.
            return null;
        }
    }
}
