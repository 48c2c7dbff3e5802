using System.CommandLine;
using PerfProof.Build.Corpus;
using PerfProof.Build.Docs;
using PerfProof.Build.Gate;
using PerfProof.Build.Mutants;
using PerfProof.Build.NewRule;
using PerfProof.Build.Overhead;
using PerfProof.Build.Planted;
using PerfProof.Build.Robustness;
using PerfProof.Build.Scopes;
using PerfProof.Build.Site;
using PerfProof.Build.Verdicts;

namespace PerfProof.Build;

/// <summary>The commands of <c>build/tools</c>.</summary>
public static class BuildTools
{
    /// <summary>All of them, as they are parsed.</summary>
    public static RootCommand Create(Checkout checkout, TextWriter output, TextWriter error) => new("The tools of this repository.")
    {
        NewRuleCommand.Create(checkout, output, error),
        DocsCommand.Create(checkout, output, error),
        SiteCommand.Create(checkout, output, error),
        CorpusCommand.Create(output, error),
        OverheadCommand.Create(output, error),
        SeriesCommand.Aa(checkout, output, error),
        SeriesCommand.Power(checkout, output, error),
        ReplayCommand.Create(checkout, output, error),
        PairsCommand.Create(checkout, output, error),
        PairsCommand.Agreement(output, error),
        TimeCommand.Create(checkout, output, error),
        MutantsCommand.Create(checkout, output, error),
        DevicesCommand.Create(checkout, output, error),
        PlantedCommand.Create(output, error),
        RobustnessCommand.Create(checkout, output, error),
        IndexCommand.Create(output, error),
        ScopesCommand.Create(output),
    };
}
