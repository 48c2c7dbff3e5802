using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using PerfProof.Catalog;
using PerfProof.HotPath;

namespace PerfProof.Rules;

/// <summary>Half precision that meets the CPU.</summary>
/// <param name="Place">Where half is written.</param>
/// <param name="Device">The expression that says the device.</param>
/// <param name="IsCertain">Whether the device is the CPU whatever happens, rather than where there is no other.</param>
/// <param name="Line">The catalog line of what says half.</param>
internal sealed record HalfPlacement(IOperation Place, IOperation Device, bool IsCertain, CatalogLine Line);

/// <summary>Finds calls that put half precision on the CPU: with a type and a device as arguments, or one after the other on a model.</summary>
internal sealed class HalfPlacements
{
    private readonly RoleCatalog catalog;
    private readonly MirroredEnums mirrors;

    internal HalfPlacements(CompilationModel model)
    {
        this.catalog = model.Catalog;
        this.mirrors = MirroredEnums.Of(model);
    }

    /// <summary>A call that is given a type and a device: a constructor, a factory, <c>to(type, device)</c>.</summary>
    internal HalfPlacement? OfArguments(IOperation call)
    {
        var arguments = call switch
        {
            IInvocationOperation invocation => invocation.Arguments,
            IObjectCreationOperation creation => creation.Arguments,
            _ => ImmutableArray<IArgumentOperation>.Empty,
        };
        if (arguments.Length < 2)
        {
            return null;
        }

        foreach (var argument in arguments)
        {
            if (argument.ArgumentKind != ArgumentKind.Explicit || argument.Value.Type is not { } type || !CanBeType(type))
            {
                continue;
            }

            var types = ValueChoices.Of(argument.Value);
            foreach (var half in types.All.Where(choice => this.HalfLine(choice.Value) is not null))
            {
                foreach (var other in arguments.Where(other => other != argument && other.ArgumentKind == ArgumentKind.Explicit))
                {
                    if (this.Meets(call, half, null, other.Value) is { } found && IsUsed(call))
                    {
                        return found;
                    }
                }
            }
        }

        return null;
    }

    /// <summary>A model that is turned to half, by a call of that name or by a type, and is on the CPU by what the same method does with it.</summary>
    internal HalfPlacement? OfModel(IInvocationOperation call)
    {
        var (half, line) = this.MadeHalf(call);
        if (line is null || (call.Instance ?? call.Arguments.FirstOrDefault()?.Value) is not { } model)
        {
            return null;
        }

        // Several moves: only where all of them go to the CPU is it clear which one counts.
        var found = this.DevicesOf(call, Operations.Unwrap(model)).Select(device => this.Meets(call, half!, line, device)).ToList();
        return found.Count == 0 || found.Contains(null) || (found.Count > 1 && found.Any(one => !one!.IsCertain)) ? null : found[0];
    }

    private (ValueChoice? Half, CatalogLine? Line) MadeHalf(IInvocationOperation call)
    {
        if (this.catalog.LineOf(call.TargetMethod, Roles.MakeHalf) is { } made)
        {
            return (new(call, ImmutableArray<IOperation>.Empty), made);
        }

        if (this.catalog.LineOf(call.TargetMethod, Roles.MoveToDevice) is null)
        {
            return default;
        }

        var half = call.Arguments.Where(argument => argument.ArgumentKind == ArgumentKind.Explicit && argument.Value.Type is { } type && CanBeType(type))
            .SelectMany(argument => ValueChoices.Of(argument.Value).All)
            .FirstOrDefault(choice => this.HalfLine(choice.Value) is not null);
        return (half, half is null ? null : this.HalfLine(half.Value));
    }

    /// <summary>The catalog line by which a value is half precision; of an enumeration of one's own, that of the member it stands for.</summary>
    internal CatalogLine? HalfLine(IOperation value) => value is IFieldReferenceOperation { Field: var field }
        ? this.catalog.LineOf(this.mirrors.Original(field), Roles.HalfData)
        : null;

