using System.CommandLine;
using PerfProof.Reporting;

namespace PerfProof.Tool.Commands;

/// <summary>What every command has that ends in verdicts: where kernels run, for how long, and where the evidence goes.</summary>
internal sealed class VerdictOptions
{
    private readonly Option<string> host = new("--host")
    {
        Description = "Where kernels run: managed (this CPU, always there), ilgpu (the devices that the ILGPU package finds), or auto.",
        HelpName = "auto|managed|ilgpu",
        DefaultValueFactory = _ => "auto",
    };

    private readonly Option<bool> json = new("--json") { Description = "Print the evidence as JSON instead of a table." };

    private readonly Option<int?> budget = new("--budget") { Description = "Seconds after which what is left is not measured.", HelpName = "seconds" };

    private readonly Option<FileInfo> evidence;

    /// <summary>Adds the options to a command.</summary>
    /// <param name="command">The command.</param>
    /// <param name="evidenceName">Where the evidence goes when nothing else is said.</param>
    public VerdictOptions(Command command, string evidenceName)
    {
        this.host.AcceptOnlyFromAmong("auto", "managed", "ilgpu");
        this.evidence = new("--evidence")
        {
            Description = $"Where the evidence goes; raw samples and the index go beside it. Default: {evidenceName}.",
            HelpName = "file",
            DefaultValueFactory = _ => new FileInfo(evidenceName),
        };
        this.budget.Validators.Add(result =>
        {
            if (result.Tokens.Count > 0 && int.TryParse(result.Tokens[0].Value, out var seconds) && seconds <= 0)
            {
                result.AddError("--budget needs a positive number of seconds.");
            }
        });
        command.Options.Add(this.host);
        command.Options.Add(this.evidence);
        command.Options.Add(this.json);
        command.Options.Add(this.budget);
    }

    /// <summary>Where kernels run.</summary>
    public string Host(ParseResult parsed) => parsed.GetValue(this.host)!;

    /// <summary>Where the evidence goes.</summary>
    public string Evidence(ParseResult parsed) => parsed.GetValue(this.evidence)!.FullName;

    /// <summary>Whether to print JSON.</summary>
    public bool Json(ParseResult parsed) => parsed.GetValue(this.json);

    /// <summary>Time for the run; null for no limit.</summary>
    public TimeSpan? Budget(ParseResult parsed) => parsed.GetValue(this.budget) is { } seconds ? TimeSpan.FromSeconds(seconds) : null;

    /// <summary>Writes the verdicts to standard output, and to standard error where the tool failed or was stopped.</summary>
    public static async Task WriteAsync(Terminal terminal, Evidence evidence, string path, bool asJson, IEnumerable<string> failures, CancellationToken cancellation)
    {
        if (asJson)
        {
            await terminal.Output.WriteLineAsync(System.Text.Json.JsonSerializer.Serialize(evidence, EvidenceFile.Json)).ConfigureAwait(false);
        }
        else
        {
            Output.VerdictTable.Write(terminal.Console, evidence, path);
        }

        foreach (var failure in failures)
        {
            await terminal.Error.WriteLineAsync($"perfproof: error: {failure}").ConfigureAwait(false);
        }

        if (cancellation.IsCancellationRequested)
        {
            await terminal.Error.WriteLineAsync($"perfproof: stopped; what was measured until then is in {path}.").ConfigureAwait(false);
        }
    }
}
