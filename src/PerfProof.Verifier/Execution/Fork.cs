using System.Collections.Immutable;
using System.Security.Cryptography;
using PerfProof.KernelHost;
using PerfProof.Planning;

namespace PerfProof.Execution;

/// <summary>How the processes of one repetition run.</summary>
internal enum ForkKind
{
    /// <summary>All legs in one process, fully optimised from the first call: the steadiest.</summary>
    Together,

    /// <summary>All legs in one process with the default tiered JIT, as users' programs run.</summary>
    Tiered,

    /// <summary>Each leg in a process of its own, fully optimised.</summary>
    Apart,
}

/// <summary>
/// One repetition of the timing: batches of before, after, and before again, in turns, so that what the machine does
/// meanwhile reaches all alike. Together in one process that is precise: the same code against itself scatters by 1% from
/// process to process. Apart, each in a process of its own, it scatters by two to three times as much; but nothing that one
/// side does to its process (settings, pools, locks, threads that it leaves behind) helps or hinders the other, and every call
/// there has inputs that the process has not seen.
/// </summary>
internal sealed class Fork : IAsyncDisposable
{
    private const double BatchSeconds = 0.003;

    // Of the time for the rounds of one size: 0.06 s by default. The tiered JIT counts calls, instruments, and counts again; a
    // user's program that runs long enough to be slow is past that. It must be past it here too before the first time is
    // taken: 0.5 s.
    private const double WarmUpShare = 0.2;
    private const double TieredWarmUpShare = 5.0 / 3;

    // At the sizes after the first the code is compiled; what is left to warm are caches, and what runs at that size only.
    private const double LaterShare = 0.3;
    private const int WarmUpCalls = 40;

    // What is optimised from its first call needs a few for its caches only: forty of 30 ms would be most of the time that a verdict takes.
    private const int OptimisedWarmUpCalls = 10;
    private const int MaximumRing = 64;
    private const int LooksPerSize = 2;
    private const int FewestRounds = 5;
    private const int MostRounds = 30;
    private const int ClearRounds = 8;
    private const int ApartRounds = 12;

    // Of calls longer than a batch should be, so many seconds are timed by a leg of a process, and one call at least. Their times scatter less by
    // themselves, and what decides is the scatter from process to process. One process in four then looks.
    private const double LongCallsSeconds = 0.15;
    private const int LooksEvery = 4;

    // Elements of the inputs that are made anew for each batch.
    private const int MaximumElements = 1 << 19;

    // Calls of a timed batch apart whose results are asked for when it is over, and elements that they may have together.
    private const int MostKept = 8;
    private const int KeptElements = 1 << 15;
    private const int LargeKeptEvery = 4;

    private readonly Experiment experiment;
    private readonly Effort effort;
    private readonly ForkKind kind;
    private readonly int mostRounds;
    private readonly StageClock clock;
    private readonly ImmutableArray<Leg> legs;
    private readonly bool comparesReveals;
    private readonly List<Worker> workers = [];

    /// <summary>Starts the processes; where there are several, in random order, since which is first must not matter.</summary>
    /// <param name="experiment">What is timed.</param>
    /// <param name="effort">How much effort it may take.</param>
    /// <param name="kind">How the processes run.</param>
    /// <param name="isClear">Whether a few rounds will do, from what earlier repetitions showed.</param>
    /// <param name="clock">Told how long each part takes.</param>
    /// <param name="start">Starts a process.</param>
    public Fork(Experiment experiment, Effort effort, ForkKind kind, bool isClear, StageClock clock, Func<Worker> start)
    {
        (this.experiment, this.effort, this.kind, this.clock) = (experiment, effort, kind, clock);
        this.mostRounds = isClear ? ClearRounds : MostRounds;
        // Where a change of precision is declared, only the truth in float64 could tell what is right.
        this.comparesReveals = experiment.DeclaredChange is null || experiment.Oracle is not null;
        if (kind != ForkKind.Apart)
        {
            var before = NewLeg(Start(), experiment.Before);
            this.legs = [before, NewLeg(this.workers[0], experiment.After), before];
            return;
        }

        var made = new Leg[3];
        foreach (var which in InRandomOrder())
        {
            made[which] = NewLeg(Start(), which == 1 ? experiment.After : experiment.Before);
        }

        this.legs = [.. made];

        Worker Start()
        {
            this.workers.Add(start());
            return this.workers[^1];
        }

        Leg NewLeg(Worker worker, VariantSpec side) => new(worker, side, effort.CallLimit);
    }

