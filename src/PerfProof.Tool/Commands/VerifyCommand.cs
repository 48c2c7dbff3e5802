using System.CommandLine;
using System.Text.Json;
using PerfProof.Execution;
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
        var host = new Option<string>("--host")
        {
            Description = "Where generated kernels run: managed (this CPU, always there), ilgpu (the devices that the ILGPU package finds), or auto.",
            HelpName = "auto|managed|ilgpu",
            DefaultValueFactory = _ => "auto",
        };
        host.AcceptOnlyFromAmong("auto", "managed", "ilgpu");
        var evidence = new Option<FileInfo>("--evidence")
        {
            Description = $"Where the evidence goes; raw samples and the index go beside it. Default: {EvidenceFile.DefaultName}.",
            HelpName = "file",
            DefaultValueFactory = _ => new FileInfo(EvidenceFile.DefaultName),
        };
        var json = new Option<bool>("--json") { Description = "Print the evidence as JSON instead of a table." };
        var budget = new Option<int?>("--budget") { Description = "Seconds after which what is left is not measured.", HelpName = "seconds" };
        budget.Validators.Add(result =>
        {
            if (result.Tokens.Count > 0 && int.TryParse(result.Tokens[0].Value, out var seconds) && seconds <= 0)
            {
                result.AddError("--budget needs a positive number of seconds.");
            }
        });
        var entry = new Option<string?>("--entry")
        {
            Description = "Measure the whole program: a method without parameters that runs it, such as MyApp.Program.Main.",
            HelpName = "Namespace.Type.Method",
        };
        command.Options.Add(entry);
        command.Options.Add(host);
        command.Options.Add(evidence);
        command.Options.Add(json);
        command.Options.Add(budget);
        command.SetAction((parsed, cancellation) => RunAsync(
            terminal,
            new VerifyOptions(source.Load(parsed))
            {
                Find = source.Find(parsed),
                Host = parsed.GetValue(host)!,
                Entry = parsed.GetValue(entry),
                EvidencePath = parsed.GetValue(evidence)!.FullName,
                Budget = parsed.GetValue(budget) is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
                Effort = Effort.Default,
            },
            parsed.GetValue(json),
            cancellation));
        return command;
    }

    private static async Task<int> RunAsync(Terminal terminal, VerifyOptions options, bool json, CancellationToken cancellation)
    {
        using var progress = new ProgressLine(terminal);
        var result = await Verification.RunAsync(options, progress, cancellation).ConfigureAwait(false);
        progress.Clear();
        terminal.Write(result.Problems);
        if (json)
        {
            await terminal.Output.WriteLineAsync(JsonSerializer.Serialize(result.Evidence, EvidenceFile.Json)).ConfigureAwait(false);
        }
        else
        {
            VerdictTable.Write(terminal.Console, result.Evidence, options.EvidencePath);
        }

        foreach (var failure in result.Failures)
        {
            await terminal.Error.WriteLineAsync($"perfproof: error: {failure}").ConfigureAwait(false);
        }

        if (cancellation.IsCancellationRequested)
        {
            await terminal.Error.WriteLineAsync($"perfproof: stopped; what was measured until then is in {options.EvidencePath}.").ConfigureAwait(false);
            return ExitCodes.Stopped;
        }

        return !result.Failures.IsEmpty ? ExitCodes.InternalError
            : result.Code.IsIncomplete ? ExitCodes.NotLoaded
            : ExitCodes.Done;
    }
}
