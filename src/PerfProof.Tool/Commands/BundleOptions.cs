using System.CommandLine;
using System.Globalization;
using PerfProof.Bundles;
using PerfProof.Tool.Output;

namespace PerfProof.Tool.Commands;

/// <summary>What every command has that can run its experiments on another machine: write a bundle, and judge what comes back.</summary>
internal sealed class BundleOptions
{
    private readonly Option<DirectoryInfo?> export = new("--export")
    {
        Description = "Run nothing here: write the experiments into this folder, with all that they need to run on another machine (Linux on this kind of processor), and pack it.",
        HelpName = "folder",
    };

    private readonly Option<FileInfo?> import = new("--import") { Description = "Run nothing: judge what an exported bundle brought back.", HelpName = "file" };

    /// <summary>Adds the options to a command.</summary>
    public BundleOptions(Command command)
    {
        command.Options.Add(this.export);
        command.Options.Add(this.import);
        command.Validators.Add(parsed =>
        {
            if (parsed.GetResult(this.export) is not null && parsed.GetResult(this.import) is not null)
            {
                parsed.AddError("--export and --import exclude each other.");
            }
        });
    }

    /// <summary>Whether results are to be judged, for which nothing else is needed.</summary>
    public bool IsImport(System.CommandLine.Parsing.SymbolResult parsed) => parsed.GetResult(this.import) is not null;

    /// <summary>The folder to export to; null when that is not asked for.</summary>
    public string? Folder(ParseResult parsed) => parsed.GetValue(this.export)?.FullName;

    /// <summary>The results to import; null when that is not asked for.</summary>
    public string? Results(ParseResult parsed) => parsed.GetValue(this.import)?.FullName;

    /// <summary>Exports, and says what came of it.</summary>
    /// <param name="terminal">Where that is said.</param>
    /// <param name="export">Writes the bundle.</param>
    /// <param name="command">The command that exports, and judges what comes back.</param>
    /// <param name="what">What is exported: findings, pairs.</param>
    public static async Task<int> ExportAsync(Terminal terminal, Func<IProgress<VerifyProgress>, Task<ExportResult>> export, string command, string what)
    {
        using var progress = new ProgressLine(terminal);
        var result = await export(progress).ConfigureAwait(false);
        progress.Clear();
        terminal.Write(result.Problems);
        foreach (var left in result.Left)
        {
            terminal.Error.WriteLine($"perfproof: note: not exported: {left}");
        }

        terminal.Output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{result.Exported} {(result.Exported == 1 ? what.TrimEnd('s') : what)} exported {(result.Ilgpu is null ? "without ILGPU" : $"with ILGPU {result.Ilgpu}")}: {result.Archive}, {result.Bytes / 1e6:0.0} MB."));
        terminal.Output.WriteLine($"Unpack it where the devices are, run ./run.sh results.perfproof in it, bring that file back, and judge it: perfproof {command} --import results.perfproof");
        return result.Code.IsIncomplete ? ExitCodes.NotLoaded : ExitCodes.Done;
    }

    /// <summary>Imports, and shows the verdicts.</summary>
    public static async Task<int> ImportAsync(Terminal terminal, string evidencePath, string file, bool json, CancellationToken cancellation)
    {
        var evidence = BundleImport.Run(file, evidencePath);
        await VerdictOptions.WriteAsync(terminal, evidence, evidencePath, json, [], cancellation).ConfigureAwait(false);
        return ExitCodes.Done;
    }
}