    /// <summary>What the legs produced in timed calls where it was not alike to the bit.</summary>
    public ImmutableArray<Reveal> Reveals { get; private set; } = [];

    private Leg Before => this.legs[0];

    private Leg After => this.legs[1];

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var worker in this.workers)
        {
            await worker.DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Times every size.</summary>
    /// <exception cref="WorkerException">A side failed.</exception>
    public async Task<(ImmutableArray<ForkSamples> Samples, ImmutableArray<Recheck> Rechecks)> RunAsync(
        IReadOnlyList<Calibrated> sizes, TimedOutputs outputs, CancellationToken cancellation)
    {
        foreach (var leg in this.legs.Distinct())
        {
            await leg.LoadAsync(this.experiment.Hints, cancellation).ConfigureAwait(false);
        }

        this.clock.Lap("start processes");

        var results = ImmutableArray.CreateBuilder<ForkSamples>();
        var rechecks = ImmutableArray.CreateBuilder<Recheck>();
        foreach (var (i, size) in sizes.Index())
        {
            results.Add(await this.TimeAsync(size, i == 0 ? 1 : LaterShare, outputs, rechecks, cancellation).ConfigureAwait(false));
        }

        return (results.ToImmutable(), rechecks.ToImmutable());
    }

    private int LeastWarmUpCalls => this.kind == ForkKind.Tiered ? WarmUpCalls : OptimisedWarmUpCalls;

    private double WarmUpSeconds => this.effort.SecondsPerSize * (this.kind == ForkKind.Tiered ? TieredWarmUpShare : WarmUpShare);

    private async Task<ForkSamples> TimeAsync(Calibrated size, double warmUp, TimedOutputs outputs, ImmutableArray<Recheck>.Builder rechecks, CancellationToken cancellation)
    {
        var isApart = this.kind == ForkKind.Apart;
        var calls = (int)Math.Clamp(Math.Ceiling(BatchSeconds / Math.Max(size.Seconds, 1e-8)), 1, size.ChangesArguments ? MaximumRing : 100_000);
        // Apart, no call has inputs that an earlier one had: whoever remembers results does its work after all.
        calls = isApart ? Math.Clamp(Math.Min(calls, MaximumElements / Math.Max(1, size.Size)), 1, MaximumRing) : calls;
        var isRefreshed = isApart || size.ChangesArguments;
        var seed = outputs.Seed(size.Size) ?? ExperimentRunner.Seed();
        var known = new Ring(size.Size, seed, ExperimentRunner.Seed(), isRefreshed ? calls : Math.Clamp(calls, 2, 4), isRefreshed);
        foreach (var leg in this.legs.Distinct())
        {
            await leg.PrepareAsync(known, cancellation).ConfigureAwait(false);
            await leg.WarmUpAsync(
                calls, warmUp * this.WarmUpSeconds, size.Seconds > ExperimentRunner.LongestCall ? 1 : (int)(warmUp * this.LeastWarmUpCalls), size.ChangesArguments, cancellation).ConfigureAwait(false);
        }

        this.clock.Lap("warm up");
        var most = size.Seconds > ExperimentRunner.LongestCall ? (int)Math.Clamp(LongCallsSeconds / size.Seconds, 1, FewestRounds) : int.MaxValue;
        var rounds = Math.Min(most, isApart ? Math.Min(ApartRounds, this.mostRounds) : (int)Math.Clamp(this.effort.SecondsPerSize / (3 * size.Seconds * calls), FewestRounds, this.mostRounds));
        var count = rounds > 1 ? LooksPerSize : RandomNumberGenerator.GetInt32(LooksEvery) == 0 ? 1 : 0;
        var looks = outputs.Seed(size.Size) is null ? [] : Enumerable.Range(0, count).Select(_ => RandomNumberGenerator.GetInt32(rounds)).ToHashSet();
        var samples = ImmutableArray.CreateBuilder<Round>(rounds);
        var bytes = new double[3];
        var (moved, left) = (new List<double>(rounds), new List<double>(rounds));
        for (var i = 0; i < rounds; i++)
        {
            // All legs of a round work on the same inputs, as many times as nobody can foresee.
            var batch = new Batch(RandomNumberGenerator.GetInt32(calls - (calls / 4), calls + 1), isApart ? 0 : RandomNumberGenerator.GetInt32(known.Count));
            if (isApart && outputs.Seed(size.Size) is not null && (size.Size <= KeptElements || i % LargeKeptEvery == 0))
            {
                batch = batch with { Keeps = Kept(batch.Count, size.Size) };
            }

            if (looks.Contains(i))
            {
                var holds = RandomNumberGenerator.GetInt32(2) == 0;
                // Any call of a batch may be the one that is looked at: who is right in the last ones only must not get away with it.
                var last = RandomNumberGenerator.GetInt32(calls) + 1;
                // The rewrite first: it must not find in some pool what the code as it is left there for the same inputs.
                var after = await this.After.LookAsync(last, holds, cancellation).ConfigureAwait(false);
                var before = await this.Before.LookAsync(last, holds, cancellation).ConfigureAwait(false);
                if (outputs.Check(size.Size, seed, before, after) is { } recheck)
                {
                    rechecks.Add(recheck with { IsApart = isApart });
                }
            }

            var inputs = isApart ? known with { Seed = ExperimentRunner.Seed(), OtherSeed = ExperimentRunner.Seed() } : known;
            var round = new Sample[3];
            foreach (var which in InRandomOrder())
            {
                (round[which], bytes[which]) = await this.legs[which].RunAsync(batch, inputs, cancellation).ConfigureAwait(false);
            }

            samples.Add(new(round[0], round[1], round[2]));
            if (batch.Keeps is not null)
            {
                left.Add(await this.RevealAsync(batch, inputs, cancellation).ConfigureAwait(false));
            }

            moved.Add(this.After.SetupSeconds - Math.Max(this.Before.SetupSeconds, this.legs[2].SetupSeconds));
        }

        if (outputs.Other(size.Size) is { } other)
        {
            var after = await this.After.OverwriteAsync(other, cancellation).ConfigureAwait(false);
            var before = await this.Before.OverwriteAsync(other, cancellation).ConfigureAwait(false);
            if (outputs.Check(size.Size, other.Seed, before, after) is { } difference)
            {
                rechecks.Add(difference with { IsApart = isApart });
            }
        }

        foreach (var leg in isApart ? this.legs : [])
        {
            leg.ThrowIfInCompany();
        }

        this.clock.Lap("time");
        return new(size.Size, this.kind == ForkKind.Tiered, calls, samples.ToImmutable(), bytes[0], bytes[1])
        {
            IsApart = isApart,
            MovedToSetup = isApart ? moved.Order().ElementAt(moved.Count / 2) : 0,
            LeftInResults = left.Count > 0 ? left.Order().ElementAt(left.Count / 2) : 0,
        };
    }

    /// <summary>Asks all legs what they produced in calls of the last batch, which had the same inputs in each.</summary>
    /// <returns>Seconds by which a result of the rewrite takes longer to read.</returns>
    private async Task<double> RevealAsync(Batch batch, Ring inputs, CancellationToken cancellation)
    {
        var all = new List<IReadOnlyList<byte[]>>();
        var reading = new List<(double Seconds, bool IsInert)>();
        foreach (var leg in this.legs)
        {
            var (results, seconds, isInert) = await leg.RevealAsync(cancellation).ConfigureAwait(false);
            all.Add(results);
            reading.Add((seconds, isInert));
        }

        for (var i = 0; this.comparesReveals && i < all.Min(results => results.Count); i++)
        {
            if (!all[0][i].AsSpan().SequenceEqual(all[1][i]))
            {
                this.Reveals = this.Reveals.Add(new(inputs.Size, inputs.SeedOf(batch.Start + batch.Keeps![i]), Observation.Deserialize(all[0][i]), Observation.Deserialize(all[1][i]), Observation.Deserialize(all[2][i])));
            }
        }

        // What runs no code when it is read hides no work; how long that takes is the reader's own luck with memory. Of anything else, reading the other side's costs something too.
        return reading[1].IsInert ? 0 : reading[1].Seconds - Math.Max(reading[0].Seconds, reading[2].Seconds);
    }

    private static int[] Kept(int calls, int size)
    {
        var which = Enumerable.Range(0, calls).ToArray();
        RandomNumberGenerator.Shuffle(which.AsSpan());
        return [.. which.Take(Math.Clamp(KeptElements / Math.Max(1, size), 1, MostKept)).Order()];
    }

    private static int[] InRandomOrder()
    {
        var order = new[] { 0, 1, 2 };
        RandomNumberGenerator.Shuffle(order.AsSpan());
        return order;
    }
}
