using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;

namespace PerfProof.Planning;

/// <summary>A fix, computed.</summary>
/// <param name="Fix">The fix.</param>
/// <param name="Title">What the light bulb says.</param>
/// <param name="Solution">The code with it applied.</param>
public sealed record AppliedFix(RuleFix Fix, string Title, Solution Solution);

/// <summary>Computes code fixes outside an editor.</summary>
public static class FixRunner
{
    private static readonly ILookup<string, RuleFix> all = typeof(RuleFix).Assembly.GetTypes()
        .Where(type => !type.IsAbstract && type.IsAssignableTo(typeof(RuleFix)))
        .OrderBy(type => type.FullName, StringComparer.Ordinal)
        .Select(type => (RuleFix)Activator.CreateInstance(type)!)
        // What changes least is tried first.
        .OrderBy(fix => fix.Safety)
        .ToLookup(fix => fix.Rule.Id, StringComparer.Ordinal);

    /// <summary>Applies the first fix of the rule that is offered for a diagnostic; null when none is.</summary>
    public static async Task<AppliedFix?> ApplyAsync(Document document, Diagnostic diagnostic, CancellationToken cancellation)
    {
        foreach (var fix in all[diagnostic.Id])
        {
            if (await ApplyAsync(fix, document, diagnostic, cancellation).ConfigureAwait(false) is { } applied)
            {
                return applied;
            }
        }

        return null;
    }

    /// <summary>Applies a fix; null when it is not offered for the diagnostic.</summary>
    public static async Task<AppliedFix?> ApplyAsync(RuleFix fix, Document document, Diagnostic diagnostic, CancellationToken cancellation)
    {
        CodeAction? offered = null;
        await fix.RegisterCodeFixesAsync(new CodeFixContext(document, diagnostic, (action, _) => offered ??= action, cancellation)).ConfigureAwait(false);
        if (offered is null)
        {
            return null;
        }

        var operations = await offered.GetOperationsAsync(document.Project.Solution, new Progress<CodeAnalysisProgress>(), cancellation).ConfigureAwait(false);
        return operations.OfType<ApplyChangesOperation>().FirstOrDefault() is { } change
            ? new(fix, offered.Title, change.ChangedSolution)
            : null;
    }
}
