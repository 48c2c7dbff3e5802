using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace PerfProof.Build.Mutants;

/// <summary>
/// Every first-order mutant of a body: one operator, bound, constant, index, call or statement is another. What does not compile is sorted out by
/// the compiler.
/// </summary>
public sealed class MutationOperators : CSharpSyntaxWalker
{
    private static readonly ImmutableDictionary<SyntaxKind, (string Operator, string[] Others)> tokens = new Dictionary<SyntaxKind, (string, string[])>
    {
        [SyntaxKind.PlusToken] = ("arithmetic", ["-"]),
        [SyntaxKind.MinusToken] = ("arithmetic", ["+"]),
        [SyntaxKind.AsteriskToken] = ("arithmetic", ["/"]),
        [SyntaxKind.SlashToken] = ("arithmetic", ["*"]),
        [SyntaxKind.PercentToken] = ("arithmetic", ["/"]),
        [SyntaxKind.LessThanLessThanToken] = ("arithmetic", [">>"]),
        [SyntaxKind.GreaterThanGreaterThanToken] = ("arithmetic", ["<<"]),
        [SyntaxKind.PlusEqualsToken] = ("arithmetic", ["-=", "="]),
        [SyntaxKind.MinusEqualsToken] = ("arithmetic", ["+=", "="]),
        [SyntaxKind.AsteriskEqualsToken] = ("arithmetic", ["/=", "="]),
        [SyntaxKind.SlashEqualsToken] = ("arithmetic", ["*=", "="]),
        [SyntaxKind.PlusPlusToken] = ("arithmetic", ["--"]),
        [SyntaxKind.MinusMinusToken] = ("arithmetic", ["++"]),
        [SyntaxKind.LessThanToken] = ("relational", ["<=", ">="]),
        [SyntaxKind.LessThanEqualsToken] = ("relational", ["<", ">"]),
        [SyntaxKind.GreaterThanToken] = ("relational", [">=", "<="]),
        [SyntaxKind.GreaterThanEqualsToken] = ("relational", [">", "<"]),
        [SyntaxKind.EqualsEqualsToken] = ("relational", ["!="]),
        [SyntaxKind.ExclamationEqualsToken] = ("relational", ["=="]),
        [SyntaxKind.AmpersandAmpersandToken] = ("logical", ["||"]),
        [SyntaxKind.BarBarToken] = ("logical", ["&&"]),
        [SyntaxKind.AmpersandToken] = ("logical", ["|"]),
        [SyntaxKind.BarToken] = ("logical", ["&"]),
        [SyntaxKind.CaretToken] = ("logical", ["|", "&"]),
    }.ToImmutableDictionary();

    private static readonly ImmutableDictionary<string, string[]> names = new Dictionary<string, string[]>(StringComparer.Ordinal)
    {
        ["Min"] = ["Max"],
        ["Max"] = ["Min"],
        ["Floor"] = ["Ceiling"],
        ["Ceiling"] = ["Floor"],
        ["Sin"] = ["Cos"],
        ["Cos"] = ["Sin"],
        ["NegativeInfinity"] = ["MinValue", "PositiveInfinity", "Epsilon"],
        ["PositiveInfinity"] = ["MaxValue", "NegativeInfinity", "Epsilon"],
        ["MinValue"] = ["MaxValue"],
        ["MaxValue"] = ["MinValue"],
        ["Zero"] = ["One"],
        ["One"] = ["Zero"],
    }.ToImmutableDictionary(StringComparer.Ordinal);

    private readonly SemanticModel model;
    private readonly List<Mutation> found = [];

    private MutationOperators(SemanticModel model) => this.model = model;

    /// <summary>The mutants of bodies, each text once, in the order of the source.</summary>
    /// <param name="model">The model of their file.</param>
    /// <param name="bodies">Bodies and initialisers.</param>
    public static IReadOnlyList<Mutation> Of(SemanticModel model, IEnumerable<SyntaxNode> bodies)
    {
        var walker = new MutationOperators(model);
        foreach (var body in bodies)
        {
            walker.Visit(body);
        }

        return [.. walker.found.DistinctBy(mutation => (mutation.Span, mutation.Text)).OrderBy(mutation => mutation.Span.Start)];
    }

