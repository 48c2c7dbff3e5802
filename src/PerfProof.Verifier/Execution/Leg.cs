using PerfProof.KernelHost;
using PerfProof.Planning;

namespace PerfProof.Execution;

/// <summary>A size that can be timed.</summary>
/// <param name="Size">The size.</param>
/// <param name="Seconds">How long a call of the code as it is takes there, roughly.</param>
/// <param name="ChangesArguments">Whether a call changes what it is given, so that every call needs inputs of its own.</param>
internal sealed record Calibrated(int Size, double Seconds, bool ChangesArguments);

/// <summary>What a batch does.</summary>
/// <param name="Count">Calls.</param>
/// <param name="Start">Which of the prepared inputs is first.</param>
internal readonly record struct Batch(int Count, int Start)
{
    /// <summary>Which of the calls' results are kept until they are asked for, in ascending order; null for none.</summary>
    public IReadOnlyList<int>? Keeps { get; init; }
}

/// <summary>The inputs that stand ready for the batches of one size: the same for every leg.</summary>
/// <param name="Size">The size.</param>
/// <param name="Seed">Seed of the first, whose outputs are known.</param>
/// <param name="OtherSeed">Seed of the others.</param>
/// <param name="Count">How many there are.</param>
/// <param name="AreRefreshed">Whether they are made anew for each batch.</param>
internal sealed record Ring(int Size, ulong Seed, ulong OtherSeed, int Count, bool AreRefreshed)
{
    /// <summary>The seed of the inputs of a call, counted from the first of the prepared ones.</summary>
    public ulong SeedOf(int call) => call % this.Count is 0 ? this.Seed : this.OtherSeed + (ulong)(call % this.Count);
}

/// <summary>One side in a process, which runs batches of calls on request.</summary>
/// <param name="worker">The process.</param>
/// <param name="side">The code.</param>
/// <param name="limit">Longest that one answer may take.</param>
internal sealed class Leg(Worker worker, VariantSpec side, TimeSpan limit)
{
    private const double LongestWarmUp = 1.5;
    private const int MostWarmUpBatches = 2000;
    private const double LongWarmUpBatch = 0.005;
    private const int MostGrowth = 16;
    private double idle;
    private Ring ring = null!;

    /// <summary>Loads the code.</summary>
    public Task LoadAsync(IReadOnlyDictionary<string, string> hints, CancellationToken cancellation) =>
        worker.AskAsync(new Request("load") { Variants = [side], Hints = hints }, limit, cancellation);

    /// <summary>Seconds that it took to make an object to call the method on, where it is made from inputs, the last time that inputs were made anew.</summary>
    public double SetupSeconds { get; private set; }

    /// <summary>Makes inputs ready.</summary>
    public Task PrepareAsync(Ring inputs, CancellationToken cancellation)
    {
        this.ring = inputs;
        var request = new Request("prepare") { Variant = side.Name, Size = inputs.Size, Seed = inputs.Seed, OtherSeed = inputs.OtherSeed, Count = inputs.Count };
        return worker.AskAsync(request, limit, cancellation);
    }

    /// <summary>Calls until the code is warm.</summary>
    /// <param name="calls">Calls in the first batch. The next ones have more where inputs can be used again, since asking costs half a millisecond each time.</param>
    /// <param name="seconds">For how long.</param>
    /// <param name="atLeast">Fewest calls.</param>
    /// <param name="refreshes">Whether every batch needs inputs of its own.</param>
    /// <param name="cancellation">Stops it.</param>
    public async Task WarmUpAsync(int calls, double seconds, int atLeast, bool refreshes, CancellationToken cancellation)
    {
        // By the parent's clock, and in so many calls: one that returns at once and leaves its work for later would be repeated without end.
        var most = (long)calls * MostWarmUpBatches;
        var (total, waited, count, batch) = (0.0, 0.0, 0L, calls);
        while ((total < seconds || count < atLeast) && waited <= LongestWarmUp && count < most)
        {
            if (refreshes)
            {
                await this.RefreshAsync(this.ring, cancellation).ConfigureAwait(false);
            }

            var (response, _, parent) = await this.AskAsync(new(batch, 0), cancellation).ConfigureAwait(false);
            total += response.Seconds;
            waited += parent;
            count += batch;
            batch = refreshes || response.Seconds > LongWarmUpBatch ? batch : Math.Min(batch * 2, calls * MostGrowth);
        }

        this.idle = worker.IdleSeconds;
    }

