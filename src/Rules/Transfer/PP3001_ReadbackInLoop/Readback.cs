using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using PerfProof.Catalog;
using PerfProof.HotPath;
using PerfProof.Wrappers;

namespace PerfProof.Rules;

/// <summary>What can be said about one copy from a device to the host.</summary>
internal static class Readback
{
    /// <summary>
    /// Whether what is read can be on a device at all. A library that also runs on the CPU names words of which one stands
    /// in any source that chooses a device; and a tensor that was brought to the host earlier is not read from a device again. Nor can it be
    /// said within the library itself.
    /// </summary>
    /// <param name="context">The place.</param>
    /// <param name="match">The copy.</param>
    /// <param name="isWastedAnywhere">Whether what leads to the value is computed in vain on the host too, so that only a value that was brought there counts.</param>
    public static bool MayBeOnDevice(RuleContext context, RoleMatch match, bool isWastedAnywhere = false)
    {
        // A library that defines the type of tensor reads one because its member promises a number; where it lies is for its users to say.
        if (context.IsWithinLibrary(match))
        {
            return false;
        }

        var source = SourceOf(match.Operation);
        foreach (var line in context.Model.Catalog.LinesOfRole(Roles.AnyDevice))
        {
            if (line.Library == match.Line.Library && line[Keys.Signs] is { } words && !words.Split(',').Any(context.Model.Words.HasPart))
            {
                return false;
            }
        }

        // A helper that hands out a tensor reads in order to compute it; one that is given tensors reads those.
        if (match.IsWrapped)
        {
            var operation = match.Operation;
            var given = operation.ChildOperations.Select(child => child is IArgumentOperation argument ? argument.Value : child)
                .Where(value => AnyDeviceLine(context.Model, value.Type) is not null).ToArray();
            return AnyDeviceLine(context.Model, operation.Type) is null
                && (operation.Type?.SpecialType != SpecialType.System_Void || HandsOutABuffer(operation) || FillsItsObject(context.Model, match))
                && (given.Length == 0 || !given.All(value => HostValue.IsOnHost(context.Model, value)));
        }

        return !HostValue.IsOnHost(context.Model, source, trustsFactories: !isWastedAnywhere) && !HostValue.IsAskedToBe(context.Model, match.Operation);
    }

    /// <summary>Whether a call that returns nothing is given something to write what it reads to.</summary>
    private static bool HandsOutABuffer(IOperation operation) => operation is IInvocationOperation call && call.Arguments.Any(argument =>
        argument.Parameter?.RefKind is RefKind.Ref or RefKind.Out || argument.Value.Type is IArrayTypeSymbol or INamedTypeSymbol { Name: "Span" or "Memory" });

    // block.CopyToHost(): an object around a buffer and its copy on the host. What runs on this object itself does more than copying.
    private static bool FillsItsObject(CompilationModel model, RoleMatch match) =>
        match.Operation is IInvocationOperation { Instance: not (null or IInstanceReferenceOperation) }
        && !model.Catalog.LinesOfRole(Roles.AnyDevice).Any(line => line.Library == match.Line.Library);

    /// <summary>The catalog line of a type that computes on the CPU or on a device alike; null for other types.</summary>
    public static CatalogLine? AnyDeviceLine(CompilationModel model, ITypeSymbol? type)
    {
        for (; type is not null; type = type.BaseType)
        {
            if (model.Catalog.LineOf(type, Roles.AnyDevice) is { } line)
            {
                return line;
            }
        }

        return null;
    }

    /// <summary>What is read: the receiver, or the first argument of an extension method, or what is converted.</summary>
    public static IOperation? SourceOf(IOperation operation) => operation switch
    {
        IInvocationOperation { Instance: { } instance } => instance,
        IInvocationOperation { TargetMethod.IsExtensionMethod: true, Arguments.Length: > 0 } call => Unwrap(call.Arguments[0].Value),
        IConversionOperation conversion => conversion.Operand,
        IPropertyReferenceOperation property => property.Instance,
        _ => null,
    };

    /// <summary>Whether the value, or what is made of it, decides about this loop or goes back to the device in it.</summary>
    public static bool IsNeeded(CompilationModel model, RoleMatch match, DeviceTurn turn)
    {
        var operation = match.Operation;
        if (KeepsWhatItReads(operation) && SourceOf(operation) is { } block)
        {
            // block.CopyToHost(); ... block.Host[0]: what is read is a member of the object from now on.
            return turn.Operations.Any(use => !IsPartOf(use, operation) && IsSame(OwnerOf(use), block)
                && (use is IMemberReferenceOperation ? IsNeeded(model, match, turn, use) : model.Match(use, Roles.HostToDevice) is not null));
        }

        return IsNeeded(model, match, turn, operation);
    }

    private static bool IsNeeded(CompilationModel model, RoleMatch match, DeviceTurn turn, IOperation value)
    {
        if (turn.Region.FeedsLaterTurn(value))
        {
            return true;
        }

        var flow = TurnFlow.Of(turn.Region, value);
        return flow.IsUnknown || turn.Operations.Any(use =>
            !IsPartOf(use, value)
            && ((use is IThrowOperation && flow.Decides(use)) || IsHandedOut(flow, use) || IsDeviceWork(model, match, flow, use)));
    }

    // yield return: somebody waits for the value of this turn.
    private static bool IsHandedOut(TurnFlow flow, IOperation use) =>
        use is IReturnOperation { Kind: OperationKind.YieldReturn, ReturnedValue: { } value } && flow.Carries(value);

    private static bool KeepsWhatItReads(IOperation operation) =>
        operation is IInvocationOperation { Type.SpecialType: SpecialType.System_Void } && !HandsOutABuffer(operation);

