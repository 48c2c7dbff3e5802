using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using PerfProof.Catalog;

namespace PerfProof.Rules;

/// <summary>
/// Rewrites the body of a function so that one nest of loops in it computes in float: what is read from half storage is widened,
/// what is stored there is rounded, and nothing is rounded in between. Outside the nest only the uses of variables that
/// became float change.
/// </summary>
internal sealed class FloatRewriter : CSharpSyntaxRewriter
{
    private readonly SemanticModel model;
    private readonly RoleCatalog catalog;
    private readonly StatementSyntax loop;
    private readonly FloatLocals locals;
    private readonly FloatExpressions expressions;

    internal FloatRewriter(SemanticModel model, RoleCatalog catalog, StatementSyntax loop, FloatLocals locals)
    {
        this.model = model;
        this.catalog = catalog;
        this.loop = loop;
        this.locals = locals;
        this.HalfName = model.Compilation.GetTypeByMetadataName("System.Half")?.ToMinimalDisplayString(model, loop.SpanStart) ?? "Half";
        this.expressions = new FloatExpressions(model, catalog, locals, loop, node => (ExpressionSyntax)this.Visit(node)!);
    }

    /// <summary>Marks the loop in the new tree.</summary>
    internal SyntaxAnnotation LoopMark { get; } = new();

    /// <summary>The variables whose float copy the loop reads.</summary>
    internal IEnumerable<ISymbol> Copied => this.expressions.Copied;

    /// <summary>How the half type is written here.</summary>
    internal string HalfName { get; }

    /// <summary>Whether something was met that cannot be expressed in float.</summary>
    internal bool HasFailed { get; private set; }

    /// <inheritdoc/>
    public override SyntaxNode? Visit(SyntaxNode? node)
    {
        if (node is ExpressionSyntax expression && this.Rewritten(expression) is { } rewritten)
        {
            return rewritten.WithTriviaFrom(expression);
        }

        var visited = base.Visit(node);
        return node == this.loop ? visited?.WithAdditionalAnnotations(this.LoopMark) : visited;
    }

    /// <inheritdoc/>
    public override SyntaxNode? VisitVariableDeclaration(VariableDeclarationSyntax node)
    {
        if (node.Variables.Count != 1 || !this.IsPromoted(this.model.GetDeclaredSymbol(node.Variables[0])))
        {
            return base.VisitVariableDeclaration(node);
        }

        var variable = node.Variables[0];
        if (variable.Initializer is { } initializer)
        {
            variable = variable.WithInitializer(initializer.WithValue(this.Float(initializer.Value)));
        }

        var type = node.Type.IsVar ? node.Type : SyntaxFactory.PredefinedType(SyntaxFactory.Token(SyntaxKind.FloatKeyword)).WithTriviaFrom(node.Type);
        return node.WithType(type).WithVariables(SyntaxFactory.SingletonSeparatedList(variable));
    }

    private ExpressionSyntax? Rewritten(ExpressionSyntax expression)
    {
        switch (expression)
        {
            case AssignmentExpressionSyntax assignment when this.IsPromotedName(assignment.Left):
                return assignment.WithRight(this.Float(assignment.Right));

            case AssignmentExpressionSyntax assignment when this.IsInLoop(assignment) && this.IsArithmetic(assignment):
                return this.Stored(assignment);

            case CastExpressionSyntax cast when this.IsFloat(cast) && this.IsComputed(cast.Expression):
                return IsWholeValue(cast) ? Ungrouped(this.Float(cast.Expression)) : FloatExpressions.Grouped(this.Float(cast.Expression));

            case BinaryExpressionSyntax comparison when IsComparison(comparison) && this.IsHalf(comparison.Left) && this.IsHalf(comparison.Right)
                && (this.IsComputed(comparison.Left) || this.IsComputed(comparison.Right)):
                return comparison.WithLeft(this.Float(comparison.Left)).WithRight(this.Float(comparison.Right));

            case PostfixUnaryExpressionSyntax or PrefixUnaryExpressionSyntax when this.IsInLoop(expression) && this.model.GetOperation(expression) is IIncrementOrDecrementOperation increment && this.IsHalf(expression):
                this.HasFailed |= !this.IsPromotedName((ExpressionSyntax)increment.Target.Syntax);
                return expression;

            case ParenthesizedExpressionSyntax:
                return null;

            case IdentifierNameSyntax name when this.IsPromotedName(name):
                return name.Parent is MemberAccessExpressionSyntax or ConditionalAccessExpressionSyntax
                    ? SyntaxFactory.ParenthesizedExpression(this.Half(name))
                    : this.Half(name);

            default:
                return this.IsHalf(expression) && this.IsComputed(expression)
                    ? this.Half(this.Float(expression))
                    : null;
        }
    }

    /// <summary><c>x[i] += y</c> as <c>x[i] = (Half)((float)x[i] + y)</c>.</summary>
    private ExpressionSyntax? Stored(AssignmentExpressionSyntax compound)
    {
        var kind = compound.Kind() switch
        {
            SyntaxKind.AddAssignmentExpression => SyntaxKind.AddExpression,
            SyntaxKind.SubtractAssignmentExpression => SyntaxKind.SubtractExpression,
            SyntaxKind.MultiplyAssignmentExpression => SyntaxKind.MultiplyExpression,
            SyntaxKind.DivideAssignmentExpression => SyntaxKind.DivideExpression,
            SyntaxKind.ModuloAssignmentExpression => SyntaxKind.ModuloExpression,
            _ => SyntaxKind.None,
        };
        if (kind == SyntaxKind.None || compound.Parent is not ExpressionStatementSyntax || !MayBeReadTwice(compound.Left))
        {
            this.HasFailed = true;
            return compound;
        }

        var right = this.Float(compound.Right);
        var isSum = kind is SyntaxKind.AddExpression or SyntaxKind.SubtractExpression;
        if (right is ConditionalExpressionSyntax
            || (right is BinaryExpressionSyntax binary && !(isSum && binary.Kind() is SyntaxKind.MultiplyExpression or SyntaxKind.DivideExpression or SyntaxKind.ModuloExpression)))
        {
            right = FloatExpressions.Grouped(right);
        }

        var value = SyntaxFactory.ParseExpression($"{this.Float(compound.Left).WithoutTrivia().ToFullString()} {SyntaxFactory.Token(Operator(kind)).Text} {right.WithoutTrivia().ToFullString()}");
        return SyntaxFactory.AssignmentExpression(
            SyntaxKind.SimpleAssignmentExpression,
            compound.Left,
            SyntaxFactory.Token(SyntaxKind.EqualsToken).WithTriviaFrom(compound.OperatorToken),
            this.Half(value));
    }

