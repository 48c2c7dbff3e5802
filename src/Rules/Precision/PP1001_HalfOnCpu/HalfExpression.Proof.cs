using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace PerfProof.Rules;

/// <summary>What a loop computes from half values: an expression over elements of arrays (<c>{v0}</c>) and single values (<c>{s0}</c>).</summary>
/// <param name="Template">The expression; constants stand as <c>{c:0.5}</c>.</param>
/// <param name="Views">How many arrays.</param>
/// <param name="Scalars">How many single values.</param>
/// <param name="IsSum">Whether its values are added up rather than stored one by one.</param>
internal sealed partial record HalfExpression(string Template, int Views, int Scalars, bool IsSum)
{
    /// <summary>Reads the assignment in which the flagged arithmetic stands; null for one that is more than elements, values and the four operations.</summary>
    public static HalfExpression? Read(AssignmentExpressionSyntax? assignment, SemanticModel model)
    {
        if (assignment is null)
        {
            return null;
        }

        var reader = new Reader(model);
        var target = assignment.Left;
        var right = assignment.Right;
        var sign = assignment.Kind() switch
        {
            SyntaxKind.SimpleAssignmentExpression => "",
            SyntaxKind.AddAssignmentExpression => " + ",
            SyntaxKind.SubtractAssignmentExpression => " - ",
            SyntaxKind.MultiplyAssignmentExpression => " * ",
            SyntaxKind.DivideAssignmentExpression => " / ",
            _ => null,
        };
        if (sign is null)
        {
            return null;
        }

        if (target is ElementAccessExpressionSyntax element)
        {
            var value = reader.Value(right);
            var before = sign.Length == 0 ? "" : reader.Value(element);
            return value is null || before is null || reader.Views.Count == 0
                ? null
                : new(sign.Length == 0 ? value : $"{before}{sign}({value})", reader.Views.Count, reader.Scalars.Count, IsSum: false);
        }

        // sum += e, sum = sum + e
        if (sign.Length == 0 && right is BinaryExpressionSyntax { RawKind: (int)SyntaxKind.AddExpression } added
            && SyntaxFactory.AreEquivalent(added.Left, target))
        {
            (sign, right) = (" + ", added.Right);
        }

        return target is IdentifierNameSyntax sum && sign == " + "
            && !right.DescendantNodesAndSelf().OfType<IdentifierNameSyntax>().Any(name => name.Identifier.ValueText == sum.Identifier.ValueText)
            && reader.Value(right) is { } term && reader.Views.Count > 0
                ? new(term, reader.Views.Count, reader.Scalars.Count, IsSum: true)
                : null;
    }

    /// <summary>The expression for people.</summary>
    public string Text(string view, string scalar) => this.In("", number => view + number, number => scalar + number);

    /// <summary>The expression in a type.</summary>
    /// <param name="type">The type; empty for none.</param>
    /// <param name="view">Writes an element of an array.</param>
    /// <param name="scalar">Writes a single value.</param>
    public string In(string type, Func<string, string> view, Func<string, string> scalar) => Parts().Replace(this.Template, part =>
        part.Groups[1].Value switch
        {
            "v" => view(part.Groups[2].Value),
            "s" => scalar(part.Groups[2].Value),
            _ => type.Length == 0 ? part.Groups[2].Value : $"(({type}){part.Groups[2].Value}f)",
        });

    [GeneratedRegex(@"\{([vsc]):?([^}]*)\}")]
    private static partial Regex Parts();

    private sealed class Reader(SemanticModel model)
    {
        public List<string> Views { get; } = [];

        public List<ISymbol> Scalars { get; } = [];

        public string? Value(ExpressionSyntax expression)
        {
            switch (expression)
            {
                case ParenthesizedExpressionSyntax inner:
                    return this.Value(inner.Expression) is { } within ? $"({within})" : null;
                case CastExpressionSyntax cast:
                    return model.GetConstantValue(cast.Expression) is { HasValue: true, Value: { } constant } && Number(constant) is { } number
                        ? $"{{c:{number}}}"
                        : IsHalf(cast) ? this.Value(cast.Expression) : null;
                case PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.UnaryMinusExpression } minus:
                    return this.Value(minus.Operand) is { } operand ? $"-{operand}" : null;
                case BinaryExpressionSyntax binary when binary.Kind() is SyntaxKind.AddExpression or SyntaxKind.SubtractExpression or SyntaxKind.MultiplyExpression or SyntaxKind.DivideExpression:
                    return this.Value(binary.Left) is { } left && this.Value(binary.Right) is { } right
                        ? $"({left} {binary.OperatorToken.ValueText} {right})"
                        : null;
                case ElementAccessExpressionSyntax { ArgumentList.Arguments: [{ Expression: IdentifierNameSyntax }] } element when IsHalf(element):
                    return $"{{v{IndexOf(this.Views, element.Expression.ToString())}}}";
                case IdentifierNameSyntax or MemberAccessExpressionSyntax when IsHalf(expression) && model.GetSymbolInfo(expression).Symbol is ILocalSymbol or IParameterSymbol or IFieldSymbol { IsStatic: false } or IPropertySymbol { IsStatic: false }:
                    var symbol = model.GetSymbolInfo(expression).Symbol!;
                    var index = this.Scalars.FindIndex(known => SymbolEqualityComparer.Default.Equals(known, symbol));
                    if (index < 0)
                    {
                        index = this.Scalars.Count;
                        this.Scalars.Add(symbol);
                    }

                    return $"{{s{index}}}";
                default:
                    return null;
            }
        }

        private bool IsHalf(ExpressionSyntax expression) => model.GetTypeInfo(expression).Type is { Name: "Half" };

        private static int IndexOf(List<string> views, string view)
        {
            if (!views.Contains(view))
            {
                views.Add(view);
            }

            return views.IndexOf(view);
        }

        private static string? Number(object constant) => constant is IConvertible and not string and not bool and not char
            ? Convert.ToDouble(constant, CultureInfo.InvariantCulture).ToString("0.0######", CultureInfo.InvariantCulture)
            : null;
    }
}
