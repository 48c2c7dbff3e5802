using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using PerfProof.HotPath;

namespace PerfProof.Rules;

/// <summary>Follows an object of a native library, and what is made of it, through one turn of a loop.</summary>
internal sealed class NativeValue
{
    private readonly HotRegion region;
    private readonly IAssemblySymbol library;
    private readonly HashSet<ISymbol> followed = new(SymbolEqualityComparer.Default);

    private NativeValue(HotRegion region, IAssemblySymbol library)
    {
        this.region = region;
        this.library = library;
    }

    /// <summary>
    /// Whether the result of a call, or something that shares its memory, may be needed after the turn, is disposed of in it, or goes
    /// where it cannot be followed.
    /// </summary>
    public static bool MayOutliveTheTurn(IInvocationOperation call, HotRegion region) =>
        // A module of one's own is run by a member of one's own, which returns a tensor of the library all the same.
        call.Type?.ContainingAssembly is not { } library || new NativeValue(region, library).Leaves(call);

    private bool Leaves(IOperation value)
    {
        switch (value.Parent)
        {
            case IParenthesizedOperation or IConversionOperation { OperatorMethod: null } or IConditionalOperation { Type: not null }:
                return this.Leaves(value.Parent);
            case IExpressionStatementOperation or IInterpolationOperation:
                return false;
            case IVariableInitializerOperation { Parent: IVariableDeclaratorOperation declarator }:
                return declarator.Parent?.Parent is not IVariableDeclarationGroupOperation { Parent: not (IUsingDeclarationOperation or IUsingOperation) }
                    || this.LocalLeaves(declarator.Symbol);
            case ISimpleAssignmentOperation assignment when assignment.Value == value:
                return assignment.Target is not IDiscardOperation && !(assignment.Target is ILocalReferenceOperation target && !this.LocalLeaves(target.Local));
            case IForEachLoopOperation loop when loop.Collection == value:
                return loop.Locals.Any(this.LocalLeaves);
            case IArgumentOperation { Parent: IInvocationOperation call }:
                return !this.IsFollowed(call) || this.ResultLeaves(call);
            case IInvocationOperation call when call.Instance == value:
                return call.TargetMethod.Name.StartsWith("Dispose", StringComparison.Ordinal) || this.ResultLeaves(call);
            case IPropertyReferenceOperation property when property.Instance == value:
                return this.ResultLeaves(property);
            case IBinaryOperation or IUnaryOperation:
                return this.ResultLeaves(value.Parent);
            default:
                return true;
        }
    }

    private bool LocalLeaves(ISymbol local)
    {
        if (!this.followed.Add(local))
        {
            return false;
        }

        var root = Operations.RootOf(this.region.Owner);
        var declaredIn = this.region.Body.Syntax.Span;
        return !local.Locations.Any(location => declaredIn.Contains(location.SourceSpan))
            || root.Descendants().OfType<ILocalReferenceOperation>().Where(use => Operations.Same(use.Local, local)).Any(use => !IsTarget(use) && (this.IsCaptured(use, local) || this.Leaves(use)));
    }

    private static bool IsTarget(ILocalReferenceOperation use) => use.Parent is ISimpleAssignmentOperation assignment && assignment.Target == use;

    private bool IsCaptured(ILocalReferenceOperation use, ISymbol local) =>
        !Operations.Same(use.SemanticModel?.GetEnclosingSymbol(use.Syntax.SpanStart), local.ContainingSymbol);

    private bool ResultLeaves(IOperation result) => this.SharesMemory(result.Type) && this.Leaves(result);

    /// <summary>Whether a call that is handed the value does nothing with it that lasts.</summary>
    private bool IsFollowed(IInvocationOperation call)
    {
        if (CopiedOutput.IsLinq(call))
        {
            return true;
        }

        // Void members of the library, such as those that register a buffer, may keep what they are given.
        return Operations.Same(call.TargetMethod.ContainingAssembly, this.library)
            ? !call.TargetMethod.ReturnsVoid
            : call.TargetMethod.ContainingType is { Name: "Console" or "String" or "TensorPrimitives" } type && type.ContainingNamespace.ToDisplayString().StartsWith("System", StringComparison.Ordinal);
    }

    // Objects of the library, sequences that are computed when they are read, and memory. Numbers, texts, arrays and lists of such do not.
    private bool SharesMemory(ITypeSymbol? type) => type switch
    {
        null or { SpecialType: >= SpecialType.System_Boolean and <= SpecialType.System_String } or { SpecialType: SpecialType.System_Void } or { TypeKind: TypeKind.Enum } => false,
        IArrayTypeSymbol array => this.SharesMemory(array.ElementType),
        INamedTypeSymbol { TypeKind: TypeKind.Interface } => true,
        INamedTypeSymbol named when Operations.Same(named.ContainingAssembly, this.library) => true,
        INamedTypeSymbol { Name: "Span" or "ReadOnlySpan" } => false,
        INamedTypeSymbol { Name: "Memory" or "ReadOnlyMemory" or "Object" } => true,
        INamedTypeSymbol { TypeArguments.Length: > 0 } named => named.TypeArguments.Any(this.SharesMemory),
        ITypeParameterSymbol => true,
        _ => false,
    };
}
