using System.CommandLine;
using PerfProof.Build.Docs;

namespace PerfProof.Build.NewRule;

/// <summary><c>new-rule PP3002 Name</c>: writes every file of a new rule.</summary>
public static class NewRuleCommand
{
    /// <summary>Creates the command.</summary>
    public static Command Create(Checkout checkout, TextWriter output, TextWriter error)
    {
        var id = new Argument<string>("id") { Description = "PP and four digits; the first digit names the area." };
        var name = new Argument<string>("name") { Description = "The class of the rule, such as ReadbackInLoop." };
        var area = new Option<string?>("--area") { Description = "The area, to have it checked against the id." };
        var command = new Command("new-rule", "Writes every file of a new rule: analyzer, fix, proof, tests, page, sample, release line.") { id, name, area };
        command.SetAction(result => Run(checkout, result.GetValue(id)!, result.GetValue(name)!, result.GetValue(area), output, error));
        return command;
    }

    /// <summary>Runs it.</summary>
    public static int Run(Checkout checkout, string id, string name, string? area, TextWriter output, TextWriter error)
    {
        var (scaffold, problem) = Scaffold.Plan(checkout, id, name, area);
        if (scaffold is null)
        {
            error.WriteLine(problem);
            return 2;
        }

        var files = scaffold.Files(checkout);
        if (files.Keys.FirstOrDefault(File.Exists) is { } existing)
        {
            error.WriteLine($"{checkout.Display(existing)} exists, left over from another rule of that id: move it away first.");
            return 2;
        }

        try
        {
            var releases = scaffold.AddReleaseLine(File.ReadAllText(checkout.UnshippedReleases));
            foreach (var (path, text) in files)
            {
                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                File.WriteAllText(path, text);
                output.WriteLine($"wrote {checkout.Display(path)}");
            }

            File.WriteAllText(checkout.UnshippedReleases, releases);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or DocsException)
        {
            error.WriteLine(exception.Message);
            return 1;
        }

        output.WriteLine($"added a line to {checkout.Display(checkout.UnshippedReleases)}");
        output.WriteLine($"Write what they mark '{Scaffold.Placeholder}', then run '{DocsCommand.Mend}' and 'dotnet test Analyzers.sln'. docs/adding-a-rule.md walks through it.");
        return 0;
    }
}
