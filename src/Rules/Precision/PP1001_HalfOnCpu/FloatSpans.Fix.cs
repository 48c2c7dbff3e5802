using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using PerfProof.Catalog;
using PerfProof.Rewriting;

namespace PerfProof.Rules;

/// <summary>Rewrites a call that falls back on half spans to one on float copies of them.</summary>
internal static class FloatSpans
{
    /// <summary>
    /// The changed root; null where something else of the statement runs before the call, or whether it runs at all is decided
    /// within the statement, or an argument is more than a name.
    /// </summary>
    internal static SyntaxNode? Rewrite(SyntaxNode root, SemanticModel model, SyntaxNode node, RoleCatalog catalog)
    {
        if (node.FirstAncestorOrSelf<InvocationExpressionSyntax>() is not { Expression: MemberAccessExpressionSyntax access } call
            || model.GetSymbolInfo(call).Symbol is not IMethodSymbol { TypeArguments: { Length: 1 } types } method
            || StatementThatRunsFirst(call) is not { Parent: BlockSyntax } statement
            || HalfTypes.SpanConversion(model.Compilation, catalog, toSingle: true) is not { } widen
            || HalfTypes.SpanConversion(model.Compilation, catalog, toSingle: false) is not { } narrow
            || call.ArgumentList.Arguments.Count != method.Parameters.Length
            || Statements.MustStay(statement))
        {
            return null;
        }

        var before = new List<string>();
        var after = new List<string>();
        var arguments = new List<string>();
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (argument, parameter) in call.ArgumentList.Arguments.Zip(method.Parameters, (argument, parameter) => (argument, parameter)))
        {
            var source = argument.Expression.WithoutTrivia().ToString();
            if (argument.NameColon is not null)
            {
                return null;
            }

            if (!IsSpanOf(parameter.Type, types[0]))
            {
                arguments.Add(SymbolEqualityComparer.Default.Equals(parameter.Type, types[0]) ? $"(float){Names.Operand(argument.Expression)}" : source);
                continue;
            }

            var symbol = model.GetSymbolInfo(argument.Expression).Symbol;
            if (argument.Expression is not (IdentifierNameSyntax or MemberAccessExpressionSyntax)
                || symbol is not (ILocalSymbol or IParameterSymbol or IFieldSymbol)
                || !HasLength(model.GetTypeInfo(argument.Expression).Type, types[0]))
            {
                return null;
            }

            var isResult = parameter.Type.Name == "Span";
            if (isResult && before.Count == 0)
            {
                return null;
            }

            if (isResult || !names.TryGetValue(source, out var name))
            {
                name = FreeName(isResult ? "result" : symbol.Name + "Single", before, statement, model);
                before.Add(isResult ? $"float[] {name} = new float[{arguments[0]}.Length];" : $"float[] {name} = new float[{source}.Length];");
                if (isResult)
                {
                    after.Add($"{Names.Full(narrow.ContainingType)}.{narrow.Name}({name}, {source});");
                }
                else
                {
                    before.Add($"{Names.Full(widen.ContainingType)}.{widen.Name}({source}, {name});");
                    names.Add(source, name);
                }
            }

            arguments.Add(name);
        }

        if (after.Count > 0 && statement is not ExpressionStatementSyntax)
        {
            return null;
        }

        return root.ReplaceNode(statement, Statements.InPlaceOf(
            statement,
            before.Select(Parsed).Append(WithCall(statement, call, access, method, arguments, types[0], model)).Concat(after.Select(Parsed)).ToArray()));