    /// <inheritdoc/>
    public override void VisitBinaryExpression(BinaryExpressionSyntax node)
    {
        this.Token(node.OperatorToken);
        var (left, right) = (node.Left.ToString(), node.Right.ToString());
        if (node.Kind() is SyntaxKind.SubtractExpression or SyntaxKind.DivideExpression or SyntaxKind.ModuloExpression)
        {
            this.Add("order", node, $"(({right}) {node.OperatorToken.Text} ({left}))");
        }
        else if (node.OperatorToken.Kind() is SyntaxKind.LessThanToken or SyntaxKind.LessThanEqualsToken or SyntaxKind.GreaterThanToken or SyntaxKind.GreaterThanEqualsToken)
        {
            this.OffByOne("bound", node.Right);
        }

        base.VisitBinaryExpression(node);
    }

    /// <inheritdoc/>
    public override void VisitAssignmentExpression(AssignmentExpressionSyntax node)
    {
        this.Token(node.OperatorToken);
        base.VisitAssignmentExpression(node);
    }

    /// <inheritdoc/>
    public override void VisitPostfixUnaryExpression(PostfixUnaryExpressionSyntax node)
    {
        this.Token(node.OperatorToken);
        base.VisitPostfixUnaryExpression(node);
    }

    /// <inheritdoc/>
    public override void VisitPrefixUnaryExpression(PrefixUnaryExpressionSyntax node)
    {
        switch (node.Kind())
        {
            case SyntaxKind.UnaryMinusExpression:
                this.Add("arithmetic", node, $"({node.Operand})");
                break;
            case SyntaxKind.LogicalNotExpression or SyntaxKind.BitwiseNotExpression:
                this.Add("logical", node, $"({node.Operand})");
                break;
            case SyntaxKind.PreIncrementExpression or SyntaxKind.PreDecrementExpression:
                this.Token(node.OperatorToken);
                break;
        }

        base.VisitPrefixUnaryExpression(node);
    }

    /// <inheritdoc/>
    public override void VisitLiteralExpression(LiteralExpressionSyntax node)
    {
        var text = node.Token.Text;
        switch (node.Kind())
        {
            case SyntaxKind.TrueLiteralExpression:
                this.Add("constant", node, "false");
                break;
            case SyntaxKind.FalseLiteralExpression:
                this.Add("constant", node, "true");
                break;
            case SyntaxKind.NumericLiteralExpression:
                // Sums and products, so that the type stays. Nothing twice: twice 0 is 0, and twice 1 is 1 more.
                var value = Convert.ToDouble(node.Token.Value, null);
                string[] others = value switch { 0 => ["+ 1", "- 1"], 1 => ["+ 1", "- 1"], _ => ["+ 1", "- 1", "* 2", "* 0"] };
                foreach (var other in others)
                {
                    this.Add("constant", node, $"({text} {other})");
                }

                break;
        }
    }

    /// <inheritdoc/>
    public override void VisitElementAccessExpression(ElementAccessExpressionSyntax node)
    {
        foreach (var argument in node.ArgumentList.Arguments)
        {
            this.OffByOne("index", argument.Expression);
        }

        base.VisitElementAccessExpression(node);
    }

    /// <inheritdoc/>
    public override void VisitArrayRankSpecifier(ArrayRankSpecifierSyntax node)
    {
        foreach (var size in node.Sizes.Where(size => size is not OmittedArraySizeExpressionSyntax))
        {
            this.OffByOne("bound", size);
        }

        base.VisitArrayRankSpecifier(node);
    }

    /// <inheritdoc/>
    public override void VisitForStatement(ForStatementSyntax node)
    {
        foreach (var start in node.Declaration?.Variables.Select(variable => variable.Initializer?.Value).OfType<ExpressionSyntax>() ?? [])
        {
            this.OffByOne("bound", start);
        }

        base.VisitForStatement(node);
    }

    /// <inheritdoc/>
    public override void VisitInvocationExpression(InvocationExpressionSyntax node)
    {
        if (node.Expression is IdentifierNameSyntax { Identifier.ValueText: "nameof" })
        {
            return;
        }

        var arguments = node.ArgumentList.Arguments;
        if (node.Expression is MemberAccessExpressionSyntax { Expression: var receiver } && this.model.GetSymbolInfo(receiver).Symbol is ITypeSymbol && arguments.Count is 1 or 2)
        {
            foreach (var argument in arguments)
            {
                this.Add("call", node, $"({argument.Expression})");
            }
        }

        this.Arguments(node.ArgumentList);
        base.VisitInvocationExpression(node);
    }

