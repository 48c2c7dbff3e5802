using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PerfProof.HotPath;

/// <summary>
/// What a value is computed from: the variables, members and objects whose change would change it. Of texts and collections
/// the content counts; of other objects - a tokenizer - which one it is. Refuses what it cannot take apart.
/// </summary>
internal sealed class ValueParts
{
    private const int MaxDepth = 32;

    private readonly MemberIndex index;
    private readonly HashSet<ISymbol> variables = new(SymbolEqualityComparer.Default);
    private readonly HashSet<ISymbol> members = new(SymbolEqualityComparer.Default);

    // Variables that hold an object of which a member, or the content, is read.
    private readonly HashSet<ISymbol> holders = new(SymbolEqualityComparer.Default);
    private readonly HashSet<ITypeSymbol> owners = new(SymbolEqualityComparer.Default);
    private bool readsThis;

    private ValueParts(MemberIndex index) => this.index = index;

    /// <summary>The parts of a text and of what works on it (by identity); null when one of them cannot be followed.</summary>
    public static ValueParts? Of(IOperation content, IEnumerable<IOperation> identities)
    {
        var parts = new ValueParts(MemberIndex.Of(content));
        return parts.Add(content, isContent: true, 0) && identities.All(identity => parts.Add(identity, isContent: false, 0)) ? parts : null;
    }

    /// <summary>Whether two expressions are written alike and mean the same variables, members and constants.</summary>
    public static bool AreSame(IOperation? one, IOperation? other)
    {
        if (one is null || other is null)
        {
            return one is null && other is null;
        }

        one = Resolved(one);
        other = Resolved(other);
        if (one.ConstantValue.HasValue || other.ConstantValue.HasValue)
        {
            return one.ConstantValue.HasValue && other.ConstantValue.HasValue && Equals(one.ConstantValue.Value, other.ConstantValue.Value);
        }

        if (one.Kind != other.Kind || !Operations.Same(SymbolOf(one), SymbolOf(other)) || (one as IBinaryOperation)?.OperatorKind != (other as IBinaryOperation)?.OperatorKind)
        {
            return false;
        }

        if (one is IInterpolatedStringTextOperation text && other is IInterpolatedStringTextOperation twin)
        {
            return Equals(text.Text.ConstantValue.Value, twin.Text.ConstantValue.Value);
        }

        var parts = one.ChildOperations.ToList();
        var twins = other.ChildOperations.ToList();
        return parts.Count == twins.Count && parts.Zip(twins, AreSame).All(same => same);
    }

    /// <summary>Whether the operation, alone and without what stands within it, may change one of the parts.</summary>
    public bool MayBeChangedBy(IOperation operation)
    {
        switch (operation)
        {
            case IAssignmentOperation assignment:
                return this.IsWritten(assignment.Target);
            case IIncrementOrDecrementOperation step:
                return this.IsWritten(step.Target);
            case IArgumentOperation { Parameter.RefKind: RefKind.Ref or RefKind.Out } argument:
                return this.IsWritten(argument.Value);
            case IDeclarationPatternOperation { DeclaredSymbol: { } declared }:
                return this.variables.Contains(declared);
            case IRecursivePatternOperation { DeclaredSymbol: { } declared }:
                return this.variables.Contains(declared);
            case IFlowCaptureOperation capture:
                return this.IsHeld(capture.Value);
            case IInvocationOperation call:
                return this.IsChangedBy(call);
            case IObjectCreationOperation creation:
                return creation.Arguments.Any(argument => this.IsHeld(argument.Value));
            case IAwaitOperation:
                // Others may run meanwhile.
                return this.members.Count > 0;
            case IDynamicInvocationOperation or IDynamicMemberReferenceOperation or IAddressOfOperation or IInvalidOperation:
                return true;
            default:
                return false;
        }
    }

