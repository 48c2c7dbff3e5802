using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace PerfProof.Rules;

/// <summary>By how much whole numbers and pointers of a loop move from one turn to the next.</summary>
internal sealed class TurnSteps
{
    private const int Depth = 4;
    private readonly SemanticModel model;
    private readonly Dictionary<ISymbol, long?> steps = new(SymbolEqualityComparer.Default);
    private readonly Dictionary<ISymbol, ExpressionSyntax> values = new(SymbolEqualityComparer.Default);

    /// <summary>Reads the statements of a turn, and what a <c>for</c> does behind them.</summary>
    internal TurnSteps(IEnumerable<SyntaxNode> turn, SemanticModel model)
    {
        this.model = model;
        foreach (var node in turn.SelectMany(part => part.DescendantNodesAndSelf()))
        {
            switch (node)
            {
                case PostfixUnaryExpressionSyntax postfix when postfix.RawKind is (int)SyntaxKind.PostIncrementExpression or (int)SyntaxKind.PostDecrementExpression:
                    this.Move(postfix.Operand, postfix.IsKind(SyntaxKind.PostIncrementExpression) ? 1 : -1);
                    break;
                case PrefixUnaryExpressionSyntax prefix when prefix.RawKind is (int)SyntaxKind.PreIncrementExpression or (int)SyntaxKind.PreDecrementExpression:
                    this.Move(prefix.Operand, prefix.IsKind(SyntaxKind.PreIncrementExpression) ? 1 : -1);
                    break;
                case AssignmentExpressionSyntax assignment when assignment.Left is IdentifierNameSyntax:
                    this.Move(assignment.Left, assignment.Kind() switch
                    {
                        SyntaxKind.AddAssignmentExpression => this.Constant(assignment.Right),
                        SyntaxKind.SubtractAssignmentExpression => -this.Constant(assignment.Right),
                        _ => null,
                    });
                    break;
                case VariableDeclaratorSyntax { Initializer.Value: { } value } declarator when model.GetDeclaredSymbol(declarator) is { } local:
                    this.values[local] = value;
                    break;
                case ArgumentSyntax { RefKindKeyword.RawKind: not 0 } argument:
                    this.Move(argument.Expression, null);
                    break;
            }
        }
    }

    /// <summary>Says that a variable goes up by one: the parameter of a lambda that is called with each index.</summary>
    internal void CountsUp(ISymbol variable) => this.steps[variable] = 1;

    /// <summary>The variable that holds the element of the turn; null where there is none.</summary>
    internal ISymbol? Element { get; set; }

    /// <summary>The expression, or what the local variable of the turn that it names is initialised with.</summary>
    internal ExpressionSyntax Followed(ExpressionSyntax expression)
    {
        for (var depth = 0; depth < Depth; depth++)
        {
            expression = HalfConversionReader.Bare(expression);
            if (expression is not IdentifierNameSyntax name
                || this.model.GetSymbolInfo(name).Symbol is not ILocalSymbol local
                || this.steps.ContainsKey(local)
                || !this.values.TryGetValue(local, out var value))
            {
                break;
            }

            expression = value;
        }

        return expression;
    }

    /// <summary>Whether the expression names something that differs from turn to turn.</summary>
    internal bool Varies(ExpressionSyntax expression) => this.Varies(expression, Depth);

    /// <summary>How much the value grows per turn: zero for one that stays, null where it is not known.</summary>
    internal long? Of(ExpressionSyntax expression)
    {
        expression = this.Followed(expression);
        if (this.model.GetConstantValue(expression).HasValue)
        {
            return 0;
        }

        switch (expression)
        {
            case IdentifierNameSyntax name when this.model.GetSymbolInfo(name).Symbol is { } symbol:
                return this.steps.TryGetValue(symbol, out var step) ? step : this.IsElement(symbol) ? null : 0;
            case PostfixUnaryExpressionSyntax postfix:
                return this.Of(postfix.Operand);
            case PrefixUnaryExpressionSyntax prefix when prefix.RawKind is (int)SyntaxKind.PreIncrementExpression or (int)SyntaxKind.PreDecrementExpression:
                return this.Of(prefix.Operand);
            case CastExpressionSyntax cast:
                return this.Of(cast.Expression);
            case BinaryExpressionSyntax binary:
                return this.OfBinary(binary);
            default:
                return this.Varies(expression) ? null : 0;
        }
    }

    private long? OfBinary(BinaryExpressionSyntax binary)
    {
        var left = this.Of(binary.Left);
        var right = this.Of(binary.Right);
        switch (binary.Kind())
        {
            case SyntaxKind.AddExpression:
                return left + right;
            case SyntaxKind.SubtractExpression:
                return left - right;
            case SyntaxKind.MultiplyExpression:
                return left == 0 && right == 0 ? 0 : this.Constant(binary.Right) * left ?? this.Constant(binary.Left) * right;
            case SyntaxKind.LeftShiftExpression when this.Constant(binary.Right) is >= 0 and < 32 and var shift:
                return left * (1L << (int)shift);
            default:
                return left == 0 && right == 0 ? 0 : null;
        }
    }

    private bool Varies(ExpressionSyntax expression, int depth) => expression.DescendantNodesAndSelf().OfType<IdentifierNameSyntax>().Any(name =>
        this.model.GetSymbolInfo(name).Symbol is { } symbol
        && (this.steps.ContainsKey(symbol)
            || this.IsElement(symbol)
            || (depth > 0 && this.values.TryGetValue(symbol, out var value) && this.Varies(value, depth - 1))));

    private bool IsElement(ISymbol symbol) => SymbolEqualityComparer.Default.Equals(symbol, this.Element);

    private long? Constant(ExpressionSyntax expression) => this.model.GetConstantValue(expression) is { HasValue: true, Value: { } value }
        ? value switch { int number => number, long number => number, uint number => number, short number => number, byte number => number, _ => null }
        : null;

    private void Move(ExpressionSyntax variable, long? by)
    {
        if (this.model.GetSymbolInfo(variable).Symbol is { } symbol)
        {
            this.steps[symbol] = this.steps.TryGetValue(symbol, out var known) ? known + by : by;
        }
    }
}
