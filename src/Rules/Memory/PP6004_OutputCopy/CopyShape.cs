using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using PerfProof.HotPath;

namespace PerfProof.Rules;

/// <summary>What becomes of a copy.</summary>
internal enum CopyShape
{
    /// <summary>One element of it, or its length, is read.</summary>
    One,

    /// <summary>It is the copy of a copy.</summary>
    Twice,

    /// <summary>It is only read, where it is made or through a local.</summary>
    Read,

    /// <summary>It goes elsewhere, or is changed.</summary>
    Kept,
}

/// <summary>Tells what becomes of a copy.</summary>
internal static class CopyShapes
{
    private static readonly HashSet<string> oneElement = new(StringComparer.Ordinal)
    {
        "First", "FirstOrDefault", "Last", "LastOrDefault", "Single", "SingleOrDefault", "ElementAt", "ElementAtOrDefault", "Any", "Count",
    };

    /// <summary>What becomes of it; null where nothing is to be said.</summary>
    internal static CopyShape? Shape(this CopiedOutput copied)
    {
        var value = Outermost(copied.Copy);
        if ((value.Parent is IArgumentOperation argument ? argument.Parent : value.Parent) is IInvocationOperation copyOfCopy && CopiedOutput.SourceOf(copyOfCopy) == copied.Copy)
        {
            // Reported there, with everything below it.
            return null;
        }

        var use = UseOf(value);
        if (copied.Source == CopySource.List)
        {
            return use == CopyShape.One ? use : null;
        }

        if (use == CopyShape.Kept && copied.Copies == 1 && value.Parent is IVariableInitializerOperation { Parent: IVariableDeclaratorOperation declarator })
        {
            use = UsesOf(declarator);
        }

        return use == CopyShape.One ? use
            : copied.Source == CopySource.Accessor ? null
            : copied.Copies > 1 ? CopyShape.Twice
            : use == CopyShape.Kept && copied.Source == CopySource.Span ? null
            : use;
    }

    /// <summary>Every use of a local that is declared with a copy.</summary>
    internal static IEnumerable<ILocalReferenceOperation> References(IVariableDeclaratorOperation declarator) =>
        Operations.RootOf(declarator).Descendants().OfType<ILocalReferenceOperation>()
            .Where(reference => Operations.Same(reference.Local, declarator.Symbol));

    /// <summary>The value with the conversions and parentheses around it that copy nothing.</summary>
    internal static IOperation Outermost(IOperation value)
    {
        while (value.Parent is IParenthesizedOperation or IConversionOperation { OperatorMethod: null } && !CopiedOutput.IsSpan(value.Parent.Type))
        {
            value = value.Parent;
        }

        return value;
    }

    private static CopyShape UsesOf(IVariableDeclaratorOperation declarator)
    {
        var isUsed = false;
        foreach (var reference in References(declarator))
        {
            isUsed = true;
            if (UseOf(Outermost(reference)) == CopyShape.Kept)
            {
                return CopyShape.Kept;
            }
        }

        return isUsed && MemberIndex.Of(declarator).OnlyValueOf(declarator.Symbol) is not null ? CopyShape.Read : CopyShape.Kept;
    }

    private static CopyShape UseOf(IOperation value)
    {
        switch (value.Parent)
        {
            case IArrayElementReferenceOperation element when element.ArrayReference == value:
                return IsChanged(element) ? CopyShape.Kept : CopyShape.One;
            case IPropertyReferenceOperation property when property.Instance == value:
                return IsChanged(property) ? CopyShape.Kept : CopyShape.One;
            case IArgumentOperation { Parent: IInvocationOperation call } argument when CopiedOutput.IsLinq(call) && call.Arguments[0] == argument:
                return oneElement.Contains(call.TargetMethod.Name) ? CopyShape.One : CopiedOutput.SourceOf(call) is null ? CopyShape.Read : CopyShape.Kept;
            case IForEachLoopOperation loop when loop.Collection == value:
                return CopyShape.Read;
            case IConversionOperation conversion when IsSpanOfReads(conversion.Type):
                return conversion.Parent switch
                {
                    IArgumentOperation => CopyShape.Read,
                    IVariableInitializerOperation { Parent: IVariableDeclaratorOperation span } when References(span).All(IsReadInPlace) => CopyShape.Read,
                    _ => CopyShape.Kept,
                };
            default:
                return CopyShape.Kept;
        }
    }

    // A span that is returned or put elsewhere may outlive the output.
    private static bool IsReadInPlace(IOperation span) => span.Parent is not (IReturnOperation or IAssignmentOperation or IVariableInitializerOperation);

    private static bool IsSpanOfReads(ITypeSymbol? type) => CopiedOutput.IsSpan(type) && type!.Name == "ReadOnlySpan";

    private static bool IsChanged(IOperation element) => element.Parent switch
    {
        IAssignmentOperation assignment => assignment.Target == element,
        IIncrementOrDecrementOperation or IAddressOfOperation => true,
        IArgumentOperation { Parameter.RefKind: RefKind.Ref or RefKind.Out } => true,
        ITupleOperation { Parent: IDeconstructionAssignmentOperation deconstruction } tuple => deconstruction.Target == tuple,
        IVariableInitializerOperation { Parent: IVariableDeclaratorOperation { Symbol.IsRef: true } } => true,
        _ => false,
    };
}
