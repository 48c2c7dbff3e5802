using System.CommandLine;
using PerfProof.Bundles;
using PerfProof.Execution;
using PerfProof.Loading;
using PerfProof.Reporting;
using PerfProof.Tool.Output;

namespace PerfProof.Tool.Commands;

/// <summary><c>perfproof verify</c>: measures what the fix of each finding brings, and writes the evidence.</summary>
internal static class VerifyCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(Terminal terminal)
    {
        var command = new Command("verify", "Run the code before and after each fix, compare outputs, measure, and judge.");
        var source = new SourceOptions(command);
        var verdict = new VerdictOptions(command, EvidenceFile.DefaultName);
        var entry = new Option<string?>("--entry")
        {
            Description = "Measure the whole program: a method without parameters that runs it, such as MyApp.Program.Main, or 'auto' for the benchmarks, tests and Main that reach each finding.",
            HelpName = "Namespace.Type.Method|auto",
        };
        var together = new Option<bool>("--together") { Description = "After single fixes, measure all at once that were confirmed from the same entry, and what each brings." };
        var shard = new Option<Shard?>("--shard")
        {
            Description = "Verify only one of several equal parts of the findings, such as 2/4; 'perfproof merge' joins their evidence.",
            HelpName = "i/n",
            CustomParser = result =>
            {
                if (Shard.Parse(result.Tokens[0].Value) is { } part)
                {
                    return part;
                }

                result.AddError($"--shard needs a part such as 2/4, from 1/4 to 4/4, and not '{result.Tokens[0].Value}'.");
                return null;
            },
        };
        var cache = new CacheOptions(command);
        var profile = new ProfileOption(command);
        command.Options.Add(shard);
        var devices = new Option<string[]>("--device")
        {
            Description = "Judge modelled kernels on this device, by id (OpenCL:0) or kind (Cuda, OpenCL, managed); 'perfproof devices' lists them. Can be repeated: each gets a verdict of its own.",
            HelpName = "id or kind",
        };
        var bundle = new BundleOptions(command);
        command.Options.Add(entry);
        command.Options.Add(together);
        command.Options.Add(devices);
        command.SetAction((parsed, cancellation) =>
        {
            var options = new VerifyOptions(source.Load(parsed))
            {
                Find = source.Find(parsed),
                Host = verdict.Host(parsed),
                Entry = parsed.GetValue(entry),
                Together = parsed.GetValue(together),
                Devices = [.. parsed.GetValue(devices) ?? []],
                EvidencePath = verdict.Evidence(parsed),
                Budget = verdict.Budget(parsed),
                Shard = parsed.GetValue(shard),
                Profile = profile.Read(parsed),
                CacheFolder = cache.Folder(parsed),
                Effort = Effort.Default,
            };
            return bundle.Folder(parsed) is { } folder ? BundleOptions.ExportAsync(terminal, progress => BundleExport.RunAsync(options, folder, progress, cancellation), "verify", "findings")
                : bundle.Results(parsed) is { } file ? BundleOptions.ImportAsync(terminal, options.EvidencePath, file, verdict.Json(parsed), cancellation)
                : RunAsync(terminal, options, verdict.Json(parsed), cancellation);
        });
        return command;
    }

    private static async Task<int> RunAsync(Terminal terminal, VerifyOptions options, bool json, CancellationToken cancellation)
    {
        using var progress = new ProgressLine(terminal);
        var result = await Verification.RunAsync(options, progress, cancellation).ConfigureAwait(false);
        progress.Clear();
        terminal.Write(result.Problems);
        await VerdictOptions.WriteAsync(terminal, result.Evidence, options.EvidencePath, json, result.Failures, cancellation).ConfigureAwait(false);
        if (result.EntryProblem is { } entry)
        {
            await terminal.Error.WriteLineAsync($"perfproof: {entry}").ConfigureAwait(false);
        }

        return ExitCodes.Of(result, cancellation.IsCancellationRequested);
    }
}
