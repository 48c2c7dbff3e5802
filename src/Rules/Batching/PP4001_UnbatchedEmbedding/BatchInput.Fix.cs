using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace PerfProof.Rules;

/// <summary>
/// The inputs of all turns as an expression over the list: possible where the input of a turn is read from the element and from what
/// does not change, by members that only read, and nothing that the turn does before could change it.
/// </summary>
internal sealed class BatchInput
{
    private readonly BatchSite site;
    private readonly Func<SyntaxNode, bool> isElement;
    private readonly SyntaxNode body;
    private readonly HashSet<ISymbol> read = new(SymbolEqualityComparer.Default);
    private readonly List<ElementAccessExpressionSyntax> readByKey = new();
    private bool usesElement;

    private BatchInput(BatchSite site, SyntaxNode body, Func<SyntaxNode, bool> isElement)
    {
        this.site = site;
        this.body = body;
        this.isElement = isElement;
    }

    /// <summary>
    /// <c>chunks</c> or <c>chunks.Select(chunk => chunk.Text)</c>; null when the inputs cannot be known before the loop.
    /// </summary>
    /// <param name="site">The call.</param>
    /// <param name="body">What a turn runs.</param>
    /// <param name="source">The list, as an expression that can be evaluated again.</param>
    /// <param name="parameter">Name of the element in the expression.</param>
    /// <param name="isElement">Whether a node stands for the element of the turn.</param>
    public static string? Over(BatchSite site, SyntaxNode body, string source, string parameter, Func<SyntaxNode, bool> isElement)
    {
        var input = new BatchInput(site, body, isElement);
        var syntax = site.InputSyntax;
        if (!input.IsReadable(syntax, 0) || !input.usesElement || input.IsChangedBefore())
        {
            return null;
        }

        var written = input.Written(syntax, parameter);
        return written == parameter ? source : $"{source}.Select({parameter} => {written})";
    }

