using System.Reflection;
using System.Reflection.Emit;

namespace PerfProof.KernelHost;

/// <summary>Calls a method of any accessibility and any parameter types, spans included, at the cost of a delegate.</summary>
internal static class Invoker
{
    public delegate object? Call(object? target, object?[] arguments);

    /// <summary>Compiles a caller. Arrays stand for spans, on the way in and out.</summary>
    /// <exception cref="NotSupportedException">The method has a parameter or result that cannot be passed through object.</exception>
    public static Call Compile(MethodInfo method)
    {
        var caller = new DynamicMethod("call_" + method.Name, typeof(object), [typeof(object), typeof(object[])], typeof(Invoker).Module, skipVisibility: true);
        var il = caller.GetILGenerator();
        var parameters = method.GetParameters();
        var byReference = new LocalBuilder?[parameters.Length];
        for (var i = 0; i < parameters.Length; i++)
        {
            if (parameters[i].ParameterType is { IsByRef: true } type)
            {
                byReference[i] = il.DeclareLocal(type.GetElementType()!);
                LoadArgument(il, i, type.GetElementType()!);
                il.Emit(OpCodes.Stloc, byReference[i]!);
            }
        }

        if (!method.IsStatic)
        {
            il.Emit(OpCodes.Ldarg_0);
            var declaring = method.DeclaringType!;
            il.Emit(declaring.IsValueType ? OpCodes.Unbox : OpCodes.Castclass, declaring);
        }

        for (var i = 0; i < parameters.Length; i++)
        {
            if (byReference[i] is { } local)
            {
                il.Emit(OpCodes.Ldloca, local);
            }
            else
            {
                LoadArgument(il, i, parameters[i].ParameterType);
            }
        }

        il.Emit(method.IsVirtual && !method.DeclaringType!.IsValueType ? OpCodes.Callvirt : OpCodes.Call, method);
        var result = il.DeclareLocal(typeof(object));
        Box(il, method.ReturnType);
        il.Emit(OpCodes.Stloc, result);
        for (var i = 0; i < parameters.Length; i++)
        {
            if (byReference[i] is { } local)
            {
                il.Emit(OpCodes.Ldarg_1);
                il.Emit(OpCodes.Ldc_I4, i);
                il.Emit(OpCodes.Ldloc, local);
                Box(il, local.LocalType);
                il.Emit(OpCodes.Stelem_Ref);
            }
        }

        il.Emit(OpCodes.Ldloc, result);
        il.Emit(OpCodes.Ret);
        return caller.CreateDelegate<Call>();
    }

    /// <summary>Element type of a span type; null for any other.</summary>
    public static Type? SpanElement(Type type) =>
        type.IsGenericType && (type.GetGenericTypeDefinition() == typeof(Span<>) || type.GetGenericTypeDefinition() == typeof(ReadOnlySpan<>))
            ? type.GetGenericArguments()[0]
            : null;

    private static void LoadArgument(ILGenerator il, int index, Type type)
    {
        il.Emit(OpCodes.Ldarg_1);
        il.Emit(OpCodes.Ldc_I4, index);
        il.Emit(OpCodes.Ldelem_Ref);
        if (SpanElement(type) is { } element)
        {
            // Text comes as a string, everything else as an array.
            var isText = type == typeof(ReadOnlySpan<char>);
            var from = isText ? typeof(string) : element.MakeArrayType();
            var convert = isText
                ? typeof(string).GetMethod("op_Implicit", [typeof(string)])!
                : type.GetMethod("op_Implicit", [from])!;
            il.Emit(OpCodes.Castclass, from);
            il.Emit(OpCodes.Call, convert);
        }
        else if (type.IsByRefLike || type.IsPointer || type.IsFunctionPointer)
        {
            throw new NotSupportedException($"a value of type {type.Name} cannot be made up");
        }
        else
        {
            il.Emit(OpCodes.Unbox_Any, type);
        }
    }

    private static void Box(ILGenerator il, Type type)
    {
        if (type == typeof(void))
        {
            il.Emit(OpCodes.Ldnull);
        }
        else if (SpanElement(type) is not null)
        {
            var span = il.DeclareLocal(type);
            il.Emit(OpCodes.Stloc, span);
            il.Emit(OpCodes.Ldloca, span);
            il.Emit(OpCodes.Call, type.GetMethod("ToArray")!);
        }
        else if (type.IsByRef || type.IsByRefLike || type.IsPointer)
        {
            throw new NotSupportedException($"a result of type {type.Name} cannot be compared");
        }
        else if (type.IsValueType)
        {
            il.Emit(OpCodes.Box, type);
        }
    }
}
