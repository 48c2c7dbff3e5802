using PerfProof.KernelHost;

namespace PerfProof.Execution;

/// <summary>A size that can be timed.</summary>
/// <param name="Size">The size.</param>
/// <param name="Seconds">How long a call of the code as it is takes there, roughly.</param>
/// <param name="ChangesArguments">Whether a call changes what it is given, so that every call needs inputs of its own.</param>
internal sealed record Calibrated(int Size, double Seconds, bool ChangesArguments);

/// <summary>What a batch does.</summary>
/// <param name="Count">Calls.</param>
/// <param name="Start">Which of the prepared inputs is first.</param>
internal readonly record struct Batch(int Count, int Start);

/// <summary>Batches of calls of one size in one child.</summary>
/// <param name="worker">The child.</param>
/// <param name="limit">Longest that a batch may take.</param>
/// <param name="refreshes">Whether the inputs are made anew for each batch.</param>
/// <param name="ring">How many inputs are prepared.</param>
internal sealed class Leg(Worker worker, TimeSpan limit, bool refreshes, int ring)
{
    private const double LongestWarmUp = 1.5;

    /// <summary>Calls until the code is warm.</summary>
    public async Task WarmUpAsync(string variant, int calls, double seconds, int atLeast, CancellationToken cancellation)
    {
        var (total, count) = (0.0, 0);
        while ((total < seconds || count < atLeast) && total <= LongestWarmUp)
        {
            var batch = await this.RunAsync(variant, new(calls, 0), cancellation).ConfigureAwait(false);
            total += batch.Sample.Seconds * calls;
            count += calls;
        }
    }

    /// <summary>Times a batch.</summary>
    public async Task<(Sample Sample, double Bytes)> RunAsync(string variant, Batch batch, CancellationToken cancellation)
    {
        var (response, _, parent) = await this.AskAsync(variant, batch, observes: false, cancellation).ConfigureAwait(false);
        return (new(response.Seconds / batch.Count, parent - response.Seconds, batch.Count), (double)response.AllocatedBytes / batch.Count);
    }

    /// <summary>
    /// A batch like any other, to the code that it calls, whose last call has the first of the prepared inputs; what it
    /// produced. Its time does not count, since it includes looking.
    /// </summary>
    public async Task<byte[]> LookAsync(string variant, int count, CancellationToken cancellation)
    {
        var start = ((1 - count) % ring + ring) % ring;
        var (_, body, _) = await this.AskAsync(variant, new(count, start), observes: true, cancellation).ConfigureAwait(false);
        return body;
    }

    /// <summary>What a call produces when other inputs stand in the memory of the first ones.</summary>
    public async Task<byte[]> OverwriteAsync(string variant, Trial trial, CancellationToken cancellation)
    {
        var request = new Request("overwrite") { Variant = variant, Size = trial.Size, Seed = trial.Seed, Lane = trial.Lane };
        await worker.AskAsync(request, limit, cancellation).ConfigureAwait(false);
        var call = new Request("run") { Variant = variant, Count = 1, Start = 0, Observes = true };
        return (await worker.AskAsync(call, limit, cancellation).ConfigureAwait(false)).Body;
    }

    private async Task<(Response Response, byte[] Body, double ParentSeconds)> AskAsync(string variant, Batch batch, bool observes, CancellationToken cancellation)
    {
        if (refreshes)
        {
            await worker.AskAsync(new Request("refresh") { Variant = variant }, limit, cancellation).ConfigureAwait(false);
        }

        var request = new Request("run") { Variant = variant, Count = batch.Count, Start = batch.Start, Observes = observes };
        return await worker.AskAsync(request, limit, cancellation).ConfigureAwait(false);
    }
}
