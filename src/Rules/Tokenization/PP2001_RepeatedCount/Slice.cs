using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PerfProof.Rules;

/// <summary>A part of a text: <c>text.Substring(a, n)</c>, <c>text.AsSpan(a)</c>, <c>text[a..b]</c>, <c>lines.Skip(n)</c>.</summary>
/// <param name="Text">What it is a part of.</param>
/// <param name="Start">Where it starts; null for the beginning.</param>
/// <param name="End">What decides where it ends, an index or a length; null for the end of the text.</param>
internal sealed record Slice(IOperation Text, IOperation? Start, IOperation? End)
{
    /// <summary>The slice that an operation takes, or null.</summary>
    public static Slice? Of(IOperation operation) => operation switch
    {
        IInvocationOperation call => OfCall(call),
        IImplicitIndexerReferenceOperation { Argument: IRangeOperation range, Instance: { } text } => new(text, Bound(range.LeftOperand), Bound(range.RightOperand)),
        IArrayElementReferenceOperation { Indices.Length: 1 } element when element.Indices[0] is IRangeOperation range => new(element.ArrayReference, Bound(range.LeftOperand), Bound(range.RightOperand)),
        IPropertyReferenceOperation { Instance: { } text, Arguments.Length: 1 } indexer when indexer.Arguments[0].Value is IRangeOperation range => new(text, Bound(range.LeftOperand), Bound(range.RightOperand)),
        _ => null,
    };

    private static Slice? OfCall(IInvocationOperation call)
    {
        var (receiver, arguments) = Accumulation.Receiver(call);
        if (receiver is null || arguments.Length is 0 or > 2)
        {
            return null;
        }

        switch (call.TargetMethod.Name)
        {
            case "Substring" or "Slice" or "AsSpan" or "AsMemory" or "ToString" or "GetRange":
                var end = arguments.Length == 2 ? arguments[1] : null;
                return arguments[0].Type?.SpecialType == SpecialType.System_Int32 ? new(receiver, IsZero(arguments[0]) ? null : arguments[0], end) : null;
            case "Remove" when arguments[0].Type?.SpecialType == SpecialType.System_Int32:
                return arguments.Length == 1 ? new(receiver, null, arguments[0])
                    : IsZero(arguments[0]) ? new(receiver, arguments[1], null)
                    : new(receiver, arguments[0], arguments[1]);
            case "Skip" when arguments.Length == 1:
                return new(receiver, arguments[0], null);
            case "Take" when arguments.Length == 1:
                return new(receiver, null, arguments[0]);
            case "SkipLast" or "TakeLast" when arguments.Length == 1:
                return new(receiver, arguments[0], arguments[0]);
            case "ToList" or "ToArray" when Accumulation.Unwrap(receiver) is IInvocationOperation inner:
                return Of(inner);
            default:
                return null;
        }
    }

    private static IOperation? Bound(IOperation? operand)
    {
        // Indexes come converted from int to Index; ^k is a unary operation on k.
        operand = operand is null ? null : Accumulation.Unwrap(operand);
        return operand is null || IsZero(operand) ? null : operand;
    }

    private static bool IsZero(IOperation operation) => operation.ConstantValue is { HasValue: true, Value: 0 };
}
