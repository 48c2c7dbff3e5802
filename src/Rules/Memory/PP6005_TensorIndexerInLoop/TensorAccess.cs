using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using PerfProof.HotPath;

namespace PerfProof.Rules;

/// <summary>The use of an indexer that takes any number of indices.</summary>
/// <param name="Operation">The element.</param>
/// <param name="Tensor">What is indexed.</param>
/// <param name="Indices">The indices, as they are written.</param>
internal sealed record TensorAccess(IPropertyReferenceOperation Operation, IOperation Tensor, ImmutableArray<IOperation> Indices)
{
    /// <summary>How a message names it: <c>tensor[0, 1, y, x]</c>.</summary>
    internal string Name => this.Operation.Syntax.ToString();

    /// <summary>Reads <c>tensor[i, j]</c>; null where the indices come as one array or span, or where it is anything else.</summary>
    internal static TensorAccess? Of(IOperation operation) =>
        operation is IPropertyReferenceOperation { Property.IsIndexer: true, Instance: { } tensor, Arguments: { Length: 1 } arguments } access
        && arguments[0] is { ArgumentKind: ArgumentKind.ParamArray, Value: IArrayCreationOperation { Initializer: { } initializer } }
            ? new(access, Operations.Unwrap(tensor), initializer.ElementValues)
            : null;

    /// <summary>Whether the place of the element changes with the turns of a loop.</summary>
    internal bool VariesIn(HotRegion region)
    {
        foreach (var index in this.Indices)
        {
            if (!Operations.IsConstant(index) && !region.IsInvariant(index))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>How many of the indices change with the turns of a loop, or of one around it.</summary>
    internal int VaryingIndices(HotRegion region)
    {
        var count = 0;
        foreach (var index in this.Indices)
        {
            for (HotRegion? loop = region; loop is not null && !Operations.IsConstant(index); loop = loop.Outer)
            {
                if (!loop.IsInvariant(index))
                {
                    count++;
                    break;
                }
            }
        }

        return count;
    }

    /// <summary>Whether both index the same variable, or the same expression.</summary>
    internal bool IsOfSameTensor(TensorAccess other) =>
        Operations.VariableOf(this.Tensor) is { } variable
            ? Operations.Same(variable, Operations.VariableOf(other.Tensor))
            : this.Tensor.Syntax.IsEquivalentTo(other.Tensor.Syntax, topLevel: false);
}
