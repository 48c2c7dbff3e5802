using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using PerfProof.Catalog;
using PerfProof.HotPath;
using PerfProof.Kernels;

namespace PerfProof.Rules;

/// <summary>The launch of a kernel of which each thread touches the element at its own index only, in every buffer.</summary>
internal sealed class ElementwiseLaunch
{
    private readonly string extent;
    private readonly string stream;
    private readonly Dictionary<ISymbol, ITypeSymbol?> elements = new(SymbolEqualityComparer.Default);

    private ElementwiseLaunch(string name, string extent, string stream)
    {
        this.Name = name;
        this.extent = extent;
        this.stream = stream;
    }

    /// <summary>The kernel.</summary>
    public string Name { get; }

    /// <summary>Buffers that it reads, by the variable that holds them.</summary>
    public HashSet<ISymbol> Reads { get; } = new(SymbolEqualityComparer.Default);

    /// <summary>Buffers that it writes.</summary>
    public HashSet<ISymbol> Writes { get; } = new(SymbolEqualityComparer.Default);

    /// <summary>Whether both run over the same elements, in the same order of work.</summary>
    public bool RunsLike(ElementwiseLaunch other) => this.extent == other.extent && this.stream == other.stream;

    /// <summary>Element type of a buffer, by its C# keyword.</summary>
    public string? ElementTypeOf(ISymbol buffer) => this.elements.TryGetValue(buffer, out var type) ? type?.ToDisplayString() : null;

    /// <summary>What is known of a launch; null where it is not known to be element-wise.</summary>
    public static ElementwiseLaunch? Of(CompilationModel model, IInvocationOperation launch) =>
        launch.TargetMethod.MethodKind == MethodKind.DelegateInvoke ? OfDelegate(model, launch) : OfShader(model, launch);

    private static ElementwiseLaunch? OfDelegate(CompilationModel model, IInvocationOperation launch)
    {
        if (model.DeviceCode.LaunchedBy(launch) is not { Symbol.Parameters: var parameters } kernel
            || parameters.Length < 2
            || model.Catalog.LineOf(parameters[0].Type, Roles.KernelIndex) is null)
        {
            return null;
        }

        var arguments = launch.Arguments.Select(static argument => argument.Value).ToImmutableArray();
        var offset = arguments.Length - parameters.Length;
        if (offset is not (0 or 1) || (offset == 1 && arguments[0].Type?.IsReferenceType != true))
        {
            return null;
        }

        var result = new ElementwiseLaunch(kernel.Symbol.Name, arguments[offset].Syntax.ToString(), offset == 1 ? arguments[0].Syntax.ToString() : "");
        var data = new Dictionary<ISymbol, IOperation>(SymbolEqualityComparer.Default);
        for (var i = 1; i < parameters.Length; i++)
        {
            data[parameters[i]] = arguments[i + offset];
        }

        return result.Read(model, kernel, data) ? result : null;
    }

    // For(count, new Shader(a, b)) of a shader whose buffers are the parameters of its primary constructor.
    private static ElementwiseLaunch? OfShader(CompilationModel model, IInvocationOperation launch)
    {
        var arguments = launch.Arguments.Select(static argument => Operations.Unwrap(argument.Value)).ToImmutableArray();
        var sizes = arguments.Where(static value => value.Type?.SpecialType == SpecialType.System_Int32).ToImmutableArray();
        if (sizes.Length != 1
            || arguments.OfType<IObjectCreationOperation>().FirstOrDefault() is not { Constructor: { } constructor } creation
            || model.DeviceCode.ShaderOf(creation.Type) is not { } kernel)
        {
            return null;
        }

        var result = new ElementwiseLaunch(constructor.ContainingType.Name, sizes[0].Syntax.ToString(), arguments[0].Syntax.ToString());
        var data = new Dictionary<ISymbol, IOperation>(SymbolEqualityComparer.Default);
        foreach (var argument in creation.Arguments)
        {
            if (argument.Parameter is { } parameter)
            {
                data[parameter] = argument.Value;
            }
        }

        return result.Read(model, kernel, data) ? result : null;
    }

