using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using PerfProof.Catalog;
using PerfProof.Rewriting;
using PerfProof.Wrappers;

namespace PerfProof.Rules;

/// <summary>
/// Fix of PP3001: moves a synchronise, or a readback of which only the last turn's data is kept, to after the loop. Adding up on the
/// device and reading every few turns change what the program holds on to and when it prints, and are left to people.
/// </summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(ReadbackInLoopFix))]
public sealed class ReadbackInLoopFix : RuleFix
{
    /// <summary>Title of the fix of a synchronise.</summary>
    public const string SynchroniseTitle = "Synchronise once after the loop (errors of a launch surface there)";

    /// <summary>Title of the fix of a readback.</summary>
    public const string ReadbackTitle = "Read back once after the loop (also when it runs no turn)";

    /// <inheritdoc/>
    public override DiagnosticDescriptor Rule => ReadbackInLoop.Descriptor;

    /// <inheritdoc/>
    public override FixSafety Safety => FixSafety.Offered;

    /// <inheritdoc/>
    protected internal override async Task<FixAction?> FixAsync(Document document, Diagnostic diagnostic, CancellationToken cancellation)
    {
        var root = await document.GetSyntaxRootAsync(cancellation).ConfigureAwait(false);
        var semantics = await document.GetSemanticModelAsync(cancellation).ConfigureAwait(false);
        if (root is null || semantics is null
            || root.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true) is not InvocationExpressionSyntax node
            || node.Parent is not ExpressionStatementSyntax { Parent: BlockSyntax body } statement
            || body.Parent is not StatementSyntax loop
            || loop is not (ForStatementSyntax or CommonForEachStatementSyntax or WhileStatementSyntax or DoStatementSyntax)
            || loop.ContainsDirectives
            || semantics.GetOperation(node, cancellation) is not IInvocationOperation call)
        {
            return null;
        }

        var isReadback = diagnostic.Properties.TryGetValue(Facts.Shape, out var shape) && shape == ReadbackInLoop.ReadbackShape;
        if (!isReadback && shape != ReadbackInLoop.SynchroniseShape)
        {
            return null;
        }

        var model = CompilationModel.Get(semantics.Compilation, document.Project.AnalyzerOptions, cancellation);
        if (model.Match(call, isReadback ? Roles.DeviceToHost : Roles.Synchronize) is not { IsWrapped: false } match
            || DeviceTurn.Of(model, match) is not { UsesSeveralStreams: false } turn
            || turn.Region.Owner.Syntax != loop
            || !CanMove(model, turn, call, body, loop, pastLaunches: !isReadback)
            || (isReadback && !IsReadOnlyAfter(model, turn, call, loop)))
        {
            return null;
        }