        static StatementSyntax Parsed(string text) => Names.Shortened(SyntaxFactory.ParseStatement(text));
    }

    private static StatementSyntax WithCall(
        StatementSyntax statement, InvocationExpressionSyntax call, MemberAccessExpressionSyntax access, IMethodSymbol method, List<string> arguments, ITypeSymbol half, SemanticModel model)
    {
        var computed = SyntaxFactory.ParseExpression($"{access.Expression.WithoutTrivia()}.{method.Name}<float>({string.Join(", ", arguments)})");
        if (!SymbolEqualityComparer.Default.Equals(method.ReturnType, half))
        {
            return statement.ReplaceNode(call, computed.WithTriviaFrom(call));
        }

        ExpressionSyntax outer = call;
        while (outer.Parent is ParenthesizedExpressionSyntax parenthesized)
        {
            outer = parenthesized;
        }

        return outer.Parent is CastExpressionSyntax cast && model.GetTypeInfo(cast).Type?.SpecialType == SpecialType.System_Single
            ? statement.ReplaceNode(cast, computed.WithTriviaFrom(cast))
            : statement.ReplaceNode(call, SyntaxFactory.ParseExpression($"({half.ToMinimalDisplayString(model, call.SpanStart)}){computed}").WithTriviaFrom(call));
    }

    /// <summary>The statement of the call, where nothing in it runs before the call or decides whether it runs.</summary>
    private static StatementSyntax? StatementThatRunsFirst(InvocationExpressionSyntax call)
    {
        SyntaxNode child = call;
        for (var node = call.Parent; node is not null; child = node, node = node.Parent)
        {
            switch (node)
            {
                case ParenthesizedExpressionSyntax or CastExpressionSyntax or EqualsValueClauseSyntax or VariableDeclaratorSyntax:
                case VariableDeclarationSyntax { Variables.Count: 1 }:
                case AssignmentExpressionSyntax { RawKind: (int)SyntaxKind.SimpleAssignmentExpression, Left: IdentifierNameSyntax } assignment when assignment.Right == child:
                case BinaryExpressionSyntax { RawKind: (int)SyntaxKind.AddExpression or (int)SyntaxKind.SubtractExpression or (int)SyntaxKind.MultiplyExpression or (int)SyntaxKind.DivideExpression } binary
                    when (binary.Left == child ? binary.Right : binary.Left).DescendantNodesAndSelf().All(IsPlain):
                    continue;
                case LocalDeclarationStatementSyntax { UsingKeyword.RawKind: 0 } or ExpressionStatementSyntax or ReturnStatementSyntax:
                    return (StatementSyntax)node;
                default:
                    return null;
            }
        }

        return null;
    }

    private static bool IsPlain(SyntaxNode node) => node
        is IdentifierNameSyntax or LiteralExpressionSyntax or MemberAccessExpressionSyntax or CastExpressionSyntax or ParenthesizedExpressionSyntax or PredefinedTypeSyntax;

    private static bool IsSpanOf(ITypeSymbol type, ITypeSymbol element) =>
        type is INamedTypeSymbol { Name: "ReadOnlySpan" or "Span", TypeArguments: { Length: 1 } arguments, ContainingNamespace.Name: "System" }
        && SymbolEqualityComparer.Default.Equals(arguments[0], element);

    private static bool HasLength(ITypeSymbol? type, ITypeSymbol element) =>
        type is IArrayTypeSymbol { Rank: 1 } array
            ? SymbolEqualityComparer.Default.Equals(array.ElementType, element)
            : type is not null && IsSpanOf(type, element);

    private static string FreeName(string name, List<string> taken, StatementSyntax statement, SemanticModel model)
    {
        var body = statement.Ancestors().OfType<MemberDeclarationSyntax>().FirstOrDefault() ?? (SyntaxNode)statement;
        var free = name;
        for (var i = 2; IsTaken(free); i++)
        {
            free = name + i.ToString(System.Globalization.CultureInfo.InvariantCulture);
        }

        return free;

        bool IsTaken(string candidate) =>
            !model.LookupSymbols(statement.SpanStart, name: candidate).IsEmpty
            || body.DescendantTokens().Any(token => token.IsKind(SyntaxKind.IdentifierToken) && token.ValueText == candidate)
            || taken.Any(text => text.StartsWith($"float[] {candidate} ", StringComparison.Ordinal));
    }
}
