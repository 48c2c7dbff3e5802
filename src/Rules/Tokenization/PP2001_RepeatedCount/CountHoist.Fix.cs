using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using PerfProof.Catalog;
using PerfProof.HotPath;
using PerfProof.Rewriting;
using PerfProof.Wrappers;

namespace PerfProof.Rules;

/// <summary>Moves a count that is the same on every turn before its loop.</summary>
internal sealed class CountHoist
{
    private readonly Document document;
    private readonly SemanticModel model;
    private readonly ExpressionSyntax count;
    private readonly StatementSyntax loop;
    private readonly RoleMatch match;

    private CountHoist(Document document, SemanticModel model, ExpressionSyntax count, StatementSyntax loop, RoleMatch match)
    {
        this.document = document;
        this.model = model;
        this.count = count;
        this.loop = loop;
        this.match = match;
    }

    /// <summary>Whether the program does the same as before, faster.</summary>
    public bool CannotBeTold { get; private set; }

    /// <summary>Checks every precondition; null when the count cannot be moved.</summary>
    public static async Task<CountHoist?> FindAsync(Document document, Diagnostic diagnostic, CancellationToken cancellation)
    {
        if (!diagnostic.Properties.TryGetValue(Facts.Shape, out var shape) || shape != "invariant"
            || await document.GetSyntaxRootAsync(cancellation).ConfigureAwait(false) is not { } root
            || await document.GetSemanticModelAsync(cancellation).ConfigureAwait(false) is not { } model
            || root.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true) is not ExpressionSyntax count)
        {
            return null;
        }

        var compilation = CompilationModel.Get(model.Compilation, document.Project.AnalyzerOptions, cancellation);
        foreach (var node in count.DescendantNodesAndSelf().OfType<InvocationExpressionSyntax>())
        {
            if (model.GetOperation(node, cancellation) is IInvocationOperation operation
                && (compilation.Match(operation, Roles.CountTokens) ?? compilation.Match(operation, Roles.EncodeTokens)) is { } match
                && HotRegion.Enclosing(operation)?.Owner.Syntax is StatementSyntax loop
                && loop.Span.Contains(count.Span)
                && !loop.ContainsDiagnostics
                && loop.Parent is BlockSyntax or SwitchSectionSyntax or GlobalStatementSyntax or IfStatementSyntax or ElseClauseSyntax or CommonForEachStatementSyntax or ForStatementSyntax or WhileStatementSyntax
                && new CountHoist(document, model, count, loop, match) is var hoist
                && hoist.CanMove(cancellation))
            {
                hoist.CannotBeTold = hoist.IsFirstEvaluated() || (hoist.IsTotal() && !hoist.MayChangeBeforeTheFirstTurn());
                return hoist;
            }
        }

