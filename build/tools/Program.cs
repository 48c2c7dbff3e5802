using System.CommandLine;
using System.Reflection;
using PerfProof.Build;
using PerfProof.Build.Corpus;
using PerfProof.Build.Docs;
using PerfProof.Build.Gate;
using PerfProof.Build.Mutants;
using PerfProof.Build.NewRule;
using PerfProof.Build.Overhead;
using PerfProof.Build.Planted;
using PerfProof.Build.Robustness;
using PerfProof.Build.Scopes;
using PerfProof.Build.Verdicts;

var checkout = new Checkout(typeof(Checkout).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
    .Single(metadata => metadata.Key == "RepositoryRoot").Value!);
var root = new RootCommand("The tools of this repository.")
{
    NewRuleCommand.Create(checkout, Console.Out, Console.Error),
    DocsCommand.Create(checkout, Console.Out, Console.Error),
    CorpusCommand.Create(Console.Out, Console.Error),
    OverheadCommand.Create(Console.Out, Console.Error),
    SeriesCommand.Aa(checkout, Console.Out, Console.Error),
    SeriesCommand.Power(checkout, Console.Out, Console.Error),
    ReplayCommand.Create(checkout, Console.Out, Console.Error),
    PairsCommand.Create(checkout, Console.Out, Console.Error),
    PairsCommand.Agreement(Console.Out, Console.Error),
    TimeCommand.Create(checkout, Console.Out, Console.Error),
    MutantsCommand.Create(checkout, Console.Out, Console.Error),
    DevicesCommand.Create(checkout, Console.Out, Console.Error),
    PlantedCommand.Create(Console.Out, Console.Error),
    RobustnessCommand.Create(checkout, Console.Out, Console.Error),
    IndexCommand.Create(Console.Out, Console.Error),
    ScopesCommand.Create(Console.Out),
};
var parsed = root.Parse(args);
if (parsed.Errors.Count > 0)
{
    await Console.Error.WriteLineAsync($"build/tools: {parsed.Errors[0].Message} See 'dotnet run --project build/tools -- --help'.");
    return 2;
}

return await parsed.InvokeAsync();
