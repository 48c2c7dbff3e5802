using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using PerfProof.HotPath;

namespace PerfProof.Wrappers;

/// <summary>
/// Tells the condition that only asks whether there is device memory at all (<c>if (device != null) device.CopyToHost(host);</c>) from those
/// that let something happen only sometimes: a flag that the method clears afterwards, a level of logging, a parameter.
/// </summary>
internal static class MemoryGuard
{
    /// <summary>
    /// Whether the branch runs whenever the object has the memory that the operation in it works on: the condition names nothing but
    /// members of the object, one of them of the library's types or a property that asks for one, and nothing from there on replaces them.
    /// </summary>
    public static bool AsksForMemory(IConditionalOperation branch, IOperation operation, SyntaxNode body)
    {
        var library = WrapperModel.MemberOf(operation)?.ContainingAssembly?.Name;
        var names = new HashSet<string>(StringComparer.Ordinal);
        var isMemory = false;
        foreach (var part in branch.Condition.Descendants().Append(branch.Condition))
        {
            switch (part)
            {
                case IFieldReferenceOperation or IPropertyReferenceOperation:
                    var member = ((IMemberReferenceOperation)part).Member;
                    names.Add(member.Name);
                    isMemory |= IsOf(part.Type, library);
                    if (member is IPropertySymbol { GetMethod: { DeclaringSyntaxReferences.IsEmpty: false } getter } && part.Type?.SpecialType == SpecialType.System_Boolean)
                    {
                        var reads = OwnMethods.Of(getter).Reads;
                        names.UnionWith(reads);
                        isMemory |= reads.SelectMany(name => member.ContainingType.GetMembers(name)).Any(read => IsOf(TypeOf(read), library));
                    }

                    break;
                case IInstanceReferenceOperation or ILiteralOperation or IBinaryOperation { OperatorMethod: null } or IUnaryOperation { OperatorMethod: null }
                    or IConversionOperation { OperatorMethod: null } or IParenthesizedOperation or IArrayElementReferenceOperation
                    or IIsPatternOperation or IPatternOperation:
                    break;
                default:
                    return false;
            }
        }

        return isMemory && !IsReplacedFrom(branch.Syntax.SpanStart, body, names, operation);
    }

    private static bool IsReplacedFrom(int position, SyntaxNode body, HashSet<string> names, IOperation operation)
    {
        var type = operation.SemanticModel?.GetEnclosingSymbol(operation.Syntax.SpanStart)?.ContainingType;
        return body.DescendantNodes().Where(node => node.SpanStart >= position).Any(node => node switch
        {
            AssignmentExpressionSyntax assignment => assignment.Left.DescendantNodesAndSelf().OfType<SimpleNameSyntax>().Any(name => names.Contains(name.Identifier.ValueText)),
            InvocationExpressionSyntax { Expression: SimpleNameSyntax name } => type is not null
                && type.GetMembers(name.Identifier.ValueText).OfType<IMethodSymbol>().Any(called => OwnMethods.Of(called).Assigned.Any(names.Contains)),
            _ => false,
        });
    }

    private static ITypeSymbol? TypeOf(ISymbol member) => member switch
    {
        IFieldSymbol field => field.Type,
        IPropertySymbol property => property.Type,
        _ => null,
    };

    private static bool IsOf(ITypeSymbol? type, string? library)
    {
        while (type is IArrayTypeSymbol array)
        {
            type = array.ElementType;
        }

        return library is not null && type?.ContainingAssembly?.Name == library;
    }
}
