using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using PerfProof.Catalog;
using PerfProof.Rewriting;

namespace PerfProof.Rules;

/// <summary>Puts the first count in the place of the second.</summary>
internal sealed class CountReuse
{
    private readonly Document document;
    private readonly ExpressionSyntax second;
    private readonly string replacement;

    // Where no local holds the first count yet: its statement, and the count in it.
    private readonly StatementSyntax? statement;
    private readonly ExpressionSyntax? first;

    private CountReuse(Document document, ExpressionSyntax second, string replacement, StatementSyntax? statement, ExpressionSyntax? first)
    {
        this.document = document;
        this.second = second;
        this.replacement = replacement;
        this.statement = statement;
        this.first = first;
    }

    /// <summary>Whether a method of the program counts rather than the library.</summary>
    public bool IsWrapped { get; private init; }

    /// <summary>Checks every precondition; null when the first count cannot be used again.</summary>
    public static async Task<CountReuse?> FindAsync(Document document, Diagnostic diagnostic, CancellationToken cancellation)
    {
        if (await document.GetSyntaxRootAsync(cancellation).ConfigureAwait(false) is not { } root
            || await document.GetSemanticModelAsync(cancellation).ConfigureAwait(false) is not { } model
            || root.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true) is not InvocationExpressionSyntax { Parent: not (ExpressionStatementSyntax or ConditionalAccessExpressionSyntax) } node
            || Statements.MustStay(node)
            || model.GetOperation(node, cancellation) is not { } operation)
        {
            return null;
        }

        var compilation = CompilationModel.Get(model.Compilation, document.Project.AnalyzerOptions, cancellation);
        if (TokenSite.Of(operation, compilation) is not { IsEncoding: false } second
            || FirstReadings.Of(second, compilation, cancellation) is not { Nearest: { } first } readings
            || (first.IsEncoding && !IsItsLength(first, second)))
        {
            return null;
        }

        if (readings.HeldIn(cancellation) is { } local && IsInScope(model, node, local) && Expression(local, first, second) is { } held)
        {
            return new CountReuse(document, node, held, null, null) { IsWrapped = second.Match.IsWrapped };
        }

