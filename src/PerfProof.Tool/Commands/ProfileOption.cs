using System.CommandLine;
using PerfProof.Profiling;

namespace PerfProof.Tool.Commands;

/// <summary>The option that brings a profile to findings.</summary>
internal sealed class ProfileOption
{
    private readonly Option<FileInfo?> profile = new("--profile")
    {
        Description = "Put findings first that are hot in this profile, and say their share of the run; 'perfproof profile' makes it.",
        HelpName = "file",
    };

    /// <summary>Adds the option to a command.</summary>
    public ProfileOption(Command command) => command.Options.Add(this.profile);

    /// <summary>The profile; null where none is given.</summary>
    /// <exception cref="ProfileException">It cannot be read.</exception>
    public Profile? Read(ParseResult parsed) => parsed.GetValue(this.profile) is { } file ? ProfileFile.Read(file.FullName) : null;
}