    /// <summary>
    /// The comparison that says that the device of a finding is the CPU, as the two sides of it joined by a bar; null where the device has no
    /// name, or none that can be used where half is written.
    /// </summary>
    internal string? GuardOf(HalfPlacement found)
    {
        var device = Operations.Unwrap(found.Device);
        if (Operations.VariableOf(device) is not { } variable
            || device.Type is not INamedTypeSymbol type
            || Operations.RootOf(device) != Operations.RootOf(found.Place)
            || (variable is ILocalSymbol && (variable.DeclaringSyntaxReferences[0].Span.End > found.Place.Syntax.SpanStart || MemberIndex.Of(device).ValuesOf(variable).Length != 1)))
        {
            return null;
        }

        var name = device.Syntax.WithoutTrivia().ToString();
        if (this.HostMember(type) is { } member)
        {
            return $"{name}|{member}";
        }

        return type.GetMembers().OfType<IPropertySymbol>().Where(property => property.DeclaredAccessibility == Accessibility.Public && !property.IsStatic)
            .Select(property => property.Type is INamedTypeSymbol kind && this.HostMember(kind) is { } host ? $"{name}.{property.Name}|{host}" : null)
            .FirstOrDefault(guard => guard is not null);
    }

    private string? HostMember(INamedTypeSymbol type) => type.TypeKind != TypeKind.Enum ? null
        : type.GetMembers().OfType<IFieldSymbol>().FirstOrDefault(field => this.catalog.LineOf(this.mirrors.Original(field), Roles.HostDevice) is not null) is { } host
            ? $"{type.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat)}.{host.Name}"
            : null;

    private static bool CanBeType(ITypeSymbol type) =>
        (type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable ? nullable.TypeArguments[0] : type).TypeKind == TypeKind.Enum;

    private HalfPlacement? Meets(IOperation call, ValueChoice half, CatalogLine? made, IOperation device)
    {
        // cpu() and cuda() say it by their name.
        if (device is IInvocationOperation move && this.catalog.LinesOf(move.TargetMethod).FirstOrDefault(line => line.Role == Roles.MoveToDevice)?[Keys.Device] is { } said)
        {
            return said == "host" ? new(half.Value, device, true, made!) : null;
        }

        var devices = ValueChoices.Of(device);
        var hosts = devices.All.Where(choice => this.IsHost(choice.Value)).ToList();
        if (hosts.Count == 0)
        {
            return null;
        }

        var line = this.HalfLine(half.Value) ?? made!;
        if (hosts.Count == devices.All.Count)
        {
            return new(half.Value, device, true, line);
        }

        // Whatever else looks at the device, or at what decides it, may keep the two apart.
        var deciding = ValueChoices.NamesIn(hosts.SelectMany(host => host.Conditions)).Union(devices.Path.Select(symbol => symbol.ToDisplayString()));
        var conditions = half.Conditions.Concat(ValueChoices.ConditionsAround(call)).Concat(Exits(call));
        return ValueChoices.NamesIn(conditions).Overlaps(deciding) ? null : new(half.Value, device, false, line);
    }

    /// <summary>Conditions under which the member is left early.</summary>
    private static IEnumerable<IOperation> Exits(IOperation call) => Operations.RootOf(call).Descendants().OfType<IConditionalOperation>()
        .Where(conditional => conditional.Type is null && conditional.WhenTrue.DescendantsAndSelf().Any(inner => inner is IReturnOperation or IThrowOperation or IBranchOperation))
        .Select(conditional => conditional.Condition);

    private bool IsHost(IOperation value)
    {
        switch (value)
        {
            case IFieldReferenceOperation field:
                return this.catalog.LineOf(this.mirrors.Original(field.Field), Roles.HostDevice) is not null;
            case IInvocationOperation or IObjectCreationOperation:
                // device("cpu"), new Device(DeviceType.CPU), also with what the argument is held in.
                var (member, arguments) = value is IInvocationOperation call ? (call.TargetMethod, call.Arguments) : (((IObjectCreationOperation)value).Constructor, ((IObjectCreationOperation)value).Arguments);
                return member is not null
                    && this.catalog.LinesOf(member).Any(line => line.Role == Roles.HostDevice)
                    && arguments.FirstOrDefault() is { } first
                    && ValueChoices.Of(first.Value).All is var choices
                    && choices.All(choice => LineCondition.IsHost(choice.Value, this.catalog) || this.IsHost(choice.Value));
            default:
                return LineCondition.IsHost(value, this.catalog);
        }
    }