    /// <inheritdoc/>
    public override void VisitObjectCreationExpression(ObjectCreationExpressionSyntax node)
    {
        this.Arguments(node.ArgumentList);
        base.VisitObjectCreationExpression(node);
    }

    /// <inheritdoc/>
    public override void VisitMemberAccessExpression(MemberAccessExpressionSyntax node)
    {
        foreach (var other in names.GetValueOrDefault(node.Name.Identifier.ValueText) ?? [])
        {
            this.Add(node.Parent is InvocationExpressionSyntax ? "call" : "constant", node.Name, other);
        }

        if (node.Expression is IdentifierNameSyntax { Identifier.ValueText: "Math" })
        {
            this.Add("precision", node.Expression, "MathF");
        }

        base.VisitMemberAccessExpression(node);
    }

    /// <inheritdoc/>
    public override void VisitCastExpression(CastExpressionSyntax node)
    {
        this.Add("precision", node, $"({node.Expression})");
        base.VisitCastExpression(node);
    }

    /// <inheritdoc/>
    public override void VisitVariableDeclaration(VariableDeclarationSyntax node)
    {
        if (node.Type is PredefinedTypeSyntax { Keyword: var keyword } && (keyword.Kind() switch { SyntaxKind.DoubleKeyword => "float", SyntaxKind.LongKeyword => "int", _ => null }) is { } narrower)
        {
            this.Add("precision", node.Type, narrower);
        }

        base.VisitVariableDeclaration(node);
    }

    /// <inheritdoc/>
    public override void VisitConditionalExpression(ConditionalExpressionSyntax node)
    {
        this.Add("logical", node, $"({node.Condition} ? {node.WhenFalse} : {node.WhenTrue})");
        base.VisitConditionalExpression(node);
    }

    /// <inheritdoc/>
    public override void VisitIfStatement(IfStatementSyntax node)
    {
        this.Add("logical", node.Condition, $"!({node.Condition})");
        base.VisitIfStatement(node);
    }

    /// <inheritdoc/>
    public override void VisitExpressionStatement(ExpressionStatementSyntax node)
    {
        this.Add("statement", node, ";");
        base.VisitExpressionStatement(node);
    }

    /// <inheritdoc/>
    public override void VisitBreakStatement(BreakStatementSyntax node) => this.Add("statement", node, ";");

    /// <inheritdoc/>
    public override void VisitContinueStatement(ContinueStatementSyntax node) => this.Add("statement", node, ";");

    private void Arguments(ArgumentListSyntax? list)
    {
        var arguments = list?.Arguments ?? default;
        for (var i = 0; i < arguments.Count; i++)
        {
            this.OffByOne("argument", arguments[i].Expression);
            if (i > 0 && this.TypeOf(arguments[i - 1].Expression) is { } type && SymbolEqualityComparer.Default.Equals(type, this.TypeOf(arguments[i].Expression)))
            {
                this.Add("argument", TextSpan.FromBounds(arguments[i - 1].SpanStart, arguments[i].Span.End), $"{arguments[i]}, {arguments[i - 1]}");
            }
        }
    }

    // A literal has its own mutants.
    private void OffByOne(string name, ExpressionSyntax expression)
    {
        if (expression is not LiteralExpressionSyntax && this.TypeOf(expression) is { SpecialType: SpecialType.System_Int32 or SpecialType.System_Int64 } or { Name: "Index1D" })
        {
            this.Add(name, expression, $"({expression} + 1)");
            this.Add(name, expression, $"({expression} - 1)");
        }
    }

    private ITypeSymbol? TypeOf(ExpressionSyntax expression) => this.model.GetTypeInfo(expression).Type;

    private void Token(SyntaxToken token)
    {
        if (tokens.TryGetValue(token.Kind(), out var mutations))
        {
            foreach (var other in mutations.Others)
            {
                this.Add(mutations.Operator, token.Span, other);
            }
        }
    }

    private void Add(string name, SyntaxNode node, string text) => this.Add(name, node.Span, text);

    private void Add(string name, TextSpan span, string text) => this.found.Add(new(name, span, text));
}