    private ExpressionSyntax Float(ExpressionSyntax expression)
    {
        if (this.expressions.Of(expression) is { } result)
        {
            return result.WithTriviaFrom(expression);
        }

        this.HasFailed = true;
        return expression;
    }

    private ExpressionSyntax Half(ExpressionSyntax value) =>
        SyntaxFactory.ParseExpression($"({this.HalfName}){FloatExpressions.Grouped(value.WithoutTrivia()).ToFullString()}");

    private bool IsComputed(ExpressionSyntax expression) => expression switch
    {
        ParenthesizedExpressionSyntax parenthesized => this.IsComputed(parenthesized.Expression),
        IdentifierNameSyntax name => this.IsPromotedName(name),
        PrefixUnaryExpressionSyntax unary when unary.IsKind(SyntaxKind.UnaryMinusExpression) || unary.IsKind(SyntaxKind.UnaryPlusExpression) => this.IsComputed(unary.Operand),
        ConditionalExpressionSyntax conditional => this.IsComputed(conditional.WhenTrue) || this.IsComputed(conditional.WhenFalse),
        InvocationExpressionSyntax call when this.expressions.IsFunctionOfFloatToo(call) =>
            (this.IsInLoop(call) && this.IsArithmetic(call)) || call.ArgumentList.Arguments.Any(argument => this.IsComputed(argument.Expression)),

        // Behind the loop, what is computed from its results goes on in float: a norm must not overflow on its way to the root.
        BinaryExpressionSyntax binary when !this.IsInLoop(binary) => this.IsArithmetic(binary) && (this.IsComputed(binary.Left) || this.IsComputed(binary.Right)),
        _ => this.IsInLoop(expression) && this.IsArithmetic(expression),
    };

    private bool IsArithmetic(ExpressionSyntax expression) =>
        expression is BinaryExpressionSyntax or InvocationExpressionSyntax or AssignmentExpressionSyntax
        && this.model.GetOperation(expression) is { } operation
        && HalfArithmetic.Is(operation, this.catalog);

    private bool IsInLoop(SyntaxNode node) => this.loop.Span.Contains(node.Span);

    private bool IsHalf(ExpressionSyntax expression) => HalfTypes.IsHalf(this.model.GetTypeInfo(expression).Type, this.catalog);

    private bool IsFloat(CastExpressionSyntax cast) => this.model.GetTypeInfo(cast).Type?.SpecialType == SpecialType.System_Single;

    private bool IsPromoted(ISymbol? symbol) => symbol is not null && this.locals.Promoted.Contains(symbol);

    private bool IsPromotedName(ExpressionSyntax expression) =>
        expression is IdentifierNameSyntax name && this.IsPromoted(this.model.GetSymbolInfo(name).Symbol);

    private static bool IsWholeValue(ExpressionSyntax expression) => expression.Parent
        is ReturnStatementSyntax or EqualsValueClauseSyntax or ArgumentSyntax or ArrowExpressionClauseSyntax
        || (expression.Parent is AssignmentExpressionSyntax assignment && assignment.Right == expression);

    private static ExpressionSyntax Ungrouped(ExpressionSyntax expression) =>
        expression is ParenthesizedExpressionSyntax parenthesized ? Ungrouped(parenthesized.Expression) : expression;

    private static bool IsComparison(BinaryExpressionSyntax binary) => binary.Kind()
        is SyntaxKind.LessThanExpression or SyntaxKind.LessThanOrEqualExpression or SyntaxKind.GreaterThanExpression
        or SyntaxKind.GreaterThanOrEqualExpression or SyntaxKind.EqualsExpression or SyntaxKind.NotEqualsExpression;

    private static SyntaxKind Operator(SyntaxKind kind) => kind switch
    {
        SyntaxKind.AddExpression => SyntaxKind.PlusToken,
        SyntaxKind.SubtractExpression => SyntaxKind.MinusToken,
        SyntaxKind.MultiplyExpression => SyntaxKind.AsteriskToken,
        SyntaxKind.DivideExpression => SyntaxKind.SlashToken,
        _ => SyntaxKind.PercentToken,
    };

    /// <summary>Names, members, elements and arithmetic on them: reading twice what was read once changes nothing.</summary>
    private static bool MayBeReadTwice(ExpressionSyntax expression) => expression.DescendantNodesAndSelf().All(node => node
        is IdentifierNameSyntax or LiteralExpressionSyntax or MemberAccessExpressionSyntax or ThisExpressionSyntax or BaseExpressionSyntax
        or ElementAccessExpressionSyntax or BracketedArgumentListSyntax or ArgumentSyntax or ParenthesizedExpressionSyntax
        or BinaryExpressionSyntax
        or PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.PointerIndirectionExpression or (int)SyntaxKind.UnaryMinusExpression or (int)SyntaxKind.IndexExpression });
}
