using System.CommandLine;
using PerfProof.Reporting;
using PerfProof.Tool.Output;

namespace PerfProof.Tool.Commands;

/// <summary><c>perfproof fix</c>: applies the fixes that were measured to be faster, each measured once more.</summary>
internal static class FixCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(Terminal terminal)
    {
        var command = new Command("fix", "Apply the fixes that 'perfproof verify' confirmed, measuring each once more before it is written.");
        var source = new SourceOptions(command);
        var only = new Option<string>("--only")
        {
            Description = "What to apply: confirmed, on your own code or program as it is now. 'dotnet format analyzers' applies fixes unmeasured.",
            HelpName = "confirmed",
            DefaultValueFactory = _ => "confirmed",
        };
        only.AcceptOnlyFromAmong("confirmed");
        var evidence = new Option<FileInfo>("--evidence")
        {
            Description = $"The evidence that says what is confirmed. Default: {EvidenceFile.DefaultName}.",
            HelpName = "file",
            DefaultValueFactory = _ => new FileInfo(EvidenceFile.DefaultName),
        };
        var dryRun = new Option<bool>("--dry-run") { Description = "Change nothing; print what would change as a unified diff, which 'git apply' takes. Nothing is measured again." };
        var allowDirty = new Option<bool>("--allow-dirty") { Description = "Go on although Git has changes that are not committed." };
        var noVerify = new Option<bool>("--no-verify") { Description = "Trust the evidence: measure nothing again." };
        var host = new Option<string>("--host") { Description = "Where kernels run: managed, ilgpu, or auto.", HelpName = "auto|managed|ilgpu", DefaultValueFactory = _ => "auto" };
        host.AcceptOnlyFromAmong("auto", "managed", "ilgpu");
        var entry = new Option<string?>("--entry") { Description = "Measure the whole program again, as 'verify --entry' does.", HelpName = "Namespace.Type.Method" };
        foreach (var option in new Option[] { only, evidence, dryRun, allowDirty, noVerify, host, entry })
        {
            command.Options.Add(option);
        }

        command.SetAction((parsed, cancellation) => RunAsync(
            terminal,
            new FixOptions(source.Load(parsed))
            {
                Find = source.Find(parsed),
                EvidencePath = parsed.GetValue(evidence)!.FullName,
                IsDryRun = parsed.GetValue(dryRun),
                AllowsDirty = parsed.GetValue(allowDirty),
                Reverifies = !parsed.GetValue(noVerify),
                Host = parsed.GetValue(host)!,
                Entry = parsed.GetValue(entry),
            },
            cancellation));
        return command;
    }

    /// <summary>Runs it.</summary>
    internal static async Task<int> RunAsync(Terminal terminal, FixOptions options, CancellationToken cancellation)
    {
        using var progress = new ProgressLine(terminal);
        FixResult result;
        try
        {
            result = await FixRun.RunAsync(options, progress, cancellation).ConfigureAwait(false);
        }
        catch (FixRefusedException exception)
        {
            progress.Clear();
            throw new UsageException(exception.Message);
        }

        progress.Clear();
        terminal.Write(result.Problems);
        // The diff alone goes to standard output, so that it can be piped.
        await terminal.Output.WriteAsync(options.IsDryRun ? result.Diff : "").ConfigureAwait(false);
        await (options.IsDryRun ? terminal.Error : terminal.Output).WriteAsync(FixReport.Of(result, options.IsDryRun, options.EvidencePath)).ConfigureAwait(false);
        foreach (var failure in result.Failures)
        {
            await terminal.Error.WriteLineAsync($"perfproof: error: {failure}").ConfigureAwait(false);
        }

        if (cancellation.IsCancellationRequested)
        {
            await terminal.Error.WriteLineAsync("perfproof: stopped; what was applied until then is in the files, each fix as a whole.").ConfigureAwait(false);
        }

        return cancellation.IsCancellationRequested ? ExitCodes.Stopped
            : !result.Failures.IsEmpty ? ExitCodes.InternalError
            : result.IsIncomplete ? ExitCodes.NotLoaded
            : ExitCodes.Done;
    }
}