        return new FixAction(
            isReadback ? ReadbackTitle : SynchroniseTitle,
            _ => Task.FromResult(document.WithSyntaxRoot(Move(root, statement, loop))));
    }

    /// <summary>
    /// Whether the call means the same after the loop: what it is called on and with stays the same and is known there, the loop is left
    /// at its end only, frees nothing on the device, and does only host work, launches and other synchronises after the call.
    /// </summary>
    private static bool CanMove(CompilationModel model, DeviceTurn turn, IInvocationOperation call, BlockSyntax body, StatementSyntax loop, bool pastLaunches)
    {
        if (call.ChildOperations.Any(turn.VariesByTurn)
            || call.Descendants().OfType<ILocalReferenceOperation>().Any(local => loop.Span.Contains(local.Local.Locations[0].SourceSpan))
            || loop.DescendantNodes().Any(IsExit)
            || (loop is ForStatementSyntax { Condition: null } or WhileStatementSyntax { Condition: LiteralExpressionSyntax } or DoStatementSyntax { Condition: LiteralExpressionSyntax }))
        {
            return false;
        }

        return !turn.Operations.Any(operation => FreesDeviceMemory(operation, call))
            && turn.Operations.Where(operation => operation.Syntax.SpanStart > call.Syntax.Span.End).All(operation =>
                (pastLaunches || model.Match(operation, Roles.Launch) is null)
                && (!IsOfTheLibrary(operation, call) || model.Match(operation, Roles.Synchronize) is not null || IsPartOfALaunch(model, operation, body)));
    }

    /// <summary>Whether nothing in the loop, nor in what it calls, looks at what is read, and no turn can end without reading.</summary>
    private static bool IsReadOnlyAfter(CompilationModel model, DeviceTurn turn, IInvocationOperation call, StatementSyntax loop)
    {
        var source = Readback.SourceOf(call);
        var targets = call.Arguments.Select(argument => argument.Value).Where(value => source is null || !value.DescendantsAndSelf().Contains(source))
            .SelectMany(value => value.DescendantsAndSelf()).Select(SymbolOf).Where(symbol => symbol is not null).ToArray();
        return targets.Length > 0
            && targets.All(target => target is ILocalSymbol or IParameterSymbol)
            && !loop.DescendantNodes().Any(node => node is BreakStatementSyntax or ContinueStatementSyntax or ThrowStatementSyntax or ThrowExpressionSyntax)
            && turn.Region.Owner.Descendants().All(operation =>
                IsPartOf(operation, call)
                || (!targets.Contains(SymbolOf(operation), SymbolEqualityComparer.Default)
                    && (operation is not IInvocationOperation other || IsKnown(model, other)))
                    && operation is not IAnonymousFunctionOperation);
    }

    /// <summary>Whether a call cannot read host arrays behind our back: a launch, or a member of the base library.</summary>
    private static bool IsKnown(CompilationModel model, IInvocationOperation call) =>
        model.Match(call, Roles.Launch) is not null || model.Match(call, Roles.Synchronize) is not null
        || call.TargetMethod.ContainingNamespace is { Name: "System" } or { ContainingNamespace.Name: "System" };

    private static bool IsExit(SyntaxNode node) => node is ReturnStatementSyntax or YieldStatementSyntax or GotoStatementSyntax;

    private static bool FreesDeviceMemory(IOperation operation, IInvocationOperation call) => operation switch
    {
        IUsingDeclarationOperation or IUsingOperation => operation.Descendants().OfType<IVariableDeclaratorOperation>().Any(variable => IsFrom(variable.Symbol.Type, call)),
        IInvocationOperation { TargetMethod.Name: "Dispose", Instance.Type: { } type } => IsFrom(type, call),
        _ => false,
    };

    private static bool IsOfTheLibrary(IOperation operation, IInvocationOperation call) =>
        operation is IInvocationOperation or IObjectCreationOperation or IMemberReferenceOperation or IConversionOperation { OperatorMethod: not null }
        && WrapperModel.MemberOf(operation)?.ContainingType is { } type
        && IsFrom(type, call);

    private static bool IsPartOfALaunch(CompilationModel model, IOperation operation, SyntaxNode body)
    {
        for (IOperation? parent = operation; parent is not null && parent.Syntax != body; parent = parent.Parent)
        {
            if (model.Match(parent, Roles.Launch) is not null)
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsFrom(ITypeSymbol type, IInvocationOperation call)
    {
        for (ITypeSymbol? ancestor = type; ancestor is not null; ancestor = ancestor.BaseType)
        {
            if (SymbolEqualityComparer.Default.Equals(ancestor.ContainingAssembly, call.TargetMethod.ContainingAssembly))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsPartOf(IOperation operation, IOperation whole) => whole.Syntax.Span.Contains(operation.Syntax.Span);

    private static ISymbol? SymbolOf(IOperation operation) => operation switch
    {
        ILocalReferenceOperation local => local.Local,
        IParameterReferenceOperation parameter => parameter.Parameter,
        IFieldReferenceOperation field => field.Field,
        IPropertyReferenceOperation property => property.Property,
        _ => null,
    };

    private static SyntaxNode Move(SyntaxNode root, StatementSyntax statement, StatementSyntax loop)
    {
        var indentation = Statements.Indentation(loop);
        var newLine = Statements.NewLine(root);
        var moved = Layout.Reindent(statement, SyntaxTriviaList.Empty, indentation);
        if (!moved.GetLeadingTrivia().LastOrDefault().IsKind(SyntaxKind.WhitespaceTrivia))
        {
            moved = moved.WithLeadingTrivia(moved.GetLeadingTrivia().Add(indentation));
        }

        return Layout.Replace(root, loop, new[] { EndLine(Layout.WithoutStatement(loop, statement), newLine), EndLine(moved, newLine) });
    }

    private static StatementSyntax EndLine(StatementSyntax statement, SyntaxTrivia newLine)
    {
        var trailing = statement.GetTrailingTrivia();
        return trailing.LastOrDefault().IsKind(SyntaxKind.EndOfLineTrivia)
            ? statement
            : statement.WithTrailingTrivia((trailing.All(trivia => trivia.IsKind(SyntaxKind.WhitespaceTrivia)) ? SyntaxTriviaList.Empty : trailing).Add(newLine));
    }
}