    /// <summary>Times a batch.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="inputs">What it works on; made before the clock starts where that is refreshed.</param>
    /// <param name="cancellation">Stops it.</param>
    public async Task<(Sample Sample, double Bytes)> RunAsync(Batch batch, Ring inputs, CancellationToken cancellation)
    {
        await this.RefreshAsync(inputs, cancellation).ConfigureAwait(false);
        var (response, _, parent) = await this.AskAsync(batch, cancellation).ConfigureAwait(false);
        if (response.Calls != batch.Count)
        {
            throw new WorkerException($"of {batch.Count} calls that the process was asked for, {response.Calls} were made", fromCode: true, side.Name);
        }

        var lingered = worker.IdleSeconds - this.idle;
        this.idle = worker.IdleSeconds;
        return (new(response.Seconds / batch.Count, parent - response.Seconds, batch.Count, lingered), (double)response.AllocatedBytes / batch.Count);
    }

    /// <summary>
    /// A batch like any other, to the code that it calls, whose last call has the first of the prepared inputs; what it
    /// produced. Its time does not count, since it includes looking.
    /// </summary>
    /// <param name="count">Calls.</param>
    /// <param name="holds">Whether to look only after one more call, on other inputs.</param>
    /// <param name="cancellation">Stops it.</param>
    public async Task<byte[]> LookAsync(int count, bool holds, CancellationToken cancellation)
    {
        await this.RefreshAsync(this.ring, cancellation).ConfigureAwait(false);
        var start = ((1 - count) % this.ring.Count + this.ring.Count) % this.ring.Count;
        var (_, body, _) = await this.AskAsync(new(count, start), cancellation, looks: true, holds).ConfigureAwait(false);
        return body;
    }

    /// <summary>What the calls of the last batch produced whose results were kept, how long it took to read one of them, and whether that ran code of theirs.</summary>
    public async Task<(IReadOnlyList<byte[]> Results, double Seconds, bool IsInert)> RevealAsync(CancellationToken cancellation)
    {
        var (response, body, _) = await worker.AskAsync(new Request("reveal") { Variant = side.Name }, limit, cancellation).ConfigureAwait(false);
        return (Observation.Split(body), response.Seconds, response.IsInert);
    }

    /// <summary>That nothing works on for it that no clock sees.</summary>
    /// <exception cref="WorkerException">Something does.</exception>
    public void ThrowIfInCompany()
    {
        if (worker.Company is [var name, ..] all)
        {
            throw new WorkerException(
                $"{(side.Name == "before" ? "the code as it is" : "the rewritten code")} leaves {(all.Count == 1 ? "a process" : $"{all.Count} processes")} running when its calls return ({name}), whose work cannot be timed",
                fromCode: false,
                side.Name);
        }
    }

    /// <summary>What a call produces when other inputs stand in the memory of the first ones.</summary>
    public async Task<byte[]> OverwriteAsync(Trial trial, CancellationToken cancellation)
    {
        var request = new Request("overwrite") { Variant = side.Name, Size = trial.Size, Seed = trial.Seed, Lane = trial.Lane };
        await worker.AskAsync(request, limit, cancellation).ConfigureAwait(false);
        var call = new Request("run") { Variant = side.Name, Count = 1, Start = 0, Observes = true };
        return (await worker.AskAsync(call, limit, cancellation).ConfigureAwait(false)).Body;
    }

    private async Task RefreshAsync(Ring inputs, CancellationToken cancellation)
    {
        if (inputs.AreRefreshed)
        {
            var request = new Request("refresh") { Variant = side.Name, Seed = inputs.Seed, OtherSeed = inputs.OtherSeed };
            this.SetupSeconds = (await worker.AskAsync(request, limit, cancellation).ConfigureAwait(false)).Response.Seconds;
        }
    }

    private Task<(Response Response, byte[] Body, double ParentSeconds)> AskAsync(Batch batch, CancellationToken cancellation, bool looks = false, bool holds = false)
    {
        var request = new Request("run") { Variant = side.Name, Count = batch.Count, Start = batch.Start, Observes = looks, Holds = holds, Keeps = batch.Keeps };
        return worker.AskAsync(request, limit, cancellation);
    }
}