    private bool Read(CompilationModel model, DeviceMethod kernel, Dictionary<ISymbol, IOperation> data)
    {
        if (model.DeviceCode.BodyOf(kernel) is not { } body)
        {
            return false;
        }

        var thread = ThreadIndex.Of(kernel, body, model.Catalog);
        foreach (var operation in body.Descendants())
        {
            var isElementwise = operation switch
            {
                IPropertyReferenceOperation { Property.IsIndexer: true } access => this.Access(thread, access, data),
                IPropertyReferenceOperation { Instance: null } property => IsConstantLike(property) || model.Catalog.LineOf(property.Property, Roles.ThreadIndex) is not null,
                IInvocationOperation call => IsArithmetic(model, call),
                IArgumentOperation { Parameter.RefKind: RefKind.Ref or RefKind.Out } => false,
                IArrayElementReferenceOperation or IAnonymousFunctionOperation or ILocalFunctionOperation or IInvalidOperation or IAddressOfOperation => false,
                IVariableDeclaratorOperation { Symbol.IsRef: true } => false,
                _ => true,
            };
            if (!isElementwise)
            {
                return false;
            }
        }

        return this.Writes.Count > 0;
    }

    private bool Access(ThreadIndex thread, IPropertyReferenceOperation access, Dictionary<ISymbol, IOperation> data)
    {
        if (access.Instance is not IParameterReferenceOperation { Parameter: var view }
            || !data.TryGetValue(view, out var argument)
            || BufferOf(argument) is not { } buffer
            || access.Arguments.Length != 1
            || !(thread.IsWhole(access.Arguments[0].Value) || (IsOfOneDimension(access) && thread.StepOf(access.Arguments[0].Value) == Step.One && IsBare(access.Arguments[0].Value))))
        {
            return false;
        }

        var isTarget = access.Parent is IAssignmentOperation assignment && assignment.Target == access;
        if (isTarget || access.Parent is IIncrementOrDecrementOperation)
        {
            this.Writes.Add(buffer);
        }

        if (!isTarget || access.Parent is ICompoundAssignmentOperation)
        {
            this.Reads.Add(buffer);
        }

        this.elements[buffer] = access.Type;
        return true;
    }

    // A shader over one dimension: its index is a static property, and there is no other dimension to be mistaken about.
    private static bool IsOfOneDimension(IPropertyReferenceOperation access) => access.Arguments[0].Value.Type?.SpecialType == SpecialType.System_Int32;

    private static bool IsBare(IOperation index) => Operations.Unwrap(index) is IPropertyReferenceOperation { Instance: null };

    /// <summary>The variable that holds a buffer, where all of it is handed over: <c>buffer</c>, <c>buffer.View</c>.</summary>
    private static ISymbol? BufferOf(IOperation argument)
    {
        argument = Operations.Unwrap(argument);
        while (argument is IConversionOperation conversion)
        {
            argument = Operations.Unwrap(conversion.Operand);
        }

        return argument is IPropertyReferenceOperation { Arguments.IsEmpty: true, Instance: { } instance } && Operations.VariableOf(argument) is null
            ? Operations.VariableOf(instance)
            : Operations.VariableOf(argument);
    }

    private static bool IsConstantLike(IPropertyReferenceOperation property) => property.Property.DeclaringSyntaxReferences.IsEmpty && Effects.IsFramework(property.Property.ContainingType);

    // Functions of numbers; what is handed a view or a reference may do anything with other elements, and so may the threads of a warp.
    private static bool IsArithmetic(CompilationModel model, IInvocationOperation call) =>
        call.TargetMethod is { IsStatic: true, ReturnsVoid: false } method
        && (Effects.IsFramework(method.ContainingType) || model.Catalog.LineOf(method, Roles.DoubleMath) is not null)
        && method.Parameters.All(static parameter => parameter.RefKind == RefKind.None && parameter.Type.SpecialType is >= SpecialType.System_Boolean and <= SpecialType.System_Double);
}
