using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace PerfProof.Loading;

/// <summary>What to look for.</summary>
public sealed record FindOptions
{
    /// <summary>Ids of the rules to run, also of those that are off by default; empty for all that are on.</summary>
    public ImmutableArray<string> Rules { get; init; } = [];

    /// <summary>
    /// Has messages and severities say what was measured before, as a build has them. Whoever measures must not: what is found would
    /// depend on what was measured.
    /// </summary>
    public bool WithVerdicts { get; init; }

    /// <summary>Leaves out what the compiler says about the code, which costs more than the rules.</summary>
    public bool WithoutCompilerErrors { get; init; }
}

/// <summary>What was found.</summary>
/// <param name="Findings">The findings, by file and position.</param>
/// <param name="Problems">Analyzers that failed, and projects that do not compile.</param>
public sealed record FindResult(ImmutableArray<Finding> Findings, ImmutableArray<LoadProblem> Problems);

/// <summary>Runs the rules over loaded code, as a build would: severities and suppressions are the user's.</summary>
public static class Finder
{
    /// <summary>Every rule that exists, by id.</summary>
    public static ImmutableSortedDictionary<string, DiagnosticDescriptor> Rules { get; } = CreateAnalyzers()
        .SelectMany(analyzer => analyzer.SupportedDiagnostics)
        .DistinctBy(descriptor => descriptor.Id)
        .ToImmutableSortedDictionary(descriptor => descriptor.Id, descriptor => descriptor, StringComparer.OrdinalIgnoreCase);

    /// <summary>Runs the rules over every asked project.</summary>
    public static Task<FindResult> FindAsync(LoadedCode code, FindOptions options, CancellationToken cancellation) =>
        FindAsync(code, options, CreateAnalyzers(), cancellation);

    /// <summary>Runs these analyzers over every asked project.</summary>
    internal static async Task<FindResult> FindAsync(
        LoadedCode code, FindOptions options, ImmutableArray<DiagnosticAnalyzer> all, CancellationToken cancellation)
    {
        ImmutableArray<DiagnosticAnalyzer> analyzers =
        [
            .. all.Where(analyzer => options.Rules.IsEmpty
                || analyzer.SupportedDiagnostics.Any(rule => options.Rules.Contains(rule.Id, StringComparer.OrdinalIgnoreCase))),
        ];
        var problems = ImmutableArray.CreateBuilder<LoadProblem>();
        var found = new Dictionary<string, Finding>(StringComparer.Ordinal);
        if (analyzers.IsEmpty)
        {
            return new FindResult([], []);
        }

        foreach (var project in code.Projects)
        {
            var run = new ProjectRun(code, project, analyzers, options, problems.Add);
            foreach (var finding in await run.FindAsync(cancellation).ConfigureAwait(false))
            {
                // A file that several projects share is found once in each.
                found.TryAdd(finding.Id, finding);
            }
        }

        ImmutableArray<Finding> findings =
        [
            .. found.Values
                .OrderBy(finding => finding.File, StringComparer.Ordinal)
                .ThenBy(finding => finding.Line)
                .ThenBy(finding => finding.Column)
                .ThenBy(finding => finding.Rule, StringComparer.Ordinal),
        ];
        return new FindResult(findings, problems.ToImmutable());
    }

    // Analyzers are made for each run: one may keep state between the actions of a compilation.
    private static ImmutableArray<DiagnosticAnalyzer> CreateAnalyzers() =>
    [
        .. typeof(RuleAnalyzer).Assembly.GetTypes()
            .Where(type => !type.IsAbstract && type.IsAssignableTo(typeof(DiagnosticAnalyzer)) && type.GetConstructor(Type.EmptyTypes) is not null)
            .OrderBy(type => type.FullName, StringComparer.Ordinal)
            .Select(type => (DiagnosticAnalyzer)Activator.CreateInstance(type)!),
    ];
}
