using System.CommandLine;
using System.Globalization;
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
            Description = "Measure the whole program: a method without parameters that runs it, such as MyApp.Program.Main.",
            HelpName = "Namespace.Type.Method",
        };
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
        command.Options.Add(shard);
        var devices = new Option<string[]>("--device")
        {
            Description = "Judge modelled kernels on this device, by id (OpenCL:0) or kind (Cuda, OpenCL, managed); 'perfproof devices' lists them. Can be repeated: each gets a verdict of its own.",
            HelpName = "id or kind",
        };
        var export = new Option<DirectoryInfo?>("--export")
        {
            Description = "Run nothing here: write the kernel experiments into this folder, with all that they need to run on another machine, and pack it.",
            HelpName = "folder",
        };
        var import = new Option<FileInfo?>("--import") { Description = "Run nothing: judge what an exported bundle brought back.", HelpName = "file" };
        command.Options.Add(export);
        command.Options.Add(import);
        command.Options.Add(entry);
        command.Options.Add(devices);
        command.Validators.Add(parsed =>
        {
            if (parsed.GetResult(export) is not null && parsed.GetResult(import) is not null)
            {
                parsed.AddError("--export and --import exclude each other.");
            }
        });
        command.SetAction((parsed, cancellation) =>
        {
            var options = new VerifyOptions(source.Load(parsed))
            {
                Find = source.Find(parsed),
                Host = verdict.Host(parsed),
                Entry = parsed.GetValue(entry),
                Devices = [.. parsed.GetValue(devices) ?? []],
                EvidencePath = verdict.Evidence(parsed),
                Budget = verdict.Budget(parsed),
                Shard = parsed.GetValue(shard),
                CacheFolder = cache.Folder(parsed),
                Effort = Effort.Default,
            };
            return parsed.GetValue(export) is { } folder ? ExportAsync(terminal, options, folder.FullName, cancellation)
                : parsed.GetValue(import) is { } file ? ImportAsync(terminal, options, file.FullName, verdict.Json(parsed), cancellation)
                : RunAsync(terminal, options, verdict.Json(parsed), cancellation);
        });
        return command;
    }

    private static async Task<int> ExportAsync(Terminal terminal, VerifyOptions options, string folder, CancellationToken cancellation)
    {
        using var progress = new ProgressLine(terminal);
        var result = await BundleExport.RunAsync(options, folder, progress, cancellation).ConfigureAwait(false);
        progress.Clear();
        terminal.Write(result.Problems);
        foreach (var left in result.Left)
        {
            terminal.Error.WriteLine($"perfproof: note: not exported: {left}");
        }

        terminal.Output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{result.Exported} {(result.Exported == 1 ? "finding" : "findings")} exported {(result.Ilgpu is null ? "without ILGPU" : $"with ILGPU {result.Ilgpu}")}: {result.Archive}, {result.Bytes / 1e6:0.0} MB."));
        terminal.Output.WriteLine($"Unpack it where the devices are, run ./run.sh results.perfproof in it, bring that file back, and judge it: perfproof verify --import results.perfproof");
        return result.Code.IsIncomplete ? ExitCodes.NotLoaded : ExitCodes.Done;
    }

    private static async Task<int> ImportAsync(Terminal terminal, VerifyOptions options, string file, bool json, CancellationToken cancellation)
    {
        var evidence = BundleImport.Run(file, options.EvidencePath);
        await VerdictOptions.WriteAsync(terminal, evidence, options.EvidencePath, json, [], cancellation).ConfigureAwait(false);
        return ExitCodes.Done;
    }

    private static async Task<int> RunAsync(Terminal terminal, VerifyOptions options, bool json, CancellationToken cancellation)
    {
        using var progress = new ProgressLine(terminal);
        var result = await Verification.RunAsync(options, progress, cancellation).ConfigureAwait(false);
        progress.Clear();
        terminal.Write(result.Problems);
        await VerdictOptions.WriteAsync(terminal, result.Evidence, options.EvidencePath, json, result.Failures, cancellation).ConfigureAwait(false);
        return cancellation.IsCancellationRequested ? ExitCodes.Stopped
            : !result.Failures.IsEmpty ? ExitCodes.InternalError
            : result.Code.IsIncomplete ? ExitCodes.NotLoaded
            : ExitCodes.Done;
    }
}
