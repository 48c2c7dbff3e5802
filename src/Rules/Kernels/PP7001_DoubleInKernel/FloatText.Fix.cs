using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using Microsoft.CodeAnalysis.Text;
using PerfProof.Catalog;

namespace PerfProof.Rules;

/// <summary>The changes of text that turn a detour through double into float.</summary>
internal sealed class FloatText
{
    private readonly SemanticModel model;
    private readonly RoleCatalog catalog;
    private readonly List<TextChange> changes = [];

    private FloatText(SemanticModel model, RoleCatalog catalog)
    {
        this.model = model;
        this.catalog = catalog;
    }

    /// <summary>The changes; null where something has no counterpart in float.</summary>
    public static IReadOnlyList<TextChange>? ChangesOf(Detour detour, SemanticModel model, RoleCatalog catalog)
    {
        var text = new FloatText(model, catalog);
        var isPossible = detour.Ends.All(text.End)
            && detour.Locals.All(pair => text.Expression(pair.Value))
            && detour.Locals.Select(pair => TypeOf(pair.Local)).Distinct().All(type => text.Declaration(type, detour));
        return isPossible ? text.changes : null;
    }

    private static VariableDeclarationSyntax? TypeOf(ILocalSymbol local) =>
        local.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax().Parent as VariableDeclarationSyntax;

    // double a = Math.Sqrt(x), b = y; changes only where both do.
    private bool Declaration(VariableDeclarationSyntax? declaration, Detour detour)
    {
        if (declaration is null
            || !declaration.Variables.All(variable => detour.Locals.Any(pair => SymbolEqualityComparer.Default.Equals(pair.Local, this.model.GetDeclaredSymbol(variable)))))
        {
            return false;
        }

        if (!declaration.Type.IsVar)
        {
            this.changes.Add(new(declaration.Type.Span, "float"));
        }

        return true;
    }

    private bool End(IOperation end)
    {
        if (end is IConversionOperation { Type.SpecialType: SpecialType.System_Single, Syntax: CastExpressionSyntax cast } conversion)
        {
            var inner = cast.Expression;
            this.changes.Add(new(TextSpan.FromBounds(cast.SpanStart, inner.SpanStart), ""));
            if (inner is ParenthesizedExpressionSyntax parenthesized && StandsAlone(cast))
            {
                this.changes.Add(new(parenthesized.OpenParenToken.Span, ""));
                this.changes.Add(new(parenthesized.CloseParenToken.Span, ""));
            }

            return this.Expression(conversion.Operand);
        }

        return end.ChildOperations.All(this.Expression);
    }

    private static bool StandsAlone(SyntaxNode node) => node.Parent switch
    {
        EqualsValueClauseSyntax or ArgumentSyntax or ReturnStatementSyntax or ArrowExpressionClauseSyntax or ParenthesizedExpressionSyntax => true,
        AssignmentExpressionSyntax assignment => assignment.Right == node,
        _ => false,
    };

    private bool Expression(IOperation operation)
    {
        switch (operation)
        {
            case IConversionOperation { OperatorMethod: null, Type.SpecialType: SpecialType.System_Double } conversion:
                return this.Conversion(conversion);
            case IConversionOperation { OperatorMethod: not null } or ILocalReferenceOperation { ConstantValue.HasValue: false }:
                return true;
            case ILiteralOperation { Type.SpecialType: SpecialType.System_Double } literal:
                return this.Literal(literal);
            case IFieldReferenceOperation { ConstantValue.HasValue: true } or ILocalReferenceOperation { ConstantValue.HasValue: true }:
                return this.Constant(operation);
            case IInvocationOperation call:
                return this.Call(call);
            case IConditionalOperation { WhenFalse: { } whenFalse } conditional:
                return this.Expression(conditional.WhenTrue) && this.Expression(whenFalse);
            case IParenthesizedOperation or IBinaryOperation or IUnaryOperation:
                return operation.ChildOperations.All(this.Expression);
            default:
                return operation.Type?.SpecialType != SpecialType.System_Double;
        }
    }

    private bool Conversion(IConversionOperation conversion)
    {
        if (!conversion.IsImplicit && conversion.Syntax is CastExpressionSyntax cast)
        {
            this.changes.Add(new(cast.Type.Span, "float"));
        }

        return conversion.Operand.Type?.SpecialType != SpecialType.System_Double || this.Expression(conversion.Operand);
    }

    private bool Literal(ILiteralOperation literal)
    {
        if (literal.ConstantValue.Value is not double value || !IsFloat(value) || literal.Syntax is not LiteralExpressionSyntax { Token: var token })
        {
            return false;
        }

        this.changes.Add(new(token.Span, token.Text.TrimEnd('d', 'D') + "f"));
        return true;
    }

    private bool Constant(IOperation operation)
    {
        if (operation.Type?.SpecialType != SpecialType.System_Double)
        {
            return true;
        }

        if (operation.ConstantValue.Value is not double value || !IsFloat(value))
        {
            return false;
        }

        var single = operation is IFieldReferenceOperation { Field: var field } && this.catalog.LineOf(field, Roles.DoubleMath) is { } line
            ? this.NameOf(line, operation.Syntax, member => member is IFieldSymbol { Type.SpecialType: SpecialType.System_Single })
            : null;
        this.changes.Add(single is null ? new(new(operation.Syntax.SpanStart, 0), "(float)") : new(operation.Syntax.Span, single));
        return true;
    }

    private bool Call(IInvocationOperation call)
    {
        var method = call.TargetMethod;
        if (this.catalog.LineOf(method, call, Roles.DoubleMath) is not { } line
            || call.Syntax is not InvocationExpressionSyntax invocation
            || this.NameOf(line, call.Syntax, member => member is IMethodSymbol { ReturnType.SpecialType: SpecialType.System_Single } single && Corresponds(single, method)) is not { } name)
        {
            return false;
        }

        if (line.Naming(Keys.Single)!.Parts.TypeName != method.ContainingType.ToDisplayString())
        {
            this.changes.Add(new(invocation.Expression.Span, name));
        }

        return call.Arguments.All(argument => this.Expression(argument.Value));
    }

    private static bool Corresponds(IMethodSymbol single, IMethodSymbol method) =>
        single.Parameters.Length == method.Parameters.Length
        && single.Parameters.Zip(method.Parameters, static (to, from) =>
            from.Type.SpecialType == SpecialType.System_Double ? to.Type.SpecialType == SpecialType.System_Single : SymbolEqualityComparer.Default.Equals(to.Type, from.Type))
            .All(static fits => fits);

    // Named as shortly as the type can be named here.
    private string? NameOf(CatalogLine line, SyntaxNode place, Func<ISymbol, bool> fits)
    {
        if (line.Naming(Keys.Single) is not { Parts: { } parts }
            || this.model.Compilation.GetTypeByMetadataName(parts.TypeName) is not { } type
            || !type.GetMembers(parts.MemberName).Any(fits))
        {
            return null;
        }

        return type.ToMinimalDisplayString(this.model, place.SpanStart) + "." + parts.MemberName;
    }

    private static bool IsFloat(double value)
    {
        var single = (float)value;
        return !float.IsInfinity(single) && !float.IsNaN(single) && (single != 0) == (value != 0);
    }
}
