using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace PerfProof.Planning.Instrumentation;

/// <summary>Looks at the receiver and the arguments of a call: which cost something themselves, and which have a size.</summary>
internal sealed class OperandPlanner(SemanticModel model, RecorderFeatures features, CancellationToken cancellation)
{
    private sealed record Operand(ExpressionSyntax Expression, string Name, IParameterSymbol? Parameter, bool IsReceiver, bool CanPass);

    /// <summary>The operands whose sizes can be noted.</summary>
    public ImmutableArray<SizedOperand> Sizes(ExpressionSyntax call, ISymbol? symbol, ImmutableArray<IArgumentOperation> arguments) =>
    [
        .. this.Operands(call, symbol, arguments)
            .Where(operand => operand.CanPass && !(operand.IsReceiver && operand.Expression is ThisExpressionSyntax))
            .Select(operand => this.IsSpan(operand.Expression) ? new SizedOperand(operand.Expression, operand.Name, null)
                : this.Length(this.TypeOf(operand.Expression)!) is { } length ? new SizedOperand(operand.Expression, operand.Name, length)
                : null)
            .OfType<SizedOperand>(),
    ];

    /// <summary>The last operand whose evaluation costs something; whether it can be handed through a method of ours, and whether it is a span.</summary>
    public (ExpressionSyntax? Operand, bool CanPass, bool IsSpan) LastCostly(ExpressionSyntax call, ISymbol? symbol, ImmutableArray<IArgumentOperation> arguments)
    {
        var last = this.Operands(call, symbol, arguments).LastOrDefault(operand => this.Costs(operand.Expression));
        return last is null ? default : (last.Expression, last.CanPass && features.HasOutVariables, this.IsSpan(last.Expression));
    }

    private IEnumerable<Operand> Operands(ExpressionSyntax call, ISymbol? symbol, ImmutableArray<IArgumentOperation> arguments)
    {
        // A call that is told how its arguments were written must see them as they were.
        var seesText = symbol is IMethodSymbol { Parameters: var parameters }
            && parameters.Any(parameter => parameter.GetAttributes().Any(attribute => attribute.AttributeClass?.Name == "CallerArgumentExpressionAttribute"));
        var receiver = call switch
        {
            InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax access } => access.Expression,
            ElementAccessExpressionSyntax access => access.Expression,
            MemberAccessExpressionSyntax access => access.Expression,
            _ => null,
        };
        if (receiver is not (null or BaseExpressionSyntax) && this.TypeOf(receiver) is { } type && model.GetSymbolInfo(receiver, cancellation).Symbol is not INamespaceOrTypeSymbol)
        {
            // The receiver of an extension method is an argument; a structure in its place may be changed by its own method.
            var first = symbol is IMethodSymbol { ReducedFrom.Parameters: [var extended, ..] } ? extended : null;
            var isPlace = first is null && !type.IsReferenceType && IsPlace(model.GetOperation(receiver, cancellation));
            yield return new(receiver, first?.Name ?? "this", first, IsReceiver: true, !seesText && !isPlace && this.CanPass(receiver, first));
        }

