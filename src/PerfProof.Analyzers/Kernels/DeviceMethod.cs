using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PerfProof.Kernels;

/// <summary>A method, local function or lambda that runs on a device.</summary>
/// <param name="Declaration">Where it is written.</param>
/// <param name="Symbol">The method.</param>
/// <param name="IsKernel">Whether it is launched itself, rather than called by a kernel.</param>
/// <param name="IsShader">
/// Whether it is a shader, or called by one. An optimising compiler translates it from source: it leaves out conversions that make no difference.
/// </param>
public sealed record DeviceMethod(SyntaxNode Declaration, IMethodSymbol Symbol, bool IsKernel, bool IsShader)
{
    /// <summary>Whether something that it is handed has this element type: a parameter, or a field of the type that a shader is.</summary>
    public bool IsHanded(SpecialType type)
    {
        var data = this.Symbol.Parameters.Select(parameter => parameter.Type);
        if (this.IsKernel && !this.Symbol.IsStatic && this.Symbol is { MethodKind: MethodKind.Ordinary, ContainingType: { } shader })
        {
            data = data
                .Concat(shader.GetMembers().OfType<IFieldSymbol>().Where(static field => !field.IsStatic).Select(field => field.Type))
                .Concat(shader.InstanceConstructors.SelectMany(static constructor => constructor.Parameters).Select(parameter => parameter.Type));
        }

        return data.Any(one => Mentions(one, type, 0));
    }

    /// <summary>What runs, where the operation is the declaration's.</summary>
    public static IOperation? BodyOf(IOperation? operation) => operation switch
    {
        IMethodBodyOperation method => method.BlockBody ?? method.ExpressionBody,
        ILocalFunctionOperation function => function.Body,
        IAnonymousFunctionOperation lambda => lambda.Body,
        _ => null,
    };

    // Views within structures: ILGPU kernels are often handed one structure with everything in it.
    private static bool Mentions(ITypeSymbol type, SpecialType wanted, int depth)
    {
        if (type.SpecialType == wanted)
        {
            return true;
        }

        return depth < 3 && type switch
        {
            IArrayTypeSymbol array => Mentions(array.ElementType, wanted, depth + 1),
            INamedTypeSymbol named => named.TypeArguments.Any(argument => Mentions(argument, wanted, depth + 1))
                || (named is { TypeKind: TypeKind.Struct, SpecialType: SpecialType.None } && !named.DeclaringSyntaxReferences.IsEmpty
                    && named.GetMembers().OfType<IFieldSymbol>().Any(field => !field.IsStatic && Mentions(field.Type, wanted, depth + 1))),
            _ => false,
        };
    }
}
