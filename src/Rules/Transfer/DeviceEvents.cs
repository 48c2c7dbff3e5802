using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using PerfProof.Catalog;
using PerfProof.HotPath;
using PerfProof.Wrappers;

namespace PerfProof.Rules;

/// <summary>What one operation does to the queue of a device.</summary>
internal enum DeviceEvent
{
    /// <summary>Nothing: it runs on the host.</summary>
    None,

    /// <summary>It returns only when what was queued on its stream is done.</summary>
    Waits,

    /// <summary>It queues work, or nobody can tell that it does not.</summary>
    MayQueue,
}

/// <summary>
/// Tells what operations do to the queue of a device. A call can queue work only where somebody gave it something to queue with: a
/// member of the device's library that is not known, a delegate, a method of this compilation whose body does, or one of an assembly
/// that itself uses the library. Anything else runs on the host.
/// </summary>
internal sealed class DeviceEvents
{
    private const int MaxDepth = 4;

    private static readonly ConditionalWeakTable<CompilationModel, DeviceEvents> memo = new();

    private readonly CompilationModel model;
    private readonly HashSet<string> libraries;

    // By depth: what is cut off deep down may be seen whole from nearer.
    private readonly ConcurrentDictionary<ISymbol, bool>[] methods =
        Enumerable.Range(0, MaxDepth + 1).Select(_ => new ConcurrentDictionary<ISymbol, bool>(SymbolEqualityComparer.Default)).ToArray();

    private DeviceEvents(CompilationModel model)
    {
        this.model = model;
        this.libraries = new(
            new[] { Roles.Synchronize, Roles.Launch, Roles.LoadKernel, Roles.DeviceToHost, Roles.QueuesNothing }
                .SelectMany(model.Catalog.LinesOfRole).Select(line => line.Library).Where(library => library.Length > 0),
            StringComparer.Ordinal);
    }

    /// <summary>The events of a compilation.</summary>
    public static DeviceEvents Of(CompilationModel model) => memo.GetValue(model, static model => new DeviceEvents(model));

    /// <summary>What the operation itself does, without its parts.</summary>
    public DeviceEvent Of(IOperation operation) => this.Of(operation, 0);

    /// <summary>What a call does that the compiler makes: of an enumerator, a disposal.</summary>
    public DeviceEvent OfImplicit(IMethodSymbol method, ITypeSymbol? enumerated) =>
        method.Name is "MoveNext" or "MoveNextAsync"
            ? enumerated is IArrayTypeSymbol || (enumerated is { TypeKind: TypeKind.Class or TypeKind.Struct } && Effects.IsFramework(enumerated)) ? DeviceEvent.None : DeviceEvent.MayQueue
            : this.OfMember(method, [], 0);

    /// <summary>Whether a synchronise, copy or launch returns only when the device is done, and which stream it waits for.</summary>
    public bool IsWait(IOperation operation)
    {
        if (Direct(operation, Roles.Synchronize) is { } || this.IsBlockingLaunch(operation))
        {
            return operation.Type is null or { SpecialType: SpecialType.System_Void or SpecialType.System_Single };
        }

        // Whether a tensor lies on the device at all is not known: its copies may have waited for nothing.
        return (Direct(operation, Roles.DeviceToHost) ?? Direct(operation, Roles.HostToDevice)) is { } copy
            && !this.model.Catalog.LinesOfRole(Roles.AnyDevice).Any(line => line.Library == copy.Line.Library);

        RoleMatch? Direct(IOperation operation, string role) => this.model.Match(operation, role) is { IsWrapped: false } match ? match : null;
    }

    /// <summary>Whether nothing below an operation can change what lies on the device: it reads from there at most.</summary>
    public bool LeavesMemoryAlone(IOperation operation) => operation.Descendants().All(part =>
        this.Of(part) != DeviceEvent.MayQueue && this.model.Match(part, Roles.Launch) is null && this.model.Match(part, Roles.HostToDevice) is null);

    /// <summary>Whether the operation uses a member of a device's library.</summary>
    public bool IsOfALibrary(IOperation operation) => WrapperModel.MemberOf(operation)?.ContainingAssembly is { } assembly && this.libraries.Contains(assembly.Name);

    private bool IsBlockingLaunch(IOperation operation) =>
        this.model.Match(operation, Roles.Launch) is { IsWrapped: false } launch && launch.Line[Keys.Blocking] is not null;