    /// <summary>Whether an expression only reads the element and what is the same on every turn.</summary>
    private bool IsReadable(SyntaxNode node, int depth)
    {
        if (this.isElement(node))
        {
            this.usesElement = true;
            return true;
        }

        switch (node)
        {
            case LiteralExpressionSyntax or PredefinedTypeSyntax or ThisExpressionSyntax or InterpolatedStringTextSyntax or InterpolationFormatClauseSyntax or InterpolationAlignmentClauseSyntax:
                return true;
            case IdentifierNameSyntax name:
                return this.IsReadableName(name, depth);
            case MemberAccessExpressionSyntax access:
                var member = this.site.Model.GetSymbolInfo(access).Symbol;
                switch (member)
                {
                    case IFieldSymbol or IPropertySymbol when member.IsStatic:
                        return this.site.Model.GetOperation(access) is { } constant && this.site.Region.IsInvariant(constant);
                    case IFieldSymbol or IPropertySymbol:
                        this.read.Add(member);
                        return this.IsReadable(access.Expression, depth);
                    default:
                        return false;
                }

            case InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax called } call:
                return this.site.Model.GetSymbolInfo(call).Symbol is IMethodSymbol method
                    && IsPure(method)
                    && (method.IsStatic || this.IsReadable(called.Expression, depth))
                    && call.ArgumentList.Arguments.All(argument => argument.RefOrOutKeyword.IsKind(SyntaxKind.None) && this.IsReadable(argument.Expression, depth));
            case ParenthesizedExpressionSyntax or PostfixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.SuppressNullableWarningExpression }
                or BinaryExpressionSyntax { RawKind: (int)SyntaxKind.AddExpression or (int)SyntaxKind.CoalesceExpression }
                or InterpolatedStringExpressionSyntax or InterpolationSyntax or ConditionalExpressionSyntax:
                return node.ChildNodes().All(child => this.IsReadable(child, depth));
            case CastExpressionSyntax cast:
                return this.site.Model.GetSymbolInfo(cast).Symbol is null && this.IsReadable(cast.Expression, depth);
            case ElementAccessExpressionSyntax element:
                this.readByKey.Add(element);
                return this.IsReadable(element.Expression, depth) && element.ArgumentList.Arguments.All(argument => this.IsReadable(argument.Expression, depth));
            default:
                return false;
        }
    }

    private bool IsReadableName(IdentifierNameSyntax name, int depth)
    {
        if (this.site.Model.GetSymbolInfo(name).Symbol is not { } symbol)
        {
            return false;
        }

        if (this.InitializerOf(symbol) is { } initializer)
        {
            return depth < 4 && this.IsReadable(initializer, depth + 1);
        }

        return !this.IsDeclaredInBody(symbol)
            && (symbol is INamespaceOrTypeSymbol || (this.site.Model.GetOperation(name) is { } operation && this.site.Region.IsInvariant(operation)));
    }

    /// <summary>Members of strings, and what makes strings of values: they read, and do nothing else.</summary>
    private static bool IsPure(IMethodSymbol method) =>
        method.ContainingType is { SpecialType: SpecialType.System_String }
        || (method.Name == "ToString" && method.ContainingType.SpecialType is >= SpecialType.System_Boolean and <= SpecialType.System_Double);

    private bool IsDeclaredInBody(ISymbol symbol) =>
        symbol.DeclaringSyntaxReferences.Any(reference => reference.SyntaxTree == this.body.SyntaxTree && this.body.Span.Contains(reference.Span));

    /// <summary>The value of a local of the turn that is given one only.</summary>
    private ExpressionSyntax? InitializerOf(ISymbol symbol) =>
        symbol is ILocalSymbol
        && this.IsDeclaredInBody(symbol)
        && symbol.DeclaringSyntaxReferences.Length == 1
        && symbol.DeclaringSyntaxReferences[0].GetSyntax() is VariableDeclaratorSyntax { Initializer.Value: { } value }
        && !this.body.DescendantNodes().OfType<AssignmentExpressionSyntax>().Any(assignment => Is(assignment.Left, symbol.Name))
        && !this.body.DescendantNodes().OfType<ArgumentSyntax>().Any(argument => !argument.RefOrOutKeyword.IsKind(SyntaxKind.None) && Is(argument.Expression, symbol.Name))
            ? value
            : null;

    private static bool Is(ExpressionSyntax expression, string name) => expression is IdentifierNameSyntax identifier && identifier.Identifier.ValueText == name;

    /// <summary>
    /// Whether the turn, before or after the call, writes a member that the input is read from, or, before it, hands the element
    /// to something that could.
    /// </summary>
    private bool IsChangedBefore()
    {
        foreach (var node in this.body.DescendantNodes())
        {
            switch (node)
            {
                case AssignmentExpressionSyntax assignment when this.site.Model.GetSymbolInfo(assignment.Left).Symbol is { } written && this.read.Contains(written):
                case AssignmentExpressionSyntax { Left: ElementAccessExpressionSyntax byKey } when this.readByKey.Any(other => !HaveDifferentKeys(byKey, other)):
                case AssignmentExpressionSyntax { Left: var left } when this.isElement(left):
                    return true;
                case InvocationExpressionSyntax call when call.SpanStart < this.site.Call.SpanStart && !call.Span.Contains(this.site.Call.Span) && !this.site.InputSyntax.Span.Contains(call.Span):
                    if (this.MayChangeElement(call))
                    {
                        return true;
                    }

                    break;
            }
        }

        return false;
    }

    /// <summary>Whether two elements are surely not the same: <c>entry["Vector"]</c> and <c>entry["Text"]</c>.</summary>
    private static bool HaveDifferentKeys(ElementAccessExpressionSyntax one, ElementAccessExpressionSyntax other) =>
        one.ArgumentList.Arguments.Count == 1
        && other.ArgumentList.Arguments.Count == 1
        && one.ArgumentList.Arguments[0].Expression is LiteralExpressionSyntax key
        && other.ArgumentList.Arguments[0].Expression is LiteralExpressionSyntax otherKey
        && !Equals(key.Token.Value, otherKey.Token.Value);

    private bool MayChangeElement(InvocationExpressionSyntax call)
    {
        if (this.site.Model.GetSymbolInfo(call).Symbol is IMethodSymbol method && IsPure(method))
        {
            return false;
        }

        var given = call.ArgumentList.Arguments.Select(argument => argument.Expression);
        if (call.Expression is MemberAccessExpressionSyntax access)
        {
            given = given.Concat(new[] { access.Expression });
        }

        return given.Any(expression => this.isElement(expression) || (this.MentionsElement(expression) && !IsValue(this.site.Model.GetTypeInfo(expression).Type)));
    }

    private bool MentionsElement(SyntaxNode node) => node.DescendantNodesAndSelf().Any(this.isElement);

    private static bool IsValue(ITypeSymbol? type) => type is { IsValueType: true } or { SpecialType: SpecialType.System_String };

    private string Written(ExpressionSyntax expression, string parameter)
    {
        if (this.isElement(expression))
        {
            return parameter;
        }

        var nodes = expression.DescendantNodesAndSelf().Where(node => this.isElement(node) || (node is IdentifierNameSyntax name && this.LocalValue(name) is not null)).ToList();
        if (nodes.Count == 1 && nodes[0] == expression)
        {
            return this.Written(this.LocalValue((IdentifierNameSyntax)expression)!, parameter);
        }

        return expression.ReplaceNodes(
            nodes,
            (original, _) => SyntaxFactory.ParseExpression(this.isElement(original) ? parameter : Enclosed(this.Written(this.LocalValue((IdentifierNameSyntax)original)!, parameter))).WithTriviaFrom(original))
            .WithoutTrivia().ToString();
    }

    private ExpressionSyntax? LocalValue(IdentifierNameSyntax name) =>
        name.Parent is MemberAccessExpressionSyntax access && access.Name == name ? null
        : this.site.Model.GetSymbolInfo(name).Symbol is { } symbol ? this.InitializerOf(symbol) : null;

    private static string Enclosed(string expression) =>
        SyntaxFactory.ParseExpression(expression) is IdentifierNameSyntax or MemberAccessExpressionSyntax or InvocationExpressionSyntax or LiteralExpressionSyntax or InterpolatedStringExpressionSyntax or ParenthesizedExpressionSyntax
            ? expression
            : $"({expression})";
}