        foreach (var argument in ArgumentsOf(call))
        {
            var parameter = arguments.FirstOrDefault(bound => bound.Syntax == argument)?.Parameter
                ?? arguments.FirstOrDefault(bound => bound.ArgumentKind == ArgumentKind.ParamArray)?.Parameter;
            yield return new(
                argument.Expression,
                parameter?.Name ?? "",
                parameter,
                IsReceiver: false,
                !seesText && argument.RefKindKeyword.IsKind(SyntaxKind.None) && this.CanPass(argument.Expression, parameter));
        }
    }

    private static SeparatedSyntaxList<ArgumentSyntax> ArgumentsOf(ExpressionSyntax call) => call switch
    {
        InvocationExpressionSyntax invocation => invocation.ArgumentList.Arguments,
        BaseObjectCreationExpressionSyntax { ArgumentList: { } list } => list.Arguments,
        ElementAccessExpressionSyntax access => access.ArgumentList.Arguments,
        _ => default,
    };

    // Whether handing it through a generic method leaves the call as it is.
    private bool CanPass(ExpressionSyntax expression, IParameterSymbol? parameter)
    {
        var type = this.TypeOf(expression);
        if (type is null or IPointerTypeSymbol or IFunctionPointerTypeSymbol or IDynamicTypeSymbol or ITypeParameterSymbol { AllowsRefLikeType: true }
            || type.SpecialType == SpecialType.System_Void
            || (type.IsRefLikeType && !this.IsSpan(expression))
            || parameter?.RefKind is not (null or RefKind.None or RefKind.In)
            || (model.GetConstantValue(expression, cancellation).HasValue && type.SpecialType != SpecialType.System_String))
        {
            return false;
        }

        // What has a meaning of its own only by where it stands.
        return Bare(expression) switch
        {
            InterpolatedStringExpressionSyntax => model.GetTypeInfo(expression, cancellation).ConvertedType?.SpecialType == SpecialType.System_String,
            LambdaExpressionSyntax or AnonymousMethodExpressionSyntax or TupleExpressionSyntax or ImplicitObjectCreationExpressionSyntax or CollectionExpressionSyntax or ThrowExpressionSyntax => false,
            StackAllocArrayCreationExpressionSyntax or ImplicitStackAllocArrayCreationExpressionSyntax or RefExpressionSyntax or DeclarationExpressionSyntax or SwitchExpressionSyntax or ConditionalExpressionSyntax => false,
            LiteralExpressionSyntax literal => literal.IsKind(SyntaxKind.StringLiteralExpression),
            _ => true,
        };
    }

    /// <summary>Whether evaluating an expression costs something: it calls or makes objects. Fields, properties and arithmetic do not, beside a call that is flagged.</summary>
    public bool Costs(ExpressionSyntax expression) =>
        expression.DescendantNodesAndSelf(node => node is not AnonymousFunctionExpressionSyntax).Any(node => node switch
        {
            InvocationExpressionSyntax { Expression: IdentifierNameSyntax { Identifier.ValueText: "nameof" } } => false,
            InvocationExpressionSyntax or ObjectCreationExpressionSyntax or ImplicitObjectCreationExpressionSyntax or AwaitExpressionSyntax or QueryExpressionSyntax => true,
            ArrayCreationExpressionSyntax or ImplicitArrayCreationExpressionSyntax or CollectionExpressionSyntax => true,
            InterpolatedStringExpressionSyntax text => text.Contents.Any(content => content is InterpolationSyntax),
            BinaryExpressionSyntax sum => sum.IsKind(SyntaxKind.AddExpression) && this.TypeOf(sum)?.SpecialType == SpecialType.System_String && !model.GetConstantValue(sum, cancellation).HasValue,
            _ => false,
        });

    private bool IsSpan(ExpressionSyntax expression) =>
        features.HasSpans && this.TypeOf(expression) is INamedTypeSymbol { IsRefLikeType: true, Arity: 1, Name: "Span" or "ReadOnlySpan", ContainingNamespace: { Name: "System", ContainingNamespace.IsGlobalNamespace: true } };

    private string? Length(ITypeSymbol type)
    {
        if (type.SpecialType == SpecialType.System_String || type is IArrayTypeSymbol)
        {
            return "__v.Length";
        }

        var isMemory = type is INamedTypeSymbol { Arity: 1, Name: "Memory" or "ReadOnlyMemory", ContainingNamespace: { Name: "System", ContainingNamespace.IsGlobalNamespace: true } };
        var isBuffer = type.ToDisplayString().StartsWith("ILGPU.", StringComparison.Ordinal);
        var isCollection = type.AllInterfaces.Append(type).Any(contract => contract is INamedTypeSymbol { TypeKind: TypeKind.Interface, Name: "ICollection" or "IReadOnlyCollection" });
        if (!isMemory && !isBuffer && !isCollection)
        {
            return type is INamedTypeSymbol { TypeKind: TypeKind.Interface, Name: "IEnumerable" } ? "PerfProofCalls.CountOf(__v)" : null;
        }

        return Numbers(type, "Length") ? "__v.Length" : Numbers(type, "Count") ? "__v.Count" : null;
    }

    private static bool Numbers(ITypeSymbol type, string name)
    {
        IEnumerable<ITypeSymbol> declaring = type.TypeKind == TypeKind.Interface ? type.AllInterfaces.Prepend(type) : Bases(type);
        var found = declaring.SelectMany(one => one.GetMembers(name)).OfType<IPropertySymbol>().ToList();

        // Two interfaces that both have it would make it ambiguous.
        return found.Count > 0 && (type.TypeKind != TypeKind.Interface || found.Count == 1)
            && found[0] is { IsStatic: false, IsIndexer: false, Type.SpecialType: SpecialType.System_Int32 or SpecialType.System_Int64, DeclaredAccessibility: Accessibility.Public, GetMethod: not null };
    }

    private static IEnumerable<ITypeSymbol> Bases(ITypeSymbol type)
    {
        for (var current = type; current is not null; current = current.BaseType)
        {
            yield return current;
        }
    }

    private ITypeSymbol? TypeOf(ExpressionSyntax expression) => model.GetTypeInfo(expression, cancellation).Type;

    private static ExpressionSyntax Bare(ExpressionSyntax expression)
    {
        while (expression is ParenthesizedExpressionSyntax inner)
        {
            expression = inner.Expression;
        }

        return expression;
    }

    // What stands for a place rather than a value: a copy of it would not be changed in its place.
    private static bool IsPlace(IOperation? operation) => operation switch
    {
        IInvocationOperation call => call.TargetMethod.RefKind != RefKind.None,
        IPropertyReferenceOperation property => property.Property.RefKind != RefKind.None,
        IObjectCreationOperation or IAwaitOperation or IBinaryOperation or IConversionOperation or ILiteralOperation => false,
        _ => true,
    };
}