        return null;
    }

    /// <summary>Makes the change.</summary>
    public async Task<Document> ApplyAsync(CancellationToken cancellation)
    {
        var root = (await this.document.GetSyntaxRootAsync(cancellation).ConfigureAwait(false))!;
        var (blankLines, rest) = Layout.SplitLeading(this.loop);
        var indentation = Statements.Indentation(this.loop);
        StatementSyntax counting;
        StatementSyntax changed;
        if (this.MovableDeclaration(cancellation) is { } declaration)
        {
            counting = Layout.Reindent(declaration, blankLines, indentation);
            changed = Layout.WithoutStatement(this.loop, declaration);
        }
        else
        {
            var name = this.FreshName();
            counting = SyntaxFactory.ParseStatement($"var {name} = {this.count.WithoutTrivia()};")
                .WithLeadingTrivia(blankLines.Add(indentation))
                .WithTrailingTrivia(Statements.NewLine(root));
            changed = this.loop.ReplaceNodes(
                this.Twins(cancellation),
                (original, _) => SyntaxFactory.IdentifierName(name).WithTriviaFrom(original));
        }

        return this.document.WithSyntaxRoot(Layout.InsertBefore(root, this.loop, counting, changed.WithLeadingTrivia(rest)));
    }

    private bool CanMove(CancellationToken cancellation)
    {
        foreach (var name in this.count.DescendantNodesAndSelf().OfType<SimpleNameSyntax>())
        {
            var symbol = this.model.GetSymbolInfo(name, cancellation).Symbol;
            if (symbol is null
                || (symbol is ILocalSymbol or IParameterSymbol or IRangeVariableSymbol
                    && symbol.DeclaringSyntaxReferences.Any(reference => reference.SyntaxTree == this.loop.SyntaxTree && this.loop.Span.Contains(reference.Span))))
            {
                return false;
            }
        }

        // An initialiser of the loop runs before its first turn and after what stands before the loop.
        return this.loop is not ForStatementSyntax { Initializers.Count: > 0 }
            && !this.count.DescendantNodesAndSelf().Any(node => node is AwaitExpressionSyntax or DeclarationExpressionSyntax or AssignmentExpressionSyntax or AnonymousFunctionExpressionSyntax);
    }

    /// <summary>Whether the loop evaluates the count before anything else, whatever comes.</summary>
    private bool IsFirstEvaluated()
    {
        var condition = this.loop switch
        {
            WhileStatementSyntax loop => loop.Condition,
            ForStatementSyntax { Declaration: null or { } } loop when loop.Declaration?.Variables.All(variable => variable.Initializer?.Value is LiteralExpressionSyntax) != false => loop.Condition,
            _ => null,
        };
        if (condition?.Span.Contains(this.count.Span) != true)
        {
            return false;
        }

        for (SyntaxNode node = this.count; node != condition; node = node.Parent!)
        {
            switch (node.Parent)
            {
                case ParenthesizedExpressionSyntax:
                case BinaryExpressionSyntax binary when binary.Left == node:
                    continue;
                case BinaryExpressionSyntax binary when !binary.IsKind(SyntaxKind.LogicalAndExpression) && !binary.IsKind(SyntaxKind.LogicalOrExpression)
                    && !binary.IsKind(SyntaxKind.CoalesceExpression) && binary.Left is IdentifierNameSyntax or LiteralExpressionSyntax:
                    continue;
                default:
                    return false;
            }
        }

        return true;
    }

    /// <summary>Whether the count cannot throw: the library says so for every text that is not null, and the compiler knows that nothing here is.</summary>
    private bool IsTotal()
    {
        if (this.match.IsWrapped || this.match.Line[Keys.Total] != "yes")
        {
            return false;
        }

        foreach (var node in this.count.DescendantNodesAndSelf())
        {
            switch (node)
            {
                case InvocationExpressionSyntax call when call == this.match.Operation.Syntax:
                case ArgumentListSyntax or ArgumentSyntax or NameColonSyntax or ThisExpressionSyntax or MemberAccessExpressionSyntax or LiteralExpressionSyntax or ParenthesizedExpressionSyntax:
                    continue;
                case IdentifierNameSyntax name when this.IsKnownNotNull(name):
                    continue;
                default:
                    return false;
            }
        }

        return this.match.InputValue?.ConstantValue is not { HasValue: true, Value: null };
    }

    private bool IsKnownNotNull(IdentifierNameSyntax name)
    {
        ExpressionSyntax whole = name.Parent is MemberAccessExpressionSyntax access && access.Name == name ? access : name;
        return this.model.GetSymbolInfo(name).Symbol switch
        {
            IMethodSymbol or INamespaceOrTypeSymbol => true,
            _ when name.Parent is NameColonSyntax => true,
            ILocalSymbol or IParameterSymbol or IFieldSymbol or IPropertySymbol =>
                this.model.GetTypeInfo(whole) is { Type.IsValueType: true } or { Nullability.FlowState: NullableFlowState.NotNull },
            _ => false,
        };
    }

    /// <summary>Whether what the loop runs before its first turn could change a field or property that the count reads.</summary>
    private bool MayChangeBeforeTheFirstTurn()
    {
        SyntaxNode? before = this.loop switch
        {
            CommonForEachStatementSyntax loop => loop.Expression,
            ForStatementSyntax loop => loop.Declaration,
            _ => null,
        };
        return before?.DescendantNodesAndSelf().Any(node => node is InvocationExpressionSyntax or BaseObjectCreationExpressionSyntax or AwaitExpressionSyntax or AssignmentExpressionSyntax) == true
            && this.count.DescendantNodesAndSelf().OfType<SimpleNameSyntax>().Any(name =>
                this.model.GetSymbolInfo(name).Symbol is IPropertySymbol or IFieldSymbol { IsReadOnly: false, IsConst: false });
    }

    /// <summary>The declaration that the count initialises, where it can move as it is.</summary>
    private LocalDeclarationStatementSyntax? MovableDeclaration(CancellationToken cancellation)
    {
        if (this.count.Parent is not EqualsValueClauseSyntax { Parent: VariableDeclaratorSyntax { Parent: VariableDeclarationSyntax { Variables.Count: 1, Parent: LocalDeclarationStatementSyntax declaration } } variable }
            || declaration.Parent is not BlockSyntax body
            || body.Parent != this.loop
            || !declaration.UsingKeyword.IsKind(SyntaxKind.None)
            || declaration.IsConst
            || declaration.ContainsDirectives
            || this.Twins(cancellation).Count > 1
            || this.model.GetDeclaredSymbol(variable, cancellation) is not { } local
            || FreshNames.IsDeclaredTwice(this.loop, local.Name))
        {
            return null;
        }

        return body.DescendantNodes().OfType<IdentifierNameSyntax>().Any(name => name.Identifier.ValueText == local.Name && IsWrite(name))
            ? null
            : declaration;
    }

    private static bool IsWrite(IdentifierNameSyntax name) => name.Parent switch
    {
        AssignmentExpressionSyntax assignment => assignment.Left == name,
        PrefixUnaryExpressionSyntax or PostfixUnaryExpressionSyntax =>
            name.Parent.Kind() is SyntaxKind.PreIncrementExpression or SyntaxKind.PreDecrementExpression or SyntaxKind.PostIncrementExpression or SyntaxKind.PostDecrementExpression or SyntaxKind.AddressOfExpression,
        ArgumentSyntax argument => !argument.RefOrOutKeyword.IsKind(SyntaxKind.None) || argument.Parent is TupleExpressionSyntax { Parent: AssignmentExpressionSyntax },
        RefExpressionSyntax => true,
        _ => false,
    };

    /// <summary>The same count wherever the loop has it.</summary>
    private IReadOnlyList<ExpressionSyntax> Twins(CancellationToken cancellation) =>
        this.loop.DescendantNodes()
            .OfType<ExpressionSyntax>()
            .Where(node => node == this.count || (node.RawKind == this.count.RawKind && SyntaxFactory.AreEquivalent(node, this.count) && this.MeansTheSame(node, cancellation)))
            .ToList();

    private bool MeansTheSame(ExpressionSyntax other, CancellationToken cancellation)
    {
        var mine = this.count.DescendantNodesAndSelf().OfType<SimpleNameSyntax>();
        var theirs = other.DescendantNodesAndSelf().OfType<SimpleNameSyntax>();
        return mine.Zip(theirs, (one, two) => SymbolEqualityComparer.Default.Equals(this.model.GetSymbolInfo(one, cancellation).Symbol, this.model.GetSymbolInfo(two, cancellation).Symbol)).All(same => same);
    }

    private string FreshName()
    {
        var text = this.match.InputValue?.Syntax.DescendantNodesAndSelf().OfType<IdentifierNameSyntax>().LastOrDefault()?.Identifier.ValueText;
        return FreshNames.For(this.loop, text is null ? "tokenCount" : FreshNames.Camel(text) + "Tokens");
    }
}
