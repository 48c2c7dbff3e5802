using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace PerfProof.Tests.HotPath;

/// <summary>Rewrites that change how code is written and not what it does. Each returns null where it has nothing to change.</summary>
public static class Rewriting
{
    /// <summary>The rewrites by name. Those that need no meaning of names come first.</summary>
    public static IReadOnlyList<(string Name, Func<SyntaxNode, SyntaxNode?> Apply)> All { get; } =
    [
        ("parentheses", Parentheses),
        ("braces", Braces),
        ("no braces", NoBraces),
        ("var", UseVar),
        ("explicit types", ExplicitTypes),
        ("for instead of foreach", ForEachToFor),
        ("foreach instead of for", ForToForEach),
        ("extracted local", ExtractedLocal),
        ("extracted local function", ExtractedFunction),
        ("extracted method", ExtractedMethod),
        ("renamed", Renamed),
    ];

    /// <summary>Whether renaming variables takes a meaning away.</summary>
    public static bool DependsOnNames(string rewrite) => rewrite == "renamed";

    private static SyntaxNode? Parentheses(SyntaxNode root)
    {
        var targets = root.DescendantNodes().OfType<ExpressionSyntax>()
            .Where(node => node.Parent is ArgumentSyntax { RefKindKeyword.RawKind: 0 } or EqualsValueClauseSyntax or ReturnStatementSyntax or IfStatementSyntax or WhileStatementSyntax
                && node is not (LambdaExpressionSyntax or InitializerExpressionSyntax or ParenthesizedExpressionSyntax or CollectionExpressionSyntax or DeclarationExpressionSyntax or ThrowExpressionSyntax)
                && node.Parent.Parent is not TupleExpressionSyntax)
            .ToList();
        return targets.Count == 0 ? null : root.ReplaceNodes(targets, (_, node) =>
            ParenthesizedExpression(node.WithoutTrivia()).WithTriviaFrom(node));
    }

    private static SyntaxNode? Braces(SyntaxNode root)
    {
        var targets = Embedded(root).Where(statement => statement is not (BlockSyntax or IfStatementSyntax { Parent: ElseClauseSyntax })).ToList();
        return targets.Count == 0 ? null : root.ReplaceNodes(targets, (_, statement) => Block(statement));
    }

    private static SyntaxNode? NoBraces(SyntaxNode root)
    {
        var targets = Embedded(root).OfType<BlockSyntax>()
            .Where(block => block.Statements.Count == 1
                && block.Statements[0] is not (LocalDeclarationStatementSyntax or LocalFunctionStatementSyntax or IfStatementSyntax))
            .ToList();
        return targets.Count == 0 ? null : root.ReplaceNodes(targets, (_, block) => ((BlockSyntax)block).Statements[0].WithLeadingTrivia(Space));
    }

    private static SyntaxNode? UseVar(SyntaxNode root)
    {
        var (model, tree) = Model(root);
        var targets = tree.DescendantNodes().OfType<VariableDeclarationSyntax>()
            .Where(declaration => declaration.Parent is LocalDeclarationStatementSyntax { IsConst: false } or ForStatementSyntax
                && declaration is { Type.IsVar: false, Variables: [{ Initializer.Value: { } value }] }
                && SymbolEqualityComparer.Default.Equals(model.GetTypeInfo(value).Type, model.GetTypeInfo(declaration.Type).Type))
            .ToList();
        return targets.Count == 0 ? null : tree.ReplaceNodes(targets, (_, declaration) => declaration.WithType(IdentifierName("var").WithTriviaFrom(declaration.Type)));
    }

    private static SyntaxNode? ExplicitTypes(SyntaxNode root)
    {
        var (model, tree) = Model(root);
        var targets = tree.DescendantNodes().OfType<TypeSyntax>().Where(type => type.IsVar && type.Parent is VariableDeclarationSyntax or ForEachStatementSyntax
            && model.GetTypeInfo(type).Type is { IsAnonymousType: false, TypeKind: not TypeKind.Error }).ToList();
        return targets.Count == 0 ? null : tree.ReplaceNodes(targets, (type, _) =>
            ParseTypeName(model.GetTypeInfo(type).Type!.ToDisplayString()).WithTriviaFrom(type));
    }

