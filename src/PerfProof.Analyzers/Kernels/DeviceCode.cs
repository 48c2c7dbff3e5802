using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using PerfProof.Catalog;
using PerfProof.HotPath;
using PerfProof.Wrappers;

namespace PerfProof.Kernels;

/// <summary>
/// Which methods of the compilation run on a device: those handed to a loader or launched, those whose first parameter is a
/// kernel's index, shaders, and what these call. Found once per compilation, by name first, in the files that can hold any.
/// </summary>
public sealed class DeviceCode
{
    // How far helpers of helpers are followed.
    private const int MaxDepth = 6;

    private readonly SourceWords words;
    private readonly RoleCatalog catalog;
    private readonly WrapperModel wrappers;
    private readonly BoundBodies bodies;
    private readonly ImmutableHashSet<string> loaders;
    private readonly ImmutableHashSet<string> indices;
    private readonly ImmutableHashSet<string> bodyNames;
    private readonly Lazy<Dictionary<SyntaxNode, DeviceMethod>> methods;

    internal DeviceCode(RoleCatalog catalog, WrapperModel wrappers, SourceWords words)
    {
        this.words = words;
        this.catalog = catalog;
        this.wrappers = wrappers;
        this.bodies = wrappers.Bodies;
        this.loaders = catalog.WrittenNames(Roles.LoadKernel, words).Union(catalog.WrittenNames(Roles.Launch, words));
        this.indices = catalog.WrittenNames(Roles.KernelIndex, words);
        this.bodyNames = catalog.WrittenNames(Roles.KernelBody, words);
        this.methods = new(this.Find);
    }

    /// <summary>Whether a library is there that runs methods of this compilation on a device.</summary>
    public bool MayExist => !this.indices.IsEmpty || !this.bodyNames.IsEmpty;

    /// <summary>The method declared by a node; null where it does not run on a device, as far as can be seen.</summary>
    public DeviceMethod? Of(SyntaxNode declaration) =>
        this.MayExist && this.methods.Value.TryGetValue(declaration, out var method) ? method : null;

    /// <summary>The methods of a file that run on a device, in order.</summary>
    public IEnumerable<DeviceMethod> In(SyntaxTree file) =>
        this.MayExist ? this.methods.Value.Values.Where(method => method.Declaration.SyntaxTree == file).OrderBy(static method => method.Declaration.SpanStart) : [];

    /// <summary>The kernel behind an expression that names a method or is a lambda; null where it is neither, or not from here.</summary>
    public DeviceMethod? KernelIn(IOperation value)
    {
        value = Operations.Unwrap(value);
        value = value is IDelegateCreationOperation creation ? Operations.Unwrap(creation.Target) : value;
        return value switch
        {
            IMethodReferenceOperation { Method.OriginalDefinition: { DeclaringSyntaxReferences: { IsEmpty: false } references } method } =>
                new(references[0].GetSyntax(), method, IsKernel: true, IsShader: false),
            IAnonymousFunctionOperation lambda => new(lambda.Syntax, lambda.Symbol, IsKernel: true, IsShader: false),
            _ => null,
        };
    }

    /// <summary>The kernel that the call of a loaded delegate launches; null where it is not known.</summary>
    public DeviceMethod? LaunchedBy(IInvocationOperation launch)
    {
        var loads = this.wrappers.LoadsOf(launch);
        return loads.Length == 1 && Operations.Unwrap(loads[0]) is IInvocationOperation load
            ? load.Arguments.Select(argument => this.KernelIn(argument.Value)).FirstOrDefault(static kernel => kernel is not null)
            : null;
    }

    /// <summary>The kernel that a shader is; null where the type is none, or not from here.</summary>
    public DeviceMethod? ShaderOf(ITypeSymbol? type) =>
        type?.GetMembers().OfType<IMethodSymbol>()
            .Where(method => !method.DeclaringSyntaxReferences.IsEmpty && this.catalog.LineOf(method, Roles.KernelBody) is not null)
            .Select(static method => new DeviceMethod(method.DeclaringSyntaxReferences[0].GetSyntax(), method, IsKernel: true, IsShader: true))
            .FirstOrDefault();

    /// <summary>The body of a method of any file.</summary>
    public IOperation? BodyOf(DeviceMethod method) => DeviceMethod.BodyOf(this.bodies.OperationOf(method.Declaration));

