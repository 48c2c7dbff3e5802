using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using PerfProof.Catalog;
using PerfProof.HotPath;
using PerfProof.Rewriting;

namespace PerfProof.Rules;

/// <summary>
/// Fix of PP7005: a synchronise before the statement that reads the clock, of the stream that the launch names, or of the only
/// device that is in scope.
/// </summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(UnsynchronizedTimingFix))]
public sealed class UnsynchronizedTimingFix : RuleFix
{
    /// <inheritdoc/>
    public override DiagnosticDescriptor Rule => UnsynchronizedTiming.Descriptor;

    /// <inheritdoc/>
    public override FixSafety Safety => FixSafety.Offered;

    /// <inheritdoc/>
    protected internal override async Task<FixAction?> FixAsync(Document document, Diagnostic diagnostic, CancellationToken cancellation)
    {
        if (await document.GetSyntaxRootAsync(cancellation).ConfigureAwait(false) is not { } root
            || await document.GetSemanticModelAsync(cancellation).ConfigureAwait(false) is not { } semantics
            || root.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true).FirstAncestorOrSelf<StatementSyntax>() is not { Parent: BlockSyntax or GlobalStatementSyntax or SwitchSectionSyntax } statement
            || Statements.MustStay(statement)
            || semantics.GetOperation(root.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true), cancellation) is not { } read)
        {
            return null;
        }

        var model = CompilationModel.Get(semantics.Compilation, document.Project.AnalyzerOptions, cancellation);
        if (LaunchBefore(model, read) is not { } launch || Waiter(model, semantics, launch, statement.SpanStart) is not { } waiter)
        {
            return null;
        }

        var indentation = Statements.Indentation(statement);
        var newLine = Statements.NewLine(root);
        return new("Wait for the device before the clock is read (the time that is measured changes)", _ =>
        {
            var wait = Layout.Parse([waiter + "\n"], root)[0].WithLeadingTrivia(statement.GetLeadingTrivia()).WithTrailingTrivia(newLine);
            return Task.FromResult(document.WithSyntaxRoot(Layout.InsertBefore(root, statement, wait, statement.WithLeadingTrivia(indentation))));
        });
    }

    // The finding stands at the clock; the launch is the one whose clock that is.
    private static IOperation? LaunchBefore(CompilationModel model, IOperation read) =>
        Operations.RootOf(read).DescendantsAndSelf().OfType<IBlockOperation>()
            .SelectMany(block => TimedSpan.In(model, block))
            .FirstOrDefault(span => span.Read.Syntax == read.Syntax && span.LastLaunch is not null)?.LastLaunch;

    private static string? Waiter(CompilationModel model, SemanticModel semantics, IOperation launch, int position)
    {
        if (launch is not IInvocationOperation call)
        {
            return null;
        }

        var arguments = call.Arguments.Select(static argument => Operations.Unwrap(argument.Value)).ToList();
        if (arguments.FirstOrDefault(value => Synchronises(model, value.Type, "stream") is not null) is { } stream)
        {
            return Operations.VariableOf(stream) is not null ? $"{stream.Syntax}.{Synchronises(model, stream.Type, "stream")!.Name}();" : null;
        }

        // A structure that names a stream says nothing about where it came from.
        var devices = semantics.LookupSymbols(position)
            .Where(symbol => symbol is ILocalSymbol { DeclaringSyntaxReferences: { IsEmpty: false } references } ? references[0].Span.End < position
                : symbol is IParameterSymbol or IFieldSymbol or IPropertySymbol { Parameters.IsEmpty: true })
            .Select(symbol => (Symbol: symbol, Wait: Synchronises(model, TypeOf(symbol), "device")))
            .Where(static pair => pair.Wait is not null)
            .ToList();
        var near = devices.Where(static pair => pair.Symbol is ILocalSymbol or IParameterSymbol).ToList();
        var candidates = near.Count > 0 ? near : devices;
        return candidates.Count == 1 && TypeOf(candidates[0].Symbol)?.NullableAnnotation != NullableAnnotation.Annotated
            ? $"{candidates[0].Symbol.Name}.{candidates[0].Wait!.Name}();"
            : null;
    }

    private static ITypeSymbol? TypeOf(ISymbol symbol) => symbol switch
    {
        ILocalSymbol local => local.Type,
        IParameterSymbol parameter => parameter.Type,
        IFieldSymbol field => field.Type,
        IPropertySymbol property => property.Type,
        _ => null,
    };

    private static IMethodSymbol? Synchronises(CompilationModel model, ITypeSymbol? type, string scope)
    {
        for (; type is not null; type = type.BaseType)
        {
            var wait = type.GetMembers().OfType<IMethodSymbol>().FirstOrDefault(method =>
                method is { ReturnsVoid: true, IsStatic: false, Parameters.IsEmpty: true, MethodKind: MethodKind.Ordinary }
                && model.Catalog.LineOf(method, Roles.Synchronize) is { } line
                && line[Keys.Scope] == scope);
            if (wait is not null)
            {
                return wait;
            }
        }

        return null;
    }
}