    private bool Add(IOperation? operation, bool isContent, int depth)
    {
        if (operation is null)
        {
            return true;
        }

        if (depth > MaxDepth)
        {
            return false;
        }

        operation = Resolved(operation);
        if (operation.ConstantValue.HasValue)
        {
            return true;
        }

        switch (operation)
        {
            case IInstanceReferenceOperation { ReferenceKind: InstanceReferenceKind.ContainingTypeInstance }:
                this.readsThis = true;
                return true;
            case IDefaultValueOperation or ITypeOfOperation or IInterpolatedStringTextOperation:
                return true;
            case ILocalReferenceOperation { Local: { RefKind: RefKind.None } local }:
                return this.AddVariable(local, local.Type, isContent);
            case IParameterReferenceOperation { Parameter: { RefKind: RefKind.None or RefKind.In } parameter }:
                return this.AddVariable(parameter, parameter.Type, isContent);
            case IFieldReferenceOperation { Field: { IsVolatile: false } field } reference:
                return this.AddMember(reference, field, field.IsReadOnly || field.IsConst, isContent, depth);
            case IPropertyReferenceOperation { Arguments.Length: 0 } reference:
                return IsSteady(reference.Property) && this.AddMember(reference, reference.Property, IsFixed(reference.Property), isContent, depth);
            case IPropertyReferenceOperation indexer:
                return Effects.IsFramework(indexer.Property.ContainingType) && !Effects.IsSelfMoving(indexer.Property.ContainingType)
                    && this.Add(indexer.Instance, isContent: true, depth + 1) && this.AddAll(indexer.Arguments.Select(argument => argument.Value), depth);
            case IArrayElementReferenceOperation element:
                return this.Add(element.ArrayReference, isContent: true, depth + 1) && this.AddAll(element.Indices, depth);
            case IInvocationOperation call:
                return (Effects.IsPure(call.TargetMethod) || (Effects.OnlyReadsReceiver(call.TargetMethod) && call.Instance?.Type is { } type && (Effects.IsFramework(type) || Effects.IsImmutable(type))))
                    && !call.Arguments.Any(argument => argument.Parameter?.RefKind is RefKind.Out or RefKind.Ref)
                    && this.Add(call.Instance, isContent: true, depth + 1)
                    && this.AddAll(call.Arguments.Select(argument => argument.Value), depth);
            case IConversionOperation { OperatorMethod: { } method } conversion:
                return Effects.IsFramework(method.ContainingType) && this.Add(conversion.Operand, isContent, depth + 1);
            case IBinaryOperation { OperatorMethod: null } or ICoalesceOperation or IConditionalOperation or IInterpolatedStringOperation or IInterpolationOperation:
                return this.AddAll(operation.ChildOperations, depth);
            case IBinaryOperation { OperatorMethod: { } method } binary:
                return Effects.IsFramework(method.ContainingType) && this.AddAll(binary.ChildOperations, depth);
            default:
                return false;
        }
    }

    private bool AddAll(IEnumerable<IOperation> operations, int depth) => operations.All(operation => this.Add(operation, isContent: true, depth + 1));

    private bool AddVariable(ISymbol variable, ITypeSymbol type, bool isContent)
    {
        if (this.index.IsWrittenByInnerFunction(variable))
        {
            return false;
        }

        this.variables.Add(variable);
        if (isContent && !Effects.IsImmutable(type))
        {
            this.holders.Add(variable);
        }

        return true;
    }

    private bool AddMember(IMemberReferenceOperation reference, ISymbol member, bool isFixed, bool isContent, int depth)
    {
        if (!isFixed)
        {
            this.members.Add(member.OriginalDefinition);
        }

        if (isContent && !Effects.IsImmutable(reference.Type))
        {
            this.holders.Add(member);
        }

        if (reference.Instance is not { } instance || Resolved(instance) is IInstanceReferenceOperation)
        {
            this.readsThis |= !isFixed;
            return true;
        }

        if (!isFixed && instance.Type is { } owner)
        {
            this.owners.Add(owner.OriginalDefinition);
        }

        // A member that is set once is as lasting as the object that has it.
        return this.Add(instance, isContent: !isFixed && !Effects.IsImmutable(instance.Type) && isContent, depth + 1);
    }

    private bool IsWritten(IOperation target)
    {
        switch (Operations.Unwrap(target))
        {
            case ITupleOperation tuple:
                return tuple.Elements.Any(this.IsWritten);
            case IDeclarationExpressionOperation declaration:
                return this.IsWritten(declaration.Expression);
            case ILocalReferenceOperation local:
                return this.variables.Contains(local.Local);
            case IParameterReferenceOperation parameter:
                return this.variables.Contains(parameter.Parameter);
            case IMemberReferenceOperation member:
                return this.members.Contains(member.Member.OriginalDefinition) || (member.Instance is { } instance && this.IsHeldDirectly(instance));
            case IArrayElementReferenceOperation element:
                return this.IsHeldDirectly(element.ArrayReference);
            case IFlowCaptureReferenceOperation:
                // Which place it stands for was decided before.
                return this.members.Count > 0 || this.holders.Count > 0 || !Effects.IsImmutable(target.Type) || this.variables.Any(variable => Operations.Same(TypeOf(variable), target.Type));
            default:
                return false;
        }
    }

    private bool IsChangedBy(IInvocationOperation call)
    {
        var method = call.TargetMethod;
        if (Effects.IsPure(method))
        {
            return false;
        }

        if (call.Instance is { } receiver && this.IsHeld(receiver) && !Effects.OnlyReadsReceiver(method) && !OwnMethods.LeavesItsObject(method))
        {
            return true;
        }

        if (call.Arguments.Any(argument => this.IsHeld(argument.Value) && !Repeaters.IsLinq(method.ContainingType)
            && (argument.Parameter is not { } parameter || !OwnMethods.LeavesParameter(method, parameter))))
        {
            return true;
        }

        if (method.MethodKind is MethodKind.LocalFunction or MethodKind.DelegateInvoke)
        {
            return this.members.Count > 0 || this.holders.Count > 0;
        }

        return this.readsThis && this.members.Count > 0 && call.Instance is null or IInstanceReferenceOperation && !IsForeign(call) && this.IsTouchedBy(method);
    }