    private static SyntaxNode? ForEachToFor(SyntaxNode root)
    {
        var (model, tree) = Model(root);
        var loop = tree.DescendantNodes().OfType<ForEachStatementSyntax>().FirstOrDefault(loop =>
            loop.AwaitKeyword.RawKind == 0 && loop.Expression is IdentifierNameSyntax && SizeOf(model.GetTypeInfo(loop.Expression).Type) is not null);
        if (loop is null)
        {
            return null;
        }

        var size = SizeOf(model.GetTypeInfo(loop.Expression).Type);
        var first = ParseStatement($"{loop.Type} {loop.Identifier} = {loop.Expression}[at_0];\n");
        var header = (ForStatementSyntax)ParseStatement($"for (int at_0 = 0; at_0 < {loop.Expression}.{size}; at_0++) {{ }}");
        var body = loop.Statement is BlockSyntax block ? block.WithStatements(block.Statements.Insert(0, first)) : Block(first, loop.Statement);
        return tree.ReplaceNode(loop, header.WithStatement(body).WithTriviaFrom(loop));
    }

    private static SyntaxNode? ForToForEach(SyntaxNode root)
    {
        var (model, tree) = Model(root);
        var loop = tree.DescendantNodes().OfType<ForStatementSyntax>().FirstOrDefault(loop => loop is
        {
            Declaration.Variables: [{ Initializer.Value: LiteralExpressionSyntax { Token.ValueText: "0" } } counter],
            Condition: BinaryExpressionSyntax { RawKind: (int)SyntaxKind.LessThanExpression, Left: IdentifierNameSyntax },
            Incrementors: [PostfixUnaryExpressionSyntax],
        });
        if (loop is null || !loop.Statement.Contains(HotPathSource.MarkedNode(tree)))
        {
            return null;
        }

        // The same turns over a range: the counter becomes the element. Indexed by it, another element every turn all the same.
        var limit = ((BinaryExpressionSyntax)loop.Condition!).Right;
        var type = model.GetTypeInfo(limit).Type;
        return type?.SpecialType != SpecialType.System_Int32
            ? null
            : tree.ReplaceNode(loop, ForEachStatement(
                IdentifierName("var").WithTrailingTrivia(Space),
                loop.Declaration!.Variables[0].Identifier.WithTrailingTrivia(Space),
                ParseExpression($"Enumerable.Range(0, {limit})"),
                loop.Statement).NormalizeWhitespace().WithStatement(loop.Statement));
    }

    private static SyntaxNode? ExtractedLocal(SyntaxNode root)
    {
        var marked = HotPathSource.MarkedNode(root);
        if (marked is not InvocationExpressionSyntax call || call.ArgumentList.Arguments.Count == 0 || call.FirstAncestorOrSelf<StatementSyntax>() is not { } statement
            || statement.Parent is not BlockSyntax || statement is not (ExpressionStatementSyntax or LocalDeclarationStatementSyntax)
            || call.Ancestors().TakeWhile(node => node != statement).Any(node => node is LambdaExpressionSyntax or QueryExpressionSyntax or ConditionalAccessExpressionSyntax or BinaryExpressionSyntax or ConditionalExpressionSyntax or AssignmentExpressionSyntax { RawKind: (int)SyntaxKind.CoalesceAssignmentExpression }))
        {
            return null;
        }

        var argument = call.ArgumentList.Arguments[0];
        if (argument.RefKindKeyword.RawKind != 0 || argument.Expression is DeclarationExpressionSyntax || statement.DescendantNodes().OfType<ArgumentSyntax>().First() != argument)
        {
            return null;
        }

        var local = ParseStatement($"var taken = {argument.Expression};\n");
        var tracked = root.TrackNodes(statement, argument);
        tracked = tracked.ReplaceNode(tracked.GetCurrentNode(argument)!, argument.WithExpression(IdentifierName("taken")));
        return tracked.InsertNodesBefore(tracked.GetCurrentNode(statement)!, [local]);
    }

    private static SyntaxNode? ExtractedFunction(SyntaxNode root)
    {
        var marked = HotPathSource.MarkedNode(root);
        if (LoopAround(marked) is not { Statement: BlockSyntax body } || HasJumps(body) || body.DescendantNodes().Any(node => node is AwaitExpressionSyntax))
        {
            return null;
        }

        var name = "Turn";
        var function = LocalFunctionStatement(PredefinedType(Token(SyntaxKind.VoidKeyword)).WithTrailingTrivia(Space), name).WithBody(body);
        return root.ReplaceNode(body, Block(ParseStatement($"{name}();"), function));
    }