    private DeviceEvent Of(IOperation operation, int depth)
    {
        switch (operation)
        {
            case IInvocationOperation or IObjectCreationOperation or IPropertyReferenceOperation or IConversionOperation { OperatorMethod: not null }:
                return this.IsWait(operation) ? DeviceEvent.Waits
                    : this.model.Match(operation, Roles.Launch) is not null || this.model.Match(operation, Roles.QueueDeviceToHost) is not null ? DeviceEvent.MayQueue
                    : this.OfMember(WrapperModel.MemberOf(operation)!, ArgumentsOf(operation), depth);
            case IBinaryOperation { OperatorMethod: { } method }:
                return this.OfMember(method, [], depth);
            case IUnaryOperation { OperatorMethod: { } method }:
                return this.OfMember(method, [], depth);
            case ICompoundAssignmentOperation { OperatorMethod: { } method }:
                return this.OfMember(method, [], depth);
            case IIncrementOrDecrementOperation { OperatorMethod: { } method }:
                return this.OfMember(method, [], depth);
            // Between an await or a yield and what follows it, anybody may run.
            case IAwaitOperation or IInvalidOperation or IDynamicInvocationOperation or IDynamicIndexerAccessOperation or IDynamicMemberReferenceOperation
                or IDynamicObjectCreationOperation or IFunctionPointerInvocationOperation or IReturnOperation { Kind: OperationKind.YieldReturn }:
                return DeviceEvent.MayQueue;
            default:
                return DeviceEvent.None;
        }
    }

    private DeviceEvent OfMember(ISymbol member, IEnumerable<IOperation> arguments, int depth)
    {
        if (!member.DeclaringSyntaxReferences.IsEmpty)
        {
            return this.BodyMayQueue(member, depth + 1) ? DeviceEvent.MayQueue : DeviceEvent.None;
        }

        if (member is IMethodSymbol { MethodKind: MethodKind.DelegateInvoke } || member.ContainingAssembly is not { } assembly)
        {
            return DeviceEvent.MayQueue;
        }

        if (this.libraries.Contains(assembly.Name))
        {
            return this.IsHostWork(member) ? DeviceEvent.None : DeviceEvent.MayQueue;
        }

        var usesALibrary = assembly.Modules.Any(module => module.ReferencedAssemblies.Any(reference => this.libraries.Contains(reference.Name)));
        return usesALibrary || arguments.Any(argument => this.MayRun(argument, depth)) ? DeviceEvent.MayQueue : DeviceEvent.None;
    }

    /// <summary>Members of a device's library that only name, measure, allocate, load or free.</summary>
    private bool IsHostWork(ISymbol member) =>
        this.model.Catalog.LineOf(member, Roles.QueuesNothing) is not null
        || this.model.Catalog.LineOf(member, Roles.LoadKernel) is not null
        || (member.ContainingType is { } type && this.model.Catalog.LineOf(type.OriginalDefinition, Roles.QueuesNothing) is not null)
        || member is IMethodSymbol { Name: "Dispose" }
        || (member is IPropertySymbol { Parameters.IsEmpty: true } property && Readback.AnyDeviceLine(this.model, property.Type) is null)
        || member is IMethodSymbol { MethodKind: MethodKind.Constructor or MethodKind.Conversion, ContainingType.IsValueType: true };

    /// <summary>Whether a delegate that is handed over may queue work when it runs.</summary>
    private bool MayRun(IOperation argument, int depth)
    {
        var value = Operations.Unwrap(argument);
        value = value is IDelegateCreationOperation creation ? Operations.Unwrap(creation.Target) : value;
        return value switch
        {
            IAnonymousFunctionOperation lambda => this.MayQueue(lambda.Body, depth),
            IMethodReferenceOperation method => this.OfMember(method.Method, [], depth) != DeviceEvent.None,
            _ => value.Type?.TypeKind == TypeKind.Delegate && !Operations.IsConstant(value),
        };
    }

    private bool BodyMayQueue(ISymbol member, int depth) =>
        depth > MaxDepth || this.methods[depth].GetOrAdd(RoleCatalog.Definition(member), definition => this.FindInBodies(definition, depth));

    private bool FindInBodies(ISymbol member, int depth)
    {
        var isFixed = !member.IsAbstract && !member.IsVirtual && !member.IsExtern && (!member.IsOverride || member.IsSealed || member.ContainingType.IsSealed);
        if (!isFixed)
        {
            return true;
        }

        var bodies = member switch
        {
            IPropertySymbol property => new[] { property.GetMethod, property.SetMethod }.Where(accessor => accessor is not null).ToArray(),
            IMethodSymbol { PartialImplementationPart: { } part } => [part],
            IMethodSymbol method => [method],
            _ => [],
        };
        return bodies.SelectMany(body => body!.DeclaringSyntaxReferences).Any(reference =>
            this.model.OperationOf(reference.GetSyntax()) is { } body && this.MayQueue(body, depth));
    }

    private bool MayQueue(IOperation body, int depth) =>
        Operations.Inline(body is ILocalFunctionOperation { Body: { } block } ? block : body).Any(operation => this.Of(operation, depth) == DeviceEvent.MayQueue);

    private static IEnumerable<IOperation> ArgumentsOf(IOperation operation) => operation switch
    {
        IInvocationOperation call => call.Arguments.Select(argument => argument.Value),
        IObjectCreationOperation creation => creation.Arguments.Select(argument => argument.Value),
        _ => [],
    };
}
