using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;

namespace PerfProof;

/// <summary>How much a fix changes beyond speed.</summary>
public enum FixSafety
{
    /// <summary>Nothing that a caller could tell: part of Fix All and of <c>dotnet format</c>.</summary>
    Safe,

    /// <summary>Something, which its title names: offered one place at a time.</summary>
    Offered,
}

/// <summary>
/// Base of every code fix. A fix checks each of its preconditions on the semantic model and gives the changed document,
/// or null when one does not hold; a fix that is not given is not shown.
/// </summary>
public abstract class RuleFix : CodeFixProvider
{
    /// <summary>The rule whose diagnostics this fixes.</summary>
    public abstract DiagnosticDescriptor Rule { get; }

    /// <summary>Whether it belongs to Fix All.</summary>
    public abstract FixSafety Safety { get; }

    /// <summary>Why the fix is not in Fix All; null when it is.</summary>
    public virtual string? WhyNoFixAll =>
        this.Safety == FixSafety.Safe ? null : "It changes more than speed, as its title says; each place needs a decision.";

    /// <inheritdoc/>
    public sealed override ImmutableArray<string> FixableDiagnosticIds => ImmutableArray.Create(this.Rule.Id);

    /// <inheritdoc/>
    public sealed override FixAllProvider? GetFixAllProvider() =>
        this.Safety == FixSafety.Safe ? new FixAllInOrder(this) : null;

    /// <inheritdoc/>
    public sealed override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        foreach (var diagnostic in context.Diagnostics)
        {
            if (await this.FixAsync(context.Document, diagnostic, context.CancellationToken).ConfigureAwait(false) is { } fix)
            {
                context.RegisterCodeFix(
                    CodeAction.Create(
                        fix.Title,
                        cancellation => fix.Apply(cancellation),
                        // Titles of safe fixes may name what they call; Fix All takes them all alike.
                        equivalenceKey: this.Safety == FixSafety.Safe ? this.Rule.Id : fix.Title),
                    diagnostic);
            }
        }
    }

    /// <summary>Checks the preconditions and describes the rewrite; null when it must not be offered here.</summary>
    protected internal abstract Task<FixAction?> FixAsync(Document document, Diagnostic diagnostic, CancellationToken cancellation);
}

/// <summary>A rewrite whose preconditions hold.</summary>
/// <param name="Title">What the light bulb says, with what changes besides speed.</param>
/// <param name="Apply">Makes the changed document.</param>
public sealed record FixAction(string Title, Func<CancellationToken, Task<Document>> Apply);
