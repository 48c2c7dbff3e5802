using System.CommandLine;
using PerfProof.Build.Rules;

namespace PerfProof.Build.Docs;

/// <summary><c>docs [--check]</c>: writes what is generated about rules, or compares it with what is there.</summary>
public static class DocsCommand
{
    /// <summary>The command that mends what <c>--check</c> finds.</summary>
    public const string Mend = "dotnet run --project build/tools -- docs";

    /// <summary>Creates the command.</summary>
    public static Command Create(Checkout checkout, TextWriter output, TextWriter error)
    {
        var check = new Option<bool>("--check") { Description = "Compare only; exit 1 where a file differs." };
        var command = new Command("docs", "Generates the rule index, the header of each rule page, the table of README.md, the fields of docs/evidence-file.md, and the presets.") { check };
        command.SetAction(result => Run(checkout, result.GetValue(check), output, error));
        return command;
    }

    /// <summary>Runs it.</summary>
    public static int Run(Checkout checkout, bool checkOnly, TextWriter output, TextWriter error)
    {
        var problems = new List<string>();
        var stale = DocsGenerator.Generate(checkout, RuleBook.All, problems).Where(file => !file.IsCurrent).ToList();
        foreach (var file in stale)
        {
            if (checkOnly)
            {
                error.WriteLine($"{checkout.Display(file.Path)} does not say what the rules say.");
                continue;
            }

            file.Write();
            output.WriteLine($"wrote {checkout.Display(file.Path)}");
        }

        problems.ForEach(error.WriteLine);
        if (checkOnly && stale.Count > 0)
        {
            error.WriteLine($"Run '{Mend}' and commit what it writes.");
            return 1;
        }

        if (problems.Count > 0)
        {
            return 1;
        }

        output.WriteLine(stale.Count == 0 ? "The docs say what the rules say." : $"Files written: {stale.Count}.");
        return 0;
    }
}
