using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace PerfProof.Generation.Groups;

/// <summary>
/// Writes methods in which threads wait for each other into their callers: a kernel is taken apart at its barriers, so they must stand in it.
/// What is called in a way that does not allow it stays a call, which the kernel's own check reports.
/// </summary>
internal static class Inliner
{
    // No kernel has so many; calls that bring calls would go on for ever.
    private const int MostCalls = 200;

    /// <summary>The kernels, which are the last tree, with such calls written out.</summary>
    public static CSharpCompilation Inline(CSharpCompilation compilation)
    {
        for (var number = 0; number < MostCalls; number++)
        {
            var tree = compilation.SyntaxTrees[^1];
            var model = compilation.GetSemanticModel(tree);
            if (Next(tree.GetRoot(), model) is not var (call, statement, callee))
            {
                break;
            }

            var written = Written(call, statement, callee, model, number);
            var root = statement.Parent is BlockSyntax
                ? tree.GetRoot().ReplaceNode(statement, written)
                : tree.GetRoot().ReplaceNode(statement, SyntaxFactory.Block(written));
            // Positions must be those of the text for the model to be made again.
            compilation = compilation.ReplaceSyntaxTree(tree, CSharpSyntaxTree.ParseText(root.ToFullString(), (CSharpParseOptions)tree.Options, tree.FilePath));
        }

        return compilation;
    }

    /// <summary>Whether threads wait for each other in a method, or share memory that it asks for.</summary>
    public static bool IsTogether(MethodDeclarationSyntax method, Barriers barriers) => barriers.IsIn(method) || barriers.AsksForShared(method);

    /// <summary>The next call to write out: one of a method that has none left itself.</summary>
    private static (InvocationExpressionSyntax Call, StatementSyntax Statement, MethodDeclarationSyntax Callee)? Next(SyntaxNode root, SemanticModel model)
    {
        var barriers = new Barriers(model);
        var together = root.DescendantNodes().OfType<MethodDeclarationSyntax>().Where(method => IsTogether(method, barriers))
            .ToDictionary(method => (ISymbol)model.GetDeclaredSymbol(method)!, SymbolEqualityComparer.Default);
        foreach (var call in root.DescendantNodes().OfType<InvocationExpressionSyntax>())
        {
            if (model.GetSymbolInfo(call).Symbol is IMethodSymbol { IsGenericMethod: false } symbol
                && together.TryGetValue(symbol, out var callee)
                && call.Ancestors().OfType<StatementSyntax>().FirstOrDefault() is { } statement
                && IsPlain(call, statement)
                && HasPlainBody(callee)
                && !callee.DescendantNodes().OfType<InvocationExpressionSyntax>().Any(inner => model.GetSymbolInfo(inner).Symbol is { } other && together.ContainsKey(other))
                && symbol.Parameters.All(parameter => parameter.RefKind == RefKind.None)
                && symbol.Parameters.Length == call.ArgumentList.Arguments.Count
                // Memory is asked for once, wherever that stands in a loop.
                && (!barriers.AsksForShared(callee) || !call.Ancestors().Any(IsLoop)))
            {
                return (call, statement, callee);
            }
        }

        return null;
    }

    // The call runs whenever the statement does, once.
    private static bool IsPlain(InvocationExpressionSyntax call, StatementSyntax statement) =>
        statement is ExpressionStatementSyntax or LocalDeclarationStatementSyntax { IsConst: false }
        && call.ArgumentList.Arguments.All(argument => argument.NameColon is null)
        && !call.Ancestors().TakeWhile(ancestor => ancestor != statement).Any(ancestor => ancestor is ConditionalExpressionSyntax or AnonymousFunctionExpressionSyntax or SwitchExpressionSyntax
            || ancestor.IsKind(SyntaxKind.LogicalAndExpression) || ancestor.IsKind(SyntaxKind.LogicalOrExpression) || ancestor.IsKind(SyntaxKind.CoalesceExpression));

    private static bool IsLoop(SyntaxNode node) => node is ForStatementSyntax or WhileStatementSyntax or DoStatementSyntax or CommonForEachStatementSyntax;

    // Statements one after the other, with a result only at the end.
    private static bool HasPlainBody(MethodDeclarationSyntax method) => method.ExpressionBody is not null
        || (method.Body is { } body
            && !body.DescendantNodes().Any(node => node is LocalFunctionStatementSyntax or AnonymousFunctionExpressionSyntax)
            && body.DescendantNodes().OfType<ReturnStatementSyntax>().All(end => end == body.Statements[^1]));

    private static List<StatementSyntax> Written(InvocationExpressionSyntax call, StatementSyntax statement, MethodDeclarationSyntax callee, SemanticModel model, int number)
    {
        var suffix = string.Create(CultureInfo.InvariantCulture, $"__{number}");
        var rewriter = new Renamer(model, suffix);
        var symbol = model.GetDeclaredSymbol(callee)!;
        var type = symbol.ReturnsVoid ? null : symbol.ReturnType.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat);
        var taken = symbol.Parameters.Select((parameter, i) =>
            $"{parameter.Type.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat)} {parameter.Name}{suffix} = {call.ArgumentList.Arguments[i].Expression};\n");
        var (body, end) = callee.Body is { } block
            ? (block.Statements.Where(inner => inner is not ReturnStatementSyntax), (block.Statements.LastOrDefault() as ReturnStatementSyntax)?.Expression)
            : ([], callee.ExpressionBody!.Expression);
        var lines = body.Select(inner => rewriter.Visit(inner).ToString() + "\n").ToList();
        if (end is not null)
        {
            lines.Add($"{(type is null ? "" : $"result{suffix} = ")}{rewriter.Visit(end)};\n");
        }

        var written = new List<StatementSyntax> { Parse($"{{\n{string.Concat(taken)}{string.Concat(lines)}}}\n") };
        if (type is not null)
        {
            written.Insert(0, Parse($"{type} result{suffix};\n"));
            written.Add(statement.ReplaceNode(call, SyntaxFactory.IdentifierName($"result{suffix}").WithTriviaFrom(call)));
        }

        return written;
    }

    private static StatementSyntax Parse(string text) => SyntaxFactory.ParseStatement(text);

    /// <summary>Gives the variables of a method names that no other has.</summary>
    private sealed class Renamer(SemanticModel model, string suffix) : CSharpSyntaxRewriter
    {
        public override SyntaxNode? VisitIdentifierName(IdentifierNameSyntax node) =>
            model.GetSymbolInfo(node).Symbol is ILocalSymbol or IParameterSymbol && node.Parent is not NameColonSyntax ? node.WithIdentifier(this.Renamed(node.Identifier)) : node;

        public override SyntaxNode? VisitVariableDeclarator(VariableDeclaratorSyntax node) =>
            ((VariableDeclaratorSyntax)base.VisitVariableDeclarator(node)!).WithIdentifier(this.Renamed(node.Identifier));

        public override SyntaxNode? VisitSingleVariableDesignation(SingleVariableDesignationSyntax node) => node.WithIdentifier(this.Renamed(node.Identifier));

        public override SyntaxNode? VisitForEachStatement(ForEachStatementSyntax node) =>
            ((ForEachStatementSyntax)base.VisitForEachStatement(node)!).WithIdentifier(this.Renamed(node.Identifier));

        private SyntaxToken Renamed(SyntaxToken name) => SyntaxFactory.Identifier(name.LeadingTrivia, name.ValueText + suffix, name.TrailingTrivia);
    }
}
