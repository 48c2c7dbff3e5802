using System.CommandLine;
using PerfProof.Catalog;
using PerfProof.Loading;

namespace PerfProof.Tool.Commands;

/// <summary><c>perfproof catalog check</c>: tests catalog lines against real assemblies.</summary>
internal static class CatalogCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(Terminal terminal)
    {
        var files = new Argument<string[]>("file")
        {
            Description = $"Catalog files of your own ({UserCatalog.FileName}). Without one, the built-in catalogs are checked.",
            Arity = ArgumentArity.ZeroOrMore,
        };
        var references = new Option<string[]>("--reference")
        {
            Description = "An assembly, or a folder of assemblies, that the lines name members of. Can be repeated.",
            HelpName = "dll or folder",
            Required = true,
        };
        var check = new Command("check", "Test whether each catalog line names something that exists in these assemblies.") { files, references };
        check.SetAction(parsed => Run(terminal, parsed.GetValue(files) ?? [], parsed.GetValue(references)!));
        return new Command("catalog", "What perfproof knows of libraries.") { check };
    }

    private static int Run(Terminal terminal, string[] paths, string[] references)
    {
        var files = paths.Length == 0 ? [.. BuiltInCatalog.Files] : paths.Select(Read).ToList();
        var assemblies = AssemblyReferences.Load(references, problem => terminal.Write([problem]));
        var findings = CatalogCheck.Run(files, assemblies).ToList();
        var problems = findings.Where(finding => finding.Problem is not null).ToList();
        foreach (var finding in problems)
        {
            var hint = finding.Hints.IsEmpty ? "" : $" (did you mean {string.Join(" or ", finding.Hints)}?)";
            terminal.Output.WriteLine($"{finding.File}({finding.Line}): {finding.Problem}{hint}");
        }

        foreach (var library in findings.Where(finding => finding.Status == CatalogStatus.Resolved && finding.Library.Length > 0).GroupBy(finding => finding.Library))
        {
            terminal.Output.WriteLine($"{library.Key}: {library.Count()} {(library.Count() == 1 ? "line" : "lines")} resolved");
        }

        if (problems.Count == 0)
        {
            return ExitCodes.Done;
        }

        terminal.Error.WriteLine($"perfproof: {problems.Count} catalog {(problems.Count == 1 ? "line names" : "lines name")} nothing that exists, or cannot be read: correct or remove them.");
        return ExitCodes.GateFailed;
    }

    private static (string File, CatalogText Text) Read(string path)
    {
        try
        {
            return (path, CatalogText.Parse(File.ReadAllText(path)));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new LoadException($"The catalog file {path} cannot be read ({exception.Message.TrimEnd('.')}): name an existing text file.");
        }
    }
}