        return !first.IsEncoding && readings.IsOnly(first)
            && first.Call.Syntax is InvocationExpressionSyntax count
            && StatementThatBeginsWith(count, model, cancellation) is { Parent: BlockSyntax block } statement
            && block.Span.Contains(node.Span)
            && !statement.Span.Contains(node.Span)
            && !statement.ContainsDirectives
                ? new CountReuse(document, node, FreshNames.For(node, NameFor(second)), statement, count) { IsWrapped = second.Match.IsWrapped }
                : null;
    }

    /// <summary>Makes the change.</summary>
    public async Task<Document> ApplyAsync(CancellationToken cancellation)
    {
        var root = (await this.document.GetSyntaxRootAsync(cancellation).ConfigureAwait(false))!;
        if (this.statement is null || this.first is null)
        {
            return this.document.WithSyntaxRoot(root.ReplaceNode(this.second, this.Use(this.second)));
        }

        var tracked = root.TrackNodes(this.statement, this.first, this.second);
        tracked = tracked.ReplaceNode(tracked.GetCurrentNode(this.second)!, this.Use(this.second));
        tracked = tracked.ReplaceNode(tracked.GetCurrentNode(this.first)!, this.Use(this.first));
        var current = tracked.GetCurrentNode(this.statement)!;
        var (above, own) = Layout.SplitLeading(current);
        var declaration = SyntaxFactory.ParseStatement($"var {this.replacement} = {this.first.WithoutTrivia()};")
            .WithLeadingTrivia(above.Add(Statements.Indentation(this.statement)))
            .WithTrailingTrivia(Statements.NewLine(root));
        return this.document.WithSyntaxRoot(Layout.InsertBefore(tracked, current, declaration, current.WithLeadingTrivia(own)));
    }

    private ExpressionSyntax Use(ExpressionSyntax replaced) => SyntaxFactory.ParseExpression(this.replacement).WithTriviaFrom(replaced);

    private static string? Expression(ILocalSymbol local, TokenSite first, TokenSite second)
    {
        if (!first.IsEncoding)
        {
            return SymbolEqualityComparer.Default.Equals(local.Type, second.Call.Type) ? Name(local) : null;
        }

        // Only a list that the program cannot change keeps the number of tokens.
        return local.Type is INamedTypeSymbol { Name: "IReadOnlyList" or "IReadOnlyCollection" } ? Name(local) + ".Count" : null;
    }

    private static string Name(ILocalSymbol local) =>
        SyntaxFacts.GetKeywordKind(local.Name) == SyntaxKind.None ? local.Name : "@" + local.Name;

    /// <summary>Whether the catalog says that the number of token ids is what the other counts.</summary>
    private static bool IsItsLength(TokenSite encoding, TokenSite count) =>
        !encoding.Match.IsWrapped
        && encoding.Match.Line.Naming(Keys.Count) is { } counterpart
        && RoleCatalog.Names(counterpart, RoleCatalog.Definition(count.Match.Member));

    private static bool IsInScope(SemanticModel model, SyntaxNode place, ILocalSymbol local) =>
        model.LookupSymbols(place.SpanStart, name: local.Name).Any(symbol => SymbolEqualityComparer.Default.Equals(symbol, local));

    private static string NameFor(TokenSite site)
    {
        var name = site.Text.Syntax.DescendantNodesAndSelf().OfType<IdentifierNameSyntax>().LastOrDefault()?.Identifier.ValueText;
        return name is null || site.Text is IInvocationOperation ? "tokenCount" : FreshNames.Camel(name) + "Tokens";
    }

    /// <summary>The statement that evaluates the count before anything that could be told apart from it; null when it is not the first.</summary>
    private static StatementSyntax? StatementThatBeginsWith(ExpressionSyntax count, SemanticModel model, CancellationToken cancellation)
    {
        for (SyntaxNode node = count; ; node = node.Parent!)
        {
            switch (node.Parent)
            {
                case ParenthesizedExpressionSyntax or CastExpressionSyntax or PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.LogicalNotExpression or (int)SyntaxKind.UnaryMinusExpression }:
                case EqualsValueClauseSyntax or VariableDeclaratorSyntax or AwaitExpressionSyntax:
                case VariableDeclarationSyntax { Variables.Count: 1 }:
                case ConditionalExpressionSyntax choice when choice.Condition == node:
                case BinaryExpressionSyntax binary when binary.Left == node:
                case MemberAccessExpressionSyntax access when access.Expression == node:
                    continue;
                case BinaryExpressionSyntax binary when !IsShortCircuit(binary) && IsPlain(binary.Left, model, cancellation):
                case AssignmentExpressionSyntax assignment when assignment.Right == node && IsPlain(assignment.Left, model, cancellation):
                    continue;
                case ArgumentSyntax { Parent: ArgumentListSyntax list } argument when list.Arguments.TakeWhile(one => one != argument).All(one => IsPlain(one.Expression, model, cancellation)):
                    continue;
                case ArgumentListSyntax { Parent: InvocationExpressionSyntax call } when IsPlain(call.Expression, model, cancellation):
                    node = node.Parent;
                    continue;
                case InvocationExpressionSyntax call when call.Expression == node:
                    continue;
                case IfStatementSyntax branch when branch.Condition == node:
                    return branch;
                case ReturnStatementSyntax or ExpressionStatementSyntax or LocalDeclarationStatementSyntax:
                    return (StatementSyntax)node.Parent;
                default:
                    return null;
            }
        }
    }

    private static bool IsShortCircuit(BinaryExpressionSyntax binary) =>
        binary.Kind() is SyntaxKind.LogicalAndExpression or SyntaxKind.LogicalOrExpression or SyntaxKind.CoalesceExpression;

    // Reading it before or after a count makes no difference.
    private static bool IsPlain(ExpressionSyntax expression, SemanticModel model, CancellationToken cancellation) => expression switch
    {
        LiteralExpressionSyntax or ThisExpressionSyntax or PredefinedTypeSyntax => true,
        IdentifierNameSyntax or GenericNameSyntax => model.GetSymbolInfo(expression, cancellation).Symbol is ILocalSymbol or IParameterSymbol or IFieldSymbol or INamespaceOrTypeSymbol or IMethodSymbol,
        MemberAccessExpressionSyntax access => model.GetSymbolInfo(expression, cancellation).Symbol is IFieldSymbol { IsStatic: true } or INamespaceOrTypeSymbol or IMethodSymbol
            && IsPlain(access.Expression, model, cancellation),
        _ => false,
    };
}
