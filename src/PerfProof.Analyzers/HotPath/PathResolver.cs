using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PerfProof.HotPath;

/// <summary>Works out which place in memory an expression names, through locals that only stand for another place.</summary>
internal sealed class PathResolver(HotRegion region, MemberIndex index, ImmutableHashSet<ISymbol> counters)
{
    private const int MaxAliases = 8;

    /// <summary>The place that the expression names; null for the result of a call and other values without a name.</summary>
    public ObjectPath? Resolve(IOperation? operation, int depth = 0)
    {
        if (operation is null || depth > MaxAliases * 4)
        {
            return null;
        }

        switch (Operations.Unwrap(operation))
        {
            case ILocalReferenceOperation local:
                return this.OfVariable(local.Local, local.Type, depth);
            case IParameterReferenceOperation parameter:
                return this.OfVariable(parameter.Parameter, parameter.Type, depth);
            case IInstanceReferenceOperation { ReferenceKind: InstanceReferenceKind.ContainingTypeInstance, Type: { } type }:
                return new(type.OriginalDefinition, null, false);
            case IFieldReferenceOperation field:
                return this.OfMember(field.Instance, field.Field, depth);
            case IEventReferenceOperation @event:
                return this.OfMember(@event.Instance, @event.Event, depth);
            case IPropertyReferenceOperation { Arguments.Length: 0 } property:
                return IsView(property.Property.Name)
                    ? this.Resolve(property.Instance, depth + 1)
                    : this.OfMember(property.Instance, property.Property, depth);
            case IPropertyReferenceOperation indexer:
                return this.OfElement(indexer.Instance, indexer.Arguments.Select(argument => argument.Value), depth);
            case IArrayElementReferenceOperation element:
                return this.OfElement(element.ArrayReference, element.Indices, depth);
            case IConditionalAccessInstanceOperation instance:
                return this.Resolve(AccessOf(instance)?.Operation, depth + 1);
            case IConditionalAccessOperation { WhenNotNull: { } whenNotNull }:
                return this.Resolve(whenNotNull, depth + 1);
            case IInvocationOperation call when Effects.ReturnsReceiver(call) || (call.TargetMethod.Name is "AsSpan" or "AsMemory" or "AsReadOnly" or "SubView" or "AsContiguous" && !Effects.IsImmutable(call.Type)):
                return this.Resolve(call.Instance ?? Repeaters.SourceOf(call), depth + 1);
            default:
                return null;
        }
    }

    /// <summary>The collection behind something enumerated, through LINQ operators that hand on its elements.</summary>
    public ObjectPath? ResolveSource(IOperation? source)
    {
        for (var depth = 0; source is not null && depth < MaxAliases; depth++)
        {
            source = Operations.Unwrap(source);
            if (source is IInvocationOperation call
                && (Repeaters.IsLinq(call.TargetMethod.ContainingType)
                    || call.TargetMethod.Name is "GetConsumingEnumerable" or "ToList" or "ToArray" or "AsSpan" or "WithCancellation" or "ConfigureAwait")
                && call.TargetMethod.Name is not ("Select" or "SelectMany" or "Range" or "Repeat" or "Cast"))
            {
                source = Repeaters.SourceOf(call);
                continue;
            }

            return this.Resolve(source);
        }

        return null;
    }

    private static IConditionalAccessOperation? AccessOf(IOperation instance)
    {
        for (IOperation child = instance; child.Parent is { } parent; child = parent)
        {
            if (parent is IConditionalAccessOperation access && access.WhenNotNull == child)
            {
                return access;
            }
        }

        return null;
    }

    // A view is the buffer itself under another name.
    private static bool IsView(string name) => name is "View" or "Span" or "Memory" or "BaseView";

    private ObjectPath? OfVariable(ISymbol variable, ITypeSymbol? type, int depth)
    {
        if (Operations.Same(variable, region.Element))
        {
            return !Effects.IsImmutable(type) && depth <= MaxAliases && this.ResolveSource(region.Source) is { } source
                ? new(source.Root, new(PathPart.Element, source.Last), true)
                : new(variable, null, false);
        }

        if (!Effects.IsImmutable(type) && depth <= MaxAliases)
        {
            if (index.OnlyValueOf(variable) is { } value && this.Resolve(value, depth + 1) is { } target && !Operations.Same(target.Root, variable))
            {
                return target;
            }

            if (index.CollectionOf(variable) is { } collection && this.ResolveSource(collection) is { } nested && !Operations.Same(nested.Root, variable))
            {
                return new(nested.Root, new(PathPart.Element, nested.Last), nested.PerTurn);
            }
        }

        return new(variable, null, false);
    }

    private ObjectPath? OfMember(IOperation? instance, ISymbol member, int depth)
    {
        member = member.OriginalDefinition;
        if (instance is null or IInstanceReferenceOperation { ReferenceKind: InstanceReferenceKind.ContainingTypeInstance })
        {
            return new(member, null, false);
        }

        return this.Resolve(instance, depth + 1) is { } path
            ? new(path.Root, new(member, path.Last), path.PerTurn)
            : null;
    }

    private ObjectPath? OfElement(IOperation? instance, IEnumerable<IOperation> indices, int depth)
    {
        if (this.Resolve(instance, depth + 1) is not { } path)
        {
            return null;
        }

        var perTurn = path.PerTurn || indices.Any(value => Operations.VariableOf(value) is { } variable && counters.Contains(variable));
        return new(path.Root, new(PathPart.Element, path.Last), perTurn);
    }
}
