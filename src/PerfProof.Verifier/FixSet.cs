using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using PerfProof.Loading;
using PerfProof.Planning;

namespace PerfProof;

/// <summary>The fixes of several findings in one version of the code.</summary>
/// <param name="Applied">Ids of the findings that were fixed.</param>
/// <param name="LeftOut">Those whose fix could not be applied after the others, a line each.</param>
internal sealed record FixSet(ImmutableArray<string> Applied, ImmutableArray<string> LeftOut)
{
    /// <summary>The code with the fixes; null where none was applied.</summary>
    public Solution? Solution { get; init; }

    /// <summary>The changes of precision that they declare; null where none does.</summary>
    public string? DeclaredChange { get; init; }

    /// <summary>
    /// Applies them one after the other. Each is worked out anew on the code with those before it, so that two that change the same lines cannot
    /// make a mess of them: the second is then found there again, or left out. From the end of each file to its beginning, so that what is left of
    /// alike findings keeps its ids.
    /// </summary>
    public static async Task<FixSet> ApplyAsync(LoadedCode code, IReadOnlyList<Finding> findings, CancellationToken cancellation)
    {
        var applied = ImmutableArray.CreateBuilder<string>();
        var leftOut = ImmutableArray.CreateBuilder<string>();
        var declared = new SortedSet<string>(StringComparer.Ordinal);
        var current = code;
        foreach (var finding in findings.OrderBy(finding => finding.File, StringComparer.Ordinal).ThenByDescending(finding => finding.Diagnostic.Location.SourceSpan.Start))
        {
            var present = applied.Count == 0 ? finding : await FindAgainAsync(current, finding, cancellation).ConfigureAwait(false);
            var context = present is null ? null : await FindingProver.ContextAsync(present, cancellation).ConfigureAwait(false);
            var fix = context is null ? null : await FixRunner.ApplyAsync(context.Document, context.Diagnostic, cancellation).ConfigureAwait(false);
            if (fix is null)
            {
                leftOut.Add($"{finding.Rule} {finding.File}:{finding.Line}: {(present is null ? "with the other fixes it is no longer found" : "with the other fixes its own no longer applies")}");
                continue;
            }

            if (FindingProver.DeclaredChange(context!) is { } change)
            {
                declared.Add(change);
            }

            applied.Add(finding.Id);
            current = current with { Solution = fix.Solution };
        }

        return new(applied.ToImmutable(), leftOut.ToImmutable())
        {
            Solution = applied.Count > 0 ? current.Solution : null,
            DeclaredChange = declared.Count > 0 ? string.Join(", ", declared) : null,
        };
    }

    private static async Task<Finding?> FindAgainAsync(LoadedCode code, Finding finding, CancellationToken cancellation)
    {
        var options = new FindOptions { Rules = [finding.Rule], WithoutCompilerErrors = true };
        var found = await Finder.FindAsync(code with { Projects = [finding.Project] }, options, cancellation).ConfigureAwait(false);
        return found.Findings.FirstOrDefault(other => other.Id == finding.Id);
    }
}
