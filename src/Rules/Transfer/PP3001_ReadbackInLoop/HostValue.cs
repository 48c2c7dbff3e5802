using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using PerfProof.Catalog;
using PerfProof.HotPath;

namespace PerfProof.Rules;

/// <summary>
/// Tells values that lie on the host although their type can lie on a device too: brought there, or made by a factory that was told no other
/// place and given nothing from one, here or in a method of this compilation that hands them out.
/// </summary>
internal sealed class HostValue
{
    private const int MaxDepth = 24;

    private readonly CompilationModel model;
    private readonly bool trustsFactories;
    private readonly HashSet<ISymbol> open = new(SymbolEqualityComparer.Default);

    private HostValue(CompilationModel model, bool trustsFactories)
    {
        this.model = model;
        this.trustsFactories = trustsFactories;
    }

    /// <summary>Whether the value, or every tensor in it, lies on the host.</summary>
    /// <param name="model">The model of the compilation.</param>
    /// <param name="value">A tensor, or what holds some: a tuple, a list, an object of this compilation.</param>
    /// <param name="trustsFactories">Whether a factory that is given no place counts, or only a move to the host.</param>
    public static bool IsOnHost(CompilationModel model, IOperation? value, bool trustsFactories = true) =>
        value is not null && new HostValue(model, trustsFactories).IsOnHost(value, 0);

    /// <summary>
    /// Whether the operation stands where the code has just asked, and its data is not on a device: <c>if (!tensor.is_cuda)</c>.
    /// </summary>
    public static bool IsAskedToBe(CompilationModel model, IOperation operation)
    {
        for (var child = operation; child.Parent is { } parent; child = parent)
        {
            if (parent is IConditionalOperation conditional
                && child != conditional.Condition
                && SaysHost(model, conditional.Condition, holds: child == conditional.WhenTrue))
            {
                return true;
            }
        }

        return false;
    }