    // A method of this object, or a static one: it may set what it sees.
    private bool IsTouchedBy(IMethodSymbol method)
    {
        if (method.IsStatic && Effects.IsFramework(method.ContainingType))
        {
            return false;
        }

        var own = OwnMethods.Of(method);
        return own.IsUnknown || this.members.Any(member =>
            own.Assigned.Contains(member.Name) || (!Effects.IsImmutable(TypeOf(member)) && own.Changed.Contains(member.Name)));
    }

    private static bool IsForeign(IInvocationOperation call) =>
        call.Instance is null && call.TargetMethod.DeclaringSyntaxReferences.IsEmpty;

    /// <summary>Whether the operation hands over one of the objects whose content or members are read, or one that may be the same.</summary>
    private bool IsHeld(IOperation value)
    {
        value = Resolved(value);
        return !Effects.IsImmutable(value.Type)
            && ((value.Type is { } type && this.owners.Contains(type.OriginalDefinition)) || value.DescendantsAndSelf().Any(this.IsHeldDirectly));
    }

    private bool IsHeldDirectly(IOperation value) => Operations.Unwrap(value) switch
    {
        ILocalReferenceOperation local => this.holders.Contains(local.Local),
        IParameterReferenceOperation parameter => this.holders.Contains(parameter.Parameter),
        IMemberReferenceOperation member => this.holders.Contains(member.Member),
        IFlowCaptureReferenceOperation capture => !Effects.IsImmutable(capture.Type) && this.holders.Any(holder => Operations.Same(TypeOf(holder), capture.Type)),
        _ => false,
    };

    private static bool IsSteady(IPropertySymbol property)
    {
        if (Effects.IsSelfMoving(property.ContainingType) || (property.IsStatic && property.SetMethod is null && property.DeclaringSyntaxReferences.IsEmpty && !Effects.IsImmutable(property.ContainingType)))
        {
            return false;
        }

        return IsFixed(property) || property.GetMethod is not { DeclaringSyntaxReferences.IsEmpty: false } getter || IsAutoProperty(property)
            || (OwnMethods.Of(getter) is { IsUnknown: false, Calls: false, Assigned.Count: 0 } own && own.Reads.Count == 1);
    }

    private static bool IsFixed(IPropertySymbol property) => IsAutoProperty(property) && property.SetMethod is null or { IsInitOnly: true } && property.DeclaringSyntaxReferences.Length > 0;

    private static bool IsAutoProperty(IPropertySymbol property) =>
        property.ContainingType.GetMembers().Any(member => member is IFieldSymbol { AssociatedSymbol: { } owner } && Operations.Same(owner, property));

    // The text behind a view of it (AsSpan), and the object behind "?.".
    private static IOperation Resolved(IOperation operation)
    {
        for (var depth = 0; depth < MaxDepth; depth++)
        {
            operation = Operations.Unwrap(operation);
            switch (operation)
            {
                case IConversionOperation { OperatorMethod: not null, Operand: { Type.SpecialType: SpecialType.System_String } text } when Effects.IsImmutable(operation.Type):
                    operation = text;
                    break;
                case IInvocationOperation { TargetMethod: { Name: "AsSpan" or "AsMemory", ContainingType.Name: "MemoryExtensions" }, Arguments: { Length: 1 } arguments } when arguments[0].Value.Type?.SpecialType == SpecialType.System_String:
                    operation = arguments[0].Value;
                    break;
                case IConditionalAccessInstanceOperation when AccessAround(operation) is { } access:
                    operation = access.Operation;
                    break;
                default:
                    return operation;
            }
        }

        return operation;
    }

    private static IConditionalAccessOperation? AccessAround(IOperation operation)
    {
        for (var outer = operation.Parent; outer is not null; outer = outer.Parent)
        {
            if (outer is IConditionalAccessOperation access)
            {
                return access;
            }
        }

        return null;
    }

    private static ISymbol? SymbolOf(IOperation operation) => operation switch
    {
        ILocalReferenceOperation local => local.Local,
        IParameterReferenceOperation parameter => parameter.Parameter,
        IMemberReferenceOperation member => member.Member,
        IInvocationOperation call => call.TargetMethod,
        IObjectCreationOperation creation => creation.Constructor,
        IArgumentOperation argument => argument.Parameter,
        _ => operation.Type,
    };

    private static ITypeSymbol? TypeOf(ISymbol symbol) => symbol switch
    {
        ILocalSymbol local => local.Type,
        IParameterSymbol parameter => parameter.Type,
        IFieldSymbol field => field.Type,
        IPropertySymbol property => property.Type,
        _ => null,
    };
}
