using System.CommandLine;
using PerfProof.Reporting;

namespace PerfProof.Tool.Commands;

/// <summary>Whether verdicts of earlier runs count again, and where they are kept.</summary>
internal sealed class CacheOptions
{
    private readonly Option<DirectoryInfo?> folder = new("--cache")
    {
        Description = "Folder for verdicts, which count again where nothing that they rest on changed. Default: perfproof/verdicts in this user's cache.",
        HelpName = "folder",
    };

    private readonly Option<bool> none = new("--no-cache") { Description = "Measure everything, and keep nothing for later runs." };

    /// <summary>Adds the options to a command.</summary>
    public CacheOptions(Command command)
    {
        command.Options.Add(this.folder);
        command.Options.Add(this.none);
        command.Validators.Add(result =>
        {
            if (result.GetValue(this.folder) is { } named && result.GetValue(this.none))
            {
                result.AddError($"--cache {named} and --no-cache contradict each other: give one of them.");
            }
        });
        this.folder.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && File.Exists(token.Value))
            {
                result.AddError($"--cache needs a folder, and {token.Value} is a file.");
            }
        });
    }

    /// <summary>The folder; null for none.</summary>
    public string? Folder(ParseResult parsed) => parsed.GetValue(this.none) ? null : parsed.GetValue(this.folder)?.FullName ?? VerdictCache.UserFolder();
}
