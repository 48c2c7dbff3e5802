using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;

namespace PerfProof.Planning;

/// <summary>A fix, computed.</summary>
/// <param name="Title">What the light bulb says.</param>
/// <param name="Solution">The code with it applied.</param>
public sealed record AppliedFix(string Title, Solution Solution);

/// <summary>Computes code fixes outside an editor.</summary>
public static class FixRunner
{
    /// <summary>Applies the first fix offered for a diagnostic; null when none is.</summary>
    public static async Task<AppliedFix?> ApplyAsync(CodeFixProvider fix, Document document, Diagnostic diagnostic, CancellationToken cancellation)
    {
        CodeAction? offered = null;
        await fix.RegisterCodeFixesAsync(new CodeFixContext(document, diagnostic, (action, _) => offered ??= action, cancellation)).ConfigureAwait(false);
        if (offered is null)
        {
            return null;
        }

        var operations = await offered.GetOperationsAsync(document.Project.Solution, new Progress<CodeAnalysisProgress>(), cancellation).ConfigureAwait(false);
        return operations.OfType<ApplyChangesOperation>().FirstOrDefault() is { } change
            ? new(offered.Title, change.ChangedSolution)
            : null;
    }
}