    private static SyntaxNode? ExtractedMethod(SyntaxNode root)
    {
        // The rest of the turn, after the marked call, as a method of the class that is handed what it uses.
        var (model, tree) = Model(root);
        var marked = HotPathSource.MarkedNode(tree);
        if (LoopAround(marked) is not { Statement: BlockSyntax body } || body.Statements.Count < 2 || marked.FirstAncestorOrSelf<MethodDeclarationSyntax>() is not { } method
            || method.TypeParameterList is not null)
        {
            return null;
        }

        var last = body.Statements[^1];
        if (last.Contains(marked) || HasJumps(last) || last.DescendantNodesAndSelf().Any(node => node is AwaitExpressionSyntax or YieldStatementSyntax or LocalFunctionStatementSyntax)
            || model.AnalyzeDataFlow(last) is not { Succeeded: true } flow || flow.WrittenInside.Any(symbol => !flow.VariablesDeclared.Contains(symbol)))
        {
            return null;
        }

        var handed = flow.ReadInside.Where(symbol => symbol is ILocalSymbol or IParameterSymbol { IsThis: false } && !flow.VariablesDeclared.Contains(symbol)).ToList();
        var parameters = string.Join(", ", handed.Select(symbol => $"{TypeOf(symbol)} {symbol.Name}"));
        var extracted = ParseMemberDeclaration($"void Rest({parameters}) {{ {last} }}\n")!;
        var changed = tree.TrackNodes(last, method);
        changed = changed.ReplaceNode(changed.GetCurrentNode(last)!, ParseStatement($"Rest({string.Join(", ", handed.Select(symbol => symbol.Name))});\n"));
        return changed.InsertNodesAfter(changed.GetCurrentNode(method)!, [extracted]);
    }

    private static SyntaxNode? Renamed(SyntaxNode root)
    {
        var (model, tree) = Model(root);
        var names = new Dictionary<SyntaxToken, string>();
        foreach (var token in tree.DescendantTokens().Where(token => token.IsKind(SyntaxKind.IdentifierToken)))
        {
            var symbol = token.Parent is IdentifierNameSyntax name ? model.GetSymbolInfo(name).Symbol : model.GetDeclaredSymbol(token.Parent!);
            if (symbol is ILocalSymbol or IParameterSymbol or IRangeVariableSymbol or IFieldSymbol { IsImplicitlyDeclared: false }
                && symbol.Locations.Any(location => location.SourceTree == tree.SyntaxTree)
                && token.Parent is not (NameColonSyntax or IdentifierNameSyntax { Parent: NameColonSyntax }))
            {
                names[token] = "q_" + new string([.. symbol.Name.Reverse()]);
            }
        }

        return names.Count == 0 ? null : tree.ReplaceTokens(names.Keys, (token, _) => Identifier(names[token]).WithTriviaFrom(token));
    }

    private static IEnumerable<StatementSyntax> Embedded(SyntaxNode root) => root.DescendantNodes().OfType<StatementSyntax>()
        .Where(statement => statement.Parent is ForStatementSyntax or ForEachStatementSyntax or WhileStatementSyntax or DoStatementSyntax or IfStatementSyntax or ElseClauseSyntax)
        // Innermost only, so that one replacement does not undo another.
        .Where(statement => !statement.DescendantNodes().Any(node => node is StatementSyntax && node.Parent is ForStatementSyntax or ForEachStatementSyntax or WhileStatementSyntax or DoStatementSyntax or IfStatementSyntax or ElseClauseSyntax));

    private static bool HasJumps(SyntaxNode node) => node.DescendantNodesAndSelf().Any(inner => inner is BreakStatementSyntax or ContinueStatementSyntax or ReturnStatementSyntax or YieldStatementSyntax);

    private static (StatementSyntax Loop, StatementSyntax Statement)? LoopAround(SyntaxNode node)
    {
        foreach (var ancestor in node.Ancestors().TakeWhile(ancestor => ancestor is not (AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax)))
        {
            var statement = ancestor switch
            {
                ForStatementSyntax loop => loop.Statement,
                ForEachStatementSyntax loop => loop.Statement,
                WhileStatementSyntax loop => loop.Statement,
                _ => null,
            };
            if (statement is not null)
            {
                return statement.Contains(node) ? ((StatementSyntax)ancestor, statement) : null;
            }
        }

        return null;
    }

    private static string? SizeOf(ITypeSymbol? type) => type switch
    {
        IArrayTypeSymbol => "Length",
        INamedTypeSymbol { Name: "List" } => "Count",
        _ => null,
    };

    private static string TypeOf(ISymbol symbol) => (symbol is ILocalSymbol local ? local.Type : ((IParameterSymbol)symbol).Type).ToDisplayString();

    private static (SemanticModel Model, SyntaxNode Root) Model(SyntaxNode root)
    {
        var (compilation, tree) = HotPathSource.Compile(root);
        return (compilation.GetSemanticModel(tree), tree.GetRoot());
    }
}
