using System.CommandLine;
using PerfProof.Bundles;
using PerfProof.Loading;
using PerfProof.Tool.Output;

namespace PerfProof.Tool.Commands;

/// <summary><c>perfproof compare</c>: puts any before/after pair through the gate of <c>verify</c>.</summary>
internal static class CompareCommand
{
    /// <summary>Where the evidence goes when nothing else is said: not over that of <c>verify</c>.</summary>
    public const string EvidenceName = "perfproof.compare.json";

    /// <summary>Makes the command.</summary>
    public static Command Create(Terminal terminal)
    {
        var command = new Command("compare", "Compare the methods marked [Before] and [After] of a C# file: outputs first, then speed.");
        var path = new Argument<string?>("pair")
        {
            Description = "A C# file with one or more pairs, or a folder or project of such files. Not needed with --import.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var candidate = new Argument<string?>("candidate")
        {
            Description = "Another file that the methods marked [After] are taken from; everything else counts from the first.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var only = new Option<string?>("--pair") { Description = "Compare only the pair of this name.", HelpName = "name" };
        var references = new Option<string[]>("--reference")
        {
            Description = "An assembly, or a folder of assemblies, to compile the file against. Can be repeated.",
            HelpName = "dll or folder",
        };
        var device = new Option<string?>("--device")
        {
            Description = "Judge kernels on this device, by id (OpenCL:0) or kind (Cuda, OpenCL, managed); 'perfproof devices' lists them. Methods run on the processor.",
            HelpName = "id or kind",
        };
        command.Arguments.Add(path);
        command.Arguments.Add(candidate);
        command.Options.Add(only);
        command.Options.Add(references);
        command.Options.Add(device);
        var verdict = new VerdictOptions(command, EvidenceName);
        var cache = new CacheOptions(command);
        var bundle = new BundleOptions(command);
        command.Validators.Add(parsed =>
        {
            if (parsed.GetResult(path) is not { Tokens.Count: > 0 } && !bundle.IsImport(parsed))
            {
                parsed.AddError("Name a C# file with a pair in it.");
            }
        });
        command.SetAction((parsed, cancellation) =>
        {
            if (bundle.Results(parsed) is { } results)
            {
                return BundleOptions.ImportAsync(terminal, verdict.Evidence(parsed), results, verdict.Json(parsed), cancellation);
            }

            LoadRequest Load(string file) => new(file) { References = [.. parsed.GetValue(references) ?? []] };
            var options = new CompareOptions(Load(parsed.GetValue(path)!))
            {
                Candidate = parsed.GetValue(candidate) is { } file ? Load(file) : null,
                Only = parsed.GetValue(only),
                Host = verdict.Host(parsed),
                Device = parsed.GetValue(device),
                EvidencePath = verdict.Evidence(parsed),
                Budget = verdict.Budget(parsed),
                CacheFolder = cache.Folder(parsed),
            };
            return bundle.Folder(parsed) is { } folder ? BundleOptions.ExportAsync(terminal, progress => BundleExport.RunAsync(options, folder, progress, cancellation), "compare", "pairs")
                : RunAsync(terminal, options, verdict.Json(parsed), cancellation);
        });
        return command;
    }

    private static async Task<int> RunAsync(Terminal terminal, CompareOptions options, bool json, CancellationToken cancellation)
    {
        using var progress = new ProgressLine(terminal);
        var result = await PairComparison.RunAsync(options, progress, cancellation).ConfigureAwait(false);
        progress.Clear();
        terminal.Write(result.Problems);
        foreach (var problem in result.Pairs.SelectMany(pair => pair.Problems))
        {
            await terminal.Error.WriteLineAsync($"perfproof: error: {problem}").ConfigureAwait(false);
        }

        await VerdictOptions.WriteAsync(terminal, result.Evidence, options.EvidencePath!, json, result.Failures, cancellation).ConfigureAwait(false);
        return cancellation.IsCancellationRequested ? ExitCodes.Stopped
            : !result.Failures.IsEmpty ? ExitCodes.InternalError
            : result.IsIncomplete ? ExitCodes.NotLoaded
            : ExitCodes.Done;
    }
}
