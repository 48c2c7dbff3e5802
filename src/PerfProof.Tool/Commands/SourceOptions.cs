using System.CommandLine;
using System.CommandLine.Parsing;
using PerfProof.Loading;

namespace PerfProof.Tool.Commands;

/// <summary>What every command has that looks at code: the path, and how to read it.</summary>
internal sealed class SourceOptions
{
    private readonly Argument<string> path = new("path")
    {
        Description = "A solution, a C# project, a folder, or a C# file.",
        DefaultValueFactory = _ => ".",
    };

    private readonly Option<string[]> references = new("--reference")
    {
        Description = "An assembly, or a folder of assemblies, to compile loose files against. Can be repeated.",
        HelpName = "dll or folder",
    };

    private readonly Option<string?> framework = new("--framework")
    {
        Description = "The target framework to look at, where a project has several. Default: the newest that loads.",
        HelpName = "net10.0",
    };

    private readonly Option<bool> folder = new("--folder")
    {
        Description = "Read every C# file below the folder as one program, without asking the SDK about projects.",
    };

    private readonly Option<bool> restore = new("--restore")
    {
        Description = "Restore the projects first ('dotnet restore', which writes into their obj folders).",
    };

    private readonly Option<string[]> rules = new("--rule")
    {
        Description = "Only this rule; also one that is off by default. Can be repeated.",
        HelpName = "PP1001",
    };

    /// <summary>Adds the options to a command.</summary>
    public SourceOptions(Command command)
    {
        command.Arguments.Add(this.path);
        command.Options.Add(this.references);
        command.Options.Add(this.framework);
        command.Options.Add(this.folder);
        command.Options.Add(this.restore);
        command.Options.Add(this.rules);
        this.path.Validators.Add(result =>
        {
            // A mistyped option would otherwise be looked for on the disk.
            if (result.Tokens is [var token] && token.Value.StartsWith('-'))
            {
                result.AddError($"There is no option '{token.Value}'.");
            }
        });
        this.rules.Validators.Add(result =>
        {
            foreach (var rule in result.Tokens.Select(token => token.Value).Where(rule => !Finder.Rules.ContainsKey(rule)))
            {
                result.AddError($"There is no rule '{rule}'; the rules are {string.Join(", ", Finder.Rules.Keys)}.");
            }
        });
    }

    /// <summary>What to load.</summary>
    public LoadRequest Load(ParseResult parsed) => new(parsed.GetValue(this.path)!)
    {
        References = [.. parsed.GetValue(this.references) ?? []],
        Framework = parsed.GetValue(this.framework),
        AsFolder = parsed.GetValue(this.folder),
        Restore = parsed.GetValue(this.restore),
    };

    /// <summary>What to look for.</summary>
    public FindOptions Find(ParseResult parsed) => new() { Rules = [.. parsed.GetValue(this.rules) ?? []] };
}
