using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Text;

namespace PerfProof;

/// <summary>
/// Fixes the findings of a document one after the other, from the last to the first, each on the result of the one before.
/// The batch fixer that Roslyn brings fixes each on the original document and merges the texts: of neighbouring
/// findings it drops some, and its fixes cannot share a using directive.
/// </summary>
internal sealed class FixAllInOrder : DocumentBasedFixAllProvider
{
    private readonly RuleFix fix;

    internal FixAllInOrder(RuleFix fix) => this.fix = fix;

    /// <inheritdoc/>
    protected override async Task<Document?> FixAllAsync(FixAllContext context, Document document, ImmutableArray<Diagnostic> diagnostics)
    {
        var cancellation = context.CancellationToken;
        var pending = diagnostics.Where(diagnostic => diagnostic.Location.IsInSource)
            .Select(diagnostic => (Diagnostic: diagnostic, Span: diagnostic.Location.SourceSpan))
            .OrderBy(pending => pending.Span.Start)
            .ToList();
        while (pending.Count > 0)
        {
            var (diagnostic, span) = pending[pending.Count - 1];
            pending.RemoveAt(pending.Count - 1);
            var tree = await document.GetSyntaxTreeAsync(cancellation).ConfigureAwait(false);
            var moved = Diagnostic.Create(diagnostic.Descriptor, Location.Create(tree!, span), diagnostic.AdditionalLocations, diagnostic.Properties);
            if (await this.fix.FixAsync(document, moved, cancellation).ConfigureAwait(false) is not { } action)
            {
                continue;
            }

            var changed = await action.Apply(cancellation).ConfigureAwait(false);
            var changes = (await changed.GetTextChangesAsync(document, cancellation).ConfigureAwait(false)).ToList();
            pending = pending.Where(other => changes.All(change => !change.Span.OverlapsWith(other.Span)))
                .Select(other => (other.Diagnostic, Moved(other.Span, changes)))
                .ToList();
            document = changed;
        }

        return document;
    }

    private static TextSpan Moved(TextSpan span, List<TextChange> changes)
    {
        var delta = changes.Where(change => change.Span.End <= span.Start)
            .Sum(change => (change.NewText?.Length ?? 0) - change.Span.Length);
        return new(span.Start + delta, span.Length);
    }
}