    private static IOperation? OwnerOf(IOperation use) => use is IMemberReferenceOperation member ? member.Instance : use is IInvocationOperation ? SourceOf(use) : null;

    private static bool IsSame(IOperation? left, IOperation right) => left is not null && left.Syntax.IsEquivalentTo(right.Syntax, topLevel: false);

    /// <summary>Whether what is read is the same on every turn.</summary>
    public static bool IsUnchanged(CompilationModel model, RoleMatch match, DeviceTurn turn)
    {
        var source = SourceOf(match.Operation);
        if (source is not null && AnyDeviceLine(model, source.Type) is not null)
        {
            return !match.IsWrapped && turn.Region.IsInvariant(source);
        }

        // A buffer says nothing about its content: no turn may touch the device but by copying to the host.
        return source is not null && (!match.IsWrapped || KeepsWhatItReads(match.Operation))
            && !turn.VariesByTurn(source)
            && DeviceEvents.Of(model).LeavesMemoryAlone(turn.Region.Owner);
    }

    /// <summary>Whether what is read, or what is taken from the object that keeps it, is added to a variable.</summary>
    public static bool IsAddedUp(RoleMatch match, DeviceTurn turn) =>
        KeepsWhatItReads(match.Operation) && SourceOf(match.Operation) is { } block
            ? turn.Operations.Any(use => use is IMemberReferenceOperation && !IsPartOf(use, match.Operation) && IsSame(OwnerOf(use), block) && IsAddedUp(use))
            : IsAddedUp(match.Operation);

    private static bool IsAddedUp(IOperation operation)
    {
        for (var parent = operation.Parent; parent is not null; parent = parent.Parent)
        {
            switch (parent)
            {
                case ICompoundAssignmentOperation { OperatorKind: BinaryOperatorKind.Add }:
                    return true;
                case ISimpleAssignmentOperation { Target: ILocalReferenceOperation target } assignment:
                    return assignment.Value.DescendantsAndSelf().OfType<ILocalReferenceOperation>()
                        .Any(use => SymbolEqualityComparer.Default.Equals(use.Local, target.Local));
                case IInvocationOperation call when SourceOf(call) is { } receiver && receiver.Syntax.Span.Contains(operation.Syntax.Span):
                case IConversionOperation or IBinaryOperation or IArgumentOperation:
                case IArrayElementReferenceOperation element when element.ArrayReference.Syntax.Span.Contains(operation.Syntax.Span):
                    continue;
                default:
                    return false;
            }
        }

        return false;
    }

    /// <summary>Whether one number is read.</summary>
    public static bool IsScalar(IOperation operation) =>
        operation.Type is { SpecialType: >= SpecialType.System_Boolean and <= SpecialType.System_Double };

    /// <summary>Type of one element of what is read.</summary>
    public static ITypeSymbol? ElementType(RoleMatch match)
    {
        var operation = match.Operation;
        var types = operation is IInvocationOperation { Type.SpecialType: SpecialType.System_Void } call
            ? call.Arguments.Skip(call.Instance is null ? 1 : 0).Select(argument => argument.Value.Type)
            : [operation.Type];
        foreach (var type in types)
        {
            switch (type)
            {
                case IArrayTypeSymbol array:
                    return array.ElementType;
                case INamedTypeSymbol { TypeArguments.Length: 1 } buffer:
                    return buffer.TypeArguments[0];
                case { SpecialType: >= SpecialType.System_Boolean and <= SpecialType.System_Double }:
                    return type;
            }
        }

        return null;
    }

    private static bool IsDeviceWork(CompilationModel model, RoleMatch match, TurnFlow flow, IOperation use)
    {
        var isControlled = flow.Decides(use);
        var given = WrapperModel.MemberOf(use) is null && use is not (IBinaryOperation { OperatorMethod: not null } or IConversionOperation { OperatorMethod: not null })
            ? []
            : use.ChildOperations.Select(child => child is IArgumentOperation argument ? argument.Value : child).Where(flow.Carries).ToArray();
        if (!isControlled && given.Length == 0)
        {
            return false;
        }

        if (model.Match(use, Roles.Launch) is not null || model.Match(use, Roles.HostToDevice) is not null)
        {
            return true;
        }

        // A tensor made from the value is made to be computed with, whoever makes it.
        if (AnyDeviceLine(model, use.Type) is not null && given.Any(value => AnyDeviceLine(model, value.Type) is null))
        {
            return true;
        }

        var member = use is IBinaryOperation binary ? binary.OperatorMethod : WrapperModel.MemberOf(use);
        return member?.ContainingAssembly is { } library
            && library.Name == match.Line.Library
            && match.Line.Library.Length > 0
            && model.Match(use, Roles.DeviceToHost) is null
            && model.Match(use, Roles.Synchronize) is null
            && use is not (IPropertyReferenceOperation { Property.IsIndexer: false } or IFieldReferenceOperation)
            && (isControlled || given.Any(value => !IsOfLibrary(value.Type, library)));
    }

    private static bool IsOfLibrary(ITypeSymbol? type, IAssemblySymbol library) =>
        type is IArrayTypeSymbol array
            ? IsOfLibrary(array.ElementType, library)
            : SymbolEqualityComparer.Default.Equals(type?.ContainingAssembly, library);

    private static bool IsPartOf(IOperation inner, IOperation outer) => outer.Syntax.Span.Contains(inner.Syntax.Span);

    internal static IOperation? Unwrap(IOperation? operation)
    {
        while (operation is IConversionOperation { OperatorMethod: null } conversion)
        {
            operation = conversion.Operand;
        }

        return operation;
    }
}
