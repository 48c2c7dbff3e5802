using System.Collections.Immutable;
using PerfProof.KernelHost;
using PerfProof.Loading;
using PerfProof.Planning;
using PerfProof.Planning.Instrumentation;

namespace PerfProof.Execution;

/// <summary>Runs a program that counts its calls, once, in a process of its own. Nothing of it is timed.</summary>
internal sealed class CallCounter(Effort effort, ScratchFolder scratch)
{
    /// <summary>What one run recorded, by site.</summary>
    /// <param name="program">The program.</param>
    /// <param name="entry">From where it is run; at the largest size, where it has several.</param>
    /// <param name="cancellation">Cancels.</param>
    /// <exception cref="WorkerException">It cannot be run.</exception>
    public async Task<ImmutableArray<RecordedSite>> CountAsync(CountedProgram program, Entry entry, CancellationToken cancellation)
    {
        var side = program.Side!;
        var folder = scratch.NewFolder("count");
        // Apart from what else the process has in its folder.
        var records = Directory.CreateDirectory(Path.Combine(folder, "calls")).FullName;
        var options = new WorkerOptions(Tiered: true, program.Frameworks, effort.MemoryBytes, folder)
        {
            Writable = [scratch.Path],
            Environment = ImmutableDictionary<string, string>.Empty.Add(CallInstrumenter.FolderVariable, records),
        };
        await using var worker = Worker.Start(options);
        await worker.AskAsync(new Request("load") { Variants = [side], Hints = entry.Arguments }, effort.CallLimit, cancellation).ConfigureAwait(false);
        await worker.AskAsync(new Request("observe") { Variant = side.Name, Size = entry.Sizes.Candidates[^1] }, effort.CallLimit, cancellation).ConfigureAwait(false);
        await worker.ExitAsync(effort.CallLimit, cancellation).ConfigureAwait(false);
        return [.. CallRecords.Read(records).Records.SelectMany(record => record.Sites)];
    }
}