    private static bool SaysHost(CompilationModel model, IOperation condition, bool holds) => Operations.Unwrap(condition) switch
    {
        IUnaryOperation { OperatorKind: UnaryOperatorKind.Not } not => SaysHost(model, not.Operand, !holds),
        IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalAnd } both when holds => SaysHost(model, both.LeftOperand, true) || SaysHost(model, both.RightOperand, true),
        IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalOr } either when !holds => SaysHost(model, either.LeftOperand, false) || SaysHost(model, either.RightOperand, false),
        IPropertyReferenceOperation property => !holds && model.Catalog.LineOf(property.Property, Roles.IsOnDevice) is not null,
        _ => false,
    };

    private bool IsOnHost(IOperation operation, int depth)
    {
        var value = Operations.Unwrap(operation);
        if (depth > MaxDepth)
        {
            return false;
        }

        switch (value)
        {
            case IInvocationOperation call:
                return this.IsCallOnHost(call, depth);
            case ILocalReferenceOperation local:
                return this.IsLocalOnHost(local, depth);
            case IPropertyReferenceOperation { Instance: { } instance } property:
                // tensor[0] and tensor.T lie where the tensor does; list[0], and the members of an own object, are what was put into it.
                return (property.Property.IsIndexer || this.IsTensor(instance.Type) || IsOwn(instance.Type)) && instance is not IInstanceReferenceOperation && this.IsOnHost(instance, depth + 1);
            case IFieldReferenceOperation { Instance: { } instance }:
                return instance is not IInstanceReferenceOperation && this.IsOnHost(instance, depth + 1);
            case IBinaryOperation { OperatorMethod: not null } binary:
                return this.AreOnHost([binary.LeftOperand, binary.RightOperand], depth);
            case IUnaryOperation { OperatorMethod: not null } unary:
                return this.IsOnHost(unary.Operand, depth + 1);
            case IConversionOperation { OperatorMethod: not null } conversion:
                // A number as a tensor.
                return this.trustsFactories && this.IsTensor(conversion.Type) && !this.MayHoldTensor(conversion.Operand.Type);
            case IConditionalOperation { WhenFalse: { } whenFalse } conditional:
                return this.AreOnHost([conditional.WhenTrue, whenFalse], depth);
            case ITupleOperation tuple:
                return this.AreOnHost(tuple.Elements, depth);
            case IArrayCreationOperation { Initializer: { } initializer }:
                return this.AreOnHost(initializer.ElementValues, depth);
            case IObjectCreationOperation creation:
                return creation.Type is { } made
                    && (IsPlain(made) ? this.KeepsOnlyWhatItIsGiven(creation) : Effects.IsFramework(made))
                    && this.AreOnHost(PartsOf(creation), depth);
            default:
                return false;
        }
    }

    // All of them hold nothing from a device, and one holds a tensor at all.
    private bool AreOnHost(IEnumerable<IOperation> values, int depth)
    {
        var holding = values.Where(value => this.MayHoldTensor(Operations.Unwrap(value).Type)).ToList();
        return holding.Count > 0 && holding.All(value => this.IsOnHost(value, depth + 1));
    }

    private bool IsCallOnHost(IInvocationOperation call, int depth)
    {
        if (call.Arguments.Any(argument => LineCondition.IsHost(argument.Value, this.model.Catalog)))
        {
            return true;
        }

        if (Readback.SourceOf(call) is { Type: { } type } source && SymbolEqualityComparer.Default.Equals(type, call.Type) && this.IsTensor(type))
        {
            return this.model.Match(call, Roles.HostToDevice) is null
                && !this.IsMoved(call)
                && (this.model.Match(call, Roles.DeviceToHost) is not null || this.IsOnHost(source, depth + 1));
        }

        return call.TargetMethod.DeclaringSyntaxReferences.IsEmpty ? this.IsMadeOnHost(call, depth) : this.HandsOutHostValues(call.TargetMethod, depth);
    }

    // zeros(3).to(device), zeros(3).to(other): to a place that is not known to be the host. A type alone moves nothing.
    private bool IsMoved(IInvocationOperation call) =>
        this.model.Match(call, Roles.ReturnsMoved) is not null
        && Readback.AnyDeviceLine(this.model, call.Type)?[Keys.Place] is { } place
        && call.Arguments.Any(argument => argument.ArgumentKind != ArgumentKind.DefaultValue
            && (argument.Parameter?.Name.StartsWith(place, StringComparison.Ordinal) == true || this.IsTensor(Operations.Unwrap(argument.Value).Type)));

    // torch.linspace(0, 1, 10): a factory that is given no place makes it on the host, unless the program moves the place where things are
    // made; torch.round(x), given tensors, works where they lie.
    private bool IsMadeOnHost(IInvocationOperation call, int depth)
    {
        if (!call.TargetMethod.IsStatic
            || Readback.AnyDeviceLine(this.model, call.Type) is not { } line
            || call.TargetMethod.ContainingAssembly?.Name != line.Library
            || (line[Keys.Ambient] is { } ambient && this.model.Words.Has(ambient)))
        {
            return false;
        }

        var place = line[Keys.Place] is { } name ? call.Arguments.FirstOrDefault(argument => argument.Parameter?.Name == name) : null;
        if (place is { ArgumentKind: not ArgumentKind.DefaultValue })
        {
            return false;
        }

        var given = call.Arguments.Where(static argument => argument.ArgumentKind != ArgumentKind.DefaultValue).Select(static argument => argument.Value)
            .Where(argument => this.MayHoldTensor(Operations.Unwrap(argument).Type)).ToList();
        return given.Count > 0
            ? given.All(argument => this.IsOnHost(argument, depth + 1))
            : this.trustsFactories && place is not null;
    }

    // A method of this compilation that nothing overrides: all that it returns.
    private bool HandsOutHostValues(IMethodSymbol method, int depth)
    {
        method = method.OriginalDefinition;
        if (method.IsVirtual || method.IsAbstract || method.IsOverride || method.IsAsync || !this.open.Add(method))
        {
            return false;
        }

        var returned = method.DeclaringSyntaxReferences
            .Select(declaration => this.model.OperationOf(declaration.GetSyntax()))
            .SelectMany(static body => body is null ? [] : Operations.Inline(body is ILocalFunctionOperation { Body: { } block } ? block : body))
            .OfType<IReturnOperation>().Select(static end => end.ReturnedValue).OfType<IOperation>().ToList();
        var isOnHost = returned.Count > 0 && returned.All(value => this.IsOnHost(value, depth + 1));
        this.open.Remove(method);
        return isOnHost;
    }

    private bool IsLocalOnHost(ILocalReferenceOperation local, int depth)
    {
        if (MemberIndex.Of(local).CollectionOf(local.Local) is { } collection)
        {
            return this.IsOnHost(collection, depth + 1);
        }

        // What is only a holder of tensors must stay what it was made as.
        return LastValue(local) is { } last
            && (this.IsTensor(local.Type) || !Operations.RootOf(local).Descendants().Any(use => this.PutsInto(use, local.Local)))
            && this.IsOnHost(last, depth + 1);
    }

    // list.Add(x), map[key] = x, pair.Item = x, Fill(list)
    private bool PutsInto(IOperation use, ILocalSymbol local) => use switch
    {
        IInvocationOperation { Instance: { } instance } call => IsPartOf(instance, local) && (IsOwn(instance.Type) || call.Arguments.Any(argument => this.MayHoldTensor(argument.Value.Type))),
        IAssignmentOperation { Target: IMemberReferenceOperation { Instance: { } instance } } => IsPartOf(instance, local),
        IAssignmentOperation { Target: IArrayElementReferenceOperation element } => IsPartOf(element.ArrayReference, local),
        IArgumentOperation { Parent: IInvocationOperation or IObjectCreationOperation } argument => Operations.Unwrap(argument.Value) is ILocalReferenceOperation given && Operations.Same(given.Local, local),
        _ => false,
    };

    private static bool IsPartOf(IOperation operation, ILocalSymbol local)
    {
        while (Operations.Unwrap(operation) is IMemberReferenceOperation { Instance: { } instance })
        {
            operation = instance;
        }

        return Operations.Unwrap(operation) is ILocalReferenceOperation reference && Operations.Same(reference.Local, local);
    }

    // Table(string[] names, Tensor data) => Data = data: the constructor makes no tensors of its own, and moves none.
    private bool KeepsOnlyWhatItIsGiven(IObjectCreationOperation creation) =>
        creation.Constructor is { } constructor
        && constructor.DeclaringSyntaxReferences.All(declaration => this.model.OperationOf(declaration.GetSyntax()) is not { } body
            || body.Descendants().All(part => part is not (IInvocationOperation or IObjectCreationOperation or IBinaryOperation) || !this.MayHoldTensor(part.Type)));

    private static IEnumerable<IOperation> PartsOf(IObjectCreationOperation creation) =>
        creation.Arguments.Select(static argument => argument.Value).Concat(creation.Initializer is not { } initializer ? [] : initializer.Initializers.SelectMany(static part => part switch
        {
            IInvocationOperation add => add.Arguments.Select(static argument => argument.Value),
            ISimpleAssignmentOperation assignment => [assignment.Value],
            _ => [part],
        }));

    private bool IsTensor(ITypeSymbol? type) => Readback.AnyDeviceLine(this.model, type) is not null;

    private bool MayHoldTensor(ITypeSymbol? type) => type switch
    {
        null => false,
        IArrayTypeSymbol array => this.MayHoldTensor(array.ElementType),
        INamedTypeSymbol named => this.IsTensor(named) || named.TypeArguments.Any(this.MayHoldTensor) || (IsOwn(named) && named.TypeKind is not (TypeKind.Enum or TypeKind.Delegate)),
        _ => type.TypeKind is TypeKind.TypeParameter or TypeKind.Dynamic,
    };

    // An own type that inherits nothing: a network would move what it holds together with itself.
    private static bool IsPlain(ITypeSymbol type) =>
        IsOwn(type) && type.BaseType is null or { SpecialType: SpecialType.System_Object or SpecialType.System_ValueType };

    private static bool IsOwn(ITypeSymbol? type) => type is { DeclaringSyntaxReferences.IsEmpty: false };

    /// <summary>The value that a local was given last before it is used; null where a later assignment can come first.</summary>
    private static IOperation? LastValue(ILocalReferenceOperation use)
    {
        var root = (IOperation)use;
        while (root.Parent is not null)
        {
            root = root.Parent;
        }

        IOperation? last = null;
        foreach (var operation in root.Descendants())
        {
            var value = operation switch
            {
                IVariableDeclaratorOperation declarator when SymbolEqualityComparer.Default.Equals(declarator.Symbol, use.Local) =>
                    declarator.GetVariableInitializer()?.Value,
                // var (a, b) = Pair(): every tensor of the pair counts.
                IDeconstructionAssignmentOperation { Target: var targets } pair when targets.Descendants().Any(target => target is ILocalReferenceOperation part && SymbolEqualityComparer.Default.Equals(part.Local, use.Local)) =>
                    pair.Value,
                IAssignmentOperation { Target: ILocalReferenceOperation target } assignment when SymbolEqualityComparer.Default.Equals(target.Local, use.Local) =>
                    assignment.Value,
                _ => null,
            };
            if (value is null || value.Syntax.Span.Contains(use.Syntax.Span))
            {
                continue;
            }

            if (value.Syntax.SpanStart > use.Syntax.SpanStart)
            {
                return null;
            }

            last = value;
        }

        return last;
    }
}