    /// <summary>The devices that a model is moved to where it is turned to half: before and behind the call, and in statements of its own.</summary>
    private IEnumerable<IOperation> DevicesOf(IInvocationOperation half, IOperation model)
    {
        for (IOperation? outer = half; this.CallOn(outer) is { } next; outer = next)
        {
            if (this.DeviceSetBy(next) is { } device)
            {
                return [device];
            }
        }

        var inner = model;
        while (inner is IInvocationOperation call)
        {
            if (this.DeviceSetBy(call) is { } device)
            {
                return [device];
            }

            inner = Operations.Unwrap(call.Instance ?? call.Arguments.FirstOrDefault()?.Value ?? call);
            if (inner == call)
            {
                break;
            }
        }

        if (Operations.VariableOf(inner) is not { } variable)
        {
            return [];
        }

        // A model that is written to a file in half precision was turned to half for that.
        var calls = Operations.RootOf(half).Descendants().OfType<IInvocationOperation>()
            .Where(call => call != half && Operations.Same(RootVariable(call), variable)).ToList();
        var made = variable is ILocalSymbol ? MemberIndex.Of(half).ValuesOf(variable) : ImmutableArray<IOperation>.Empty;
        return calls.Any(call => call.TargetMethod.Name is "save" or "state_dict")
            ? []
            : calls.Concat(made.Select(Operations.Unwrap).OfType<IInvocationOperation>().SelectMany(ChainOf)).Select(this.DeviceSetBy).OfType<IOperation>();
    }

    private static IEnumerable<IInvocationOperation> ChainOf(IInvocationOperation call)
    {
        for (var current = call; current is not null; current = (current.Instance ?? current.Arguments.FirstOrDefault()?.Value) is { } inner ? Operations.Unwrap(inner) as IInvocationOperation : null)
        {
            yield return current;
        }
    }

    private static ISymbol? RootVariable(IInvocationOperation call)
    {
        var receiver = ChainOf(call).Last();
        return (receiver.Instance ?? receiver.Arguments.FirstOrDefault()?.Value) is { } root ? Operations.VariableOf(root) : null;
    }

    /// <summary>The call whose receiver is what this one returns.</summary>
    private IInvocationOperation? CallOn(IOperation value)
    {
        var parent = value.Parent;
        while (parent is IConversionOperation or IParenthesizedOperation)
        {
            parent = parent.Parent;
        }

        return parent switch
        {
            IInvocationOperation call when call.Instance is { } instance && Operations.Unwrap(instance) == value => call,
            IArgumentOperation { Parent: IInvocationOperation { TargetMethod.IsExtensionMethod: true } call } argument when call.Arguments[0] == argument => call,
            _ => null,
        };
    }

    /// <summary>What a call moves its receiver to: an argument, or the call itself where its name says it.</summary>
    private IOperation? DeviceSetBy(IInvocationOperation call)
    {
        if (this.catalog.LinesOf(call.TargetMethod).FirstOrDefault(line => line.Role == Roles.MoveToDevice) is not { } line)
        {
            return null;
        }

        return line[Keys.Device] is not null ? call
            : call.Arguments.FirstOrDefault(argument => argument.ArgumentKind == ArgumentKind.Explicit && IsDevice(argument)) is { } argument ? argument.Value
            : null;
    }

    private static bool IsDevice(IArgumentOperation argument) => argument.Parameter?.Name.StartsWith("device", StringComparison.OrdinalIgnoreCase) == true
        && argument.Parameter.Type.SpecialType != SpecialType.System_Int32;

    /// <summary>Whether something is computed with what is made: tensors that only pass on bytes are often half, and rightly.</summary>
    private bool IsUsed(IOperation call)
    {
        if (call is IObjectCreationOperation)
        {
            return true;
        }

        if (call.Type is not { } made || made.SpecialType != SpecialType.None)
        {
            return false;
        }

        if (this.catalog.LineOf(made, Roles.AnyDevice) is null)
        {
            return true;
        }

        return IsOperand(call)
            || (Outermost(call).Parent is IVariableInitializerOperation { Parent: IVariableDeclaratorOperation declarator }
                && Operations.RootOf(call).Descendants().OfType<ILocalReferenceOperation>().Any(use => Operations.Same(use.Local, declarator.Symbol) && IsOperand(use)));
    }

    private static IOperation Outermost(IOperation value)
    {
        while (value.Parent is IConversionOperation or IParenthesizedOperation)
        {
            value = value.Parent;
        }

        return value;
    }

    private bool IsOperand(IOperation value) => Outermost(value).Parent switch
    {
        IBinaryOperation { OperatorKind: not (BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals) } => true,
        IArgumentOperation { Parent: IInvocationOperation call } => this.catalog.LineOf(call.TargetMethod, Roles.Infer) is not null,
        IInvocationOperation { TargetMethod.Name: "matmul" or "mm" or "bmm" or "add" or "sub" or "mul" or "div" or "sum" or "mean" or "softmax" } => true,
        _ => false,
    };
}