    private Dictionary<SyntaxNode, DeviceMethod> Find()
    {
        var found = new Dictionary<SyntaxNode, DeviceMethod>();
        var types = this.catalog.LinesOfRole(Roles.KernelBody)
            .Select(static line => line.Parts.TypeName)
            .Select(static name => name.Substring(name.LastIndexOf('.') + 1).Split('`')[0]);
        foreach (var node in this.loaders.Union(this.indices).Union(types).SelectMany(word => this.words.FilesWith(word)).Distinct().SelectMany(static tree => tree.GetRoot().DescendantNodes()))
        {
            if (this.KernelAt(node) is { } kernel)
            {
                found[kernel.Declaration] = kernel;
            }
        }

        var level = found.Values.ToList();
        for (var depth = 0; depth < MaxDepth && level.Count > 0; depth++)
        {
            var next = new List<DeviceMethod>();
            foreach (var helper in level.SelectMany(this.CalledBy))
            {
                if (!found.ContainsKey(helper.Declaration))
                {
                    found.Add(helper.Declaration, helper);
                    next.Add(helper);
                }
            }

            level = next;
        }

        return found;
    }

    private DeviceMethod? KernelAt(SyntaxNode node) => node switch
    {
        InvocationExpressionSyntax call => this.LoadedBy(call),
        MethodDeclarationSyntax { ParameterList.Parameters: { Count: > 1 } parameters } method when this.NamesIndex(parameters[0].Type) => this.IndexedBy(method),
        LocalFunctionStatementSyntax { ParameterList.Parameters: { Count: > 1 } parameters } function when this.NamesIndex(parameters[0].Type) => this.IndexedBy(function),
        MethodDeclarationSyntax method when this.bodyNames.Contains(method.Identifier.ValueText) => this.Shader(method),
        _ => null,
    };

    private bool NamesIndex(TypeSyntax? type) => type switch
    {
        QualifiedNameSyntax qualified => this.indices.Contains(qualified.Right.Identifier.ValueText),
        SimpleNameSyntax name => this.indices.Contains(name.Identifier.ValueText),
        _ => false,
    };

    private DeviceMethod? LoadedBy(InvocationExpressionSyntax call)
    {
        if (NameIndex.SourceName(call) is not { } name || !this.loaders.Contains(name)
            || this.bodies.OperationOf(call) is not IInvocationOperation { TargetMethod: { } loader } operation
            || (this.wrappers.LineOf(loader, operation, Roles.LoadKernel) is null && this.wrappers.LineOf(loader, operation, Roles.Launch) is null))
        {
            return null;
        }

        return operation.Arguments.Select(argument => this.KernelIn(argument.Value)).FirstOrDefault(static kernel => kernel is not null);
    }

    // A method that takes an index may also be the host's, around a launch: it then calls a delegate or hands on an object.
    private DeviceMethod? IndexedBy(SyntaxNode declaration) =>
        this.bodies.DeclaredBy(declaration) is IMethodSymbol { ReturnsVoid: true } method
        && (method.IsStatic || method.MethodKind == MethodKind.LocalFunction)
        && this.wrappers.LineOf(method.Parameters[0].Type, Roles.KernelIndex) is not null
        && method.Parameters.All(static parameter => parameter.Type.IsValueType)
        && DeviceMethod.BodyOf(this.bodies.OperationOf(declaration)) is { } body
        && !body.Descendants().Any(this.IsOfTheHost)
            ? new(declaration, method, IsKernel: true, IsShader: false)
            : null;

    private bool IsOfTheHost(IOperation operation) => operation switch
    {
        IInvocationOperation { TargetMethod.MethodKind: MethodKind.DelegateInvoke } => true,
        IInvocationOperation call => this.wrappers.LineOf(call.TargetMethod, call, Roles.Launch) is not null,
        IObjectCreationOperation creation => creation.Type?.IsReferenceType == true,
        IAnonymousFunctionOperation or IAwaitOperation or ITryOperation => true,
        _ => false,
    };

    private DeviceMethod? Shader(MethodDeclarationSyntax declaration) =>
        this.bodies.DeclaredBy(declaration) is IMethodSymbol { ContainingType.TypeKind: TypeKind.Struct } method
        && this.catalog.LineOf(method, Roles.KernelBody) is not null
            ? new(declaration, method, IsKernel: true, IsShader: true)
            : null;

    private IEnumerable<DeviceMethod> CalledBy(DeviceMethod caller)
    {
        if (this.BodyOf(caller) is not { } body)
        {
            yield break;
        }

        foreach (var operation in body.DescendantsAndSelf())
        {
            if (operation is IInvocationOperation { TargetMethod: { } target }
                && (target.ReducedFrom ?? target).OriginalDefinition is { DeclaringSyntaxReferences: { IsEmpty: false } references } callee
                && references[0].GetSyntax() is MethodDeclarationSyntax or LocalFunctionStatementSyntax)
            {
                yield return new(references[0].GetSyntax(), callee, IsKernel: false, caller.IsShader);
            }
        }
    }
}
