using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using PerfProof.Catalog;
using PerfProof.HotPath;
using PerfProof.Wrappers;

namespace PerfProof.Rules;

/// <summary>A copy of one element of device memory to the host, and what it is an element of.</summary>
/// <param name="Match">The copy.</param>
/// <param name="Whole">The tensor or buffer.</param>
internal sealed record ElementRead(RoleMatch Match, IOperation Whole)
{
    /// <summary>The element read that an operation is; null for any other copy.</summary>
    public static ElementRead? Of(CompilationModel model, RoleMatch match)
    {
        if (match.IsWrapped || !Readback.IsScalar(match.Operation))
        {
            return null;
        }

        // variable[i] reads by itself; tensor[i] only names the element, and something else reads it.
        if (match.Operation is IPropertyReferenceOperation { Property.IsIndexer: true, Instance: { } buffer })
        {
            return new(match, Operations.Unwrap(buffer));
        }

        var source = Readback.SourceOf(match.Operation) is { } read ? Operations.Unwrap(read) : null;
        for (var steps = 0; steps < 4 && source is ILocalReferenceOperation local && MemberIndex.Of(local).OnlyValueOf(local.Local) is { } value; steps++)
        {
            source = Operations.Unwrap(value);
        }

        var isElement = false;
        while (source is IPropertyReferenceOperation { Property.IsIndexer: true, Instance: { } tensor } && Readback.AnyDeviceLine(model, tensor.Type) is not null)
        {
            source = Operations.Unwrap(tensor);
            isElement = true;
        }

        return isElement ? new(match, source!) : null;
    }

    /// <summary>The loop that reads element by element what does not change in it; null where it changes, or may.</summary>
    public HotRegion? LoopOverUnchanged(CompilationModel model)
    {
        var operation = this.Match.Operation;
        return HotRegion.Enclosing(operation) is { IsRetry: false } region
            && region.TripCount is null or > 1
            && region.GuardOf(operation) is null
            && !Measuring.IsMeasuredOrTested(operation)
            && !DeviceTurn.In(region, model, this.Match).VariesByTurn(this.Whole)
            && (Readback.AnyDeviceLine(model, this.Whole.Type) is { } line ? this.IsKept(region, line) : DeviceEvents.Of(model).LeavesMemoryAlone(region.Owner))
                ? region
                : null;
    }

    /// <summary>
    /// The reads of elements of the same tensor or buffer in the same loop, this one among them, in the order of the source: one copy
    /// before the loop stands for all of them.
    /// </summary>
    public IReadOnlyList<IOperation> AllIn(RuleContext context, HotRegion region) =>
        region.Owner.Descendants()
            .Where(operation => operation == this.Match.Operation || this.IsReadOfTheSame(context, region, operation))
            .OrderBy(static operation => operation.Syntax.SpanStart)
            .ToList();

    private bool IsReadOfTheSame(RuleContext context, HotRegion region, IOperation operation) =>
        context.Model.Match(operation, Roles.DeviceToHost) is { } match
        && Of(context.Model, match) is { } other && this.IsTensor(other.Whole)
        && HotRegion.Enclosing(operation)?.Owner == region.Owner
        && Readback.MayBeOnDevice(context, match)
        && other.LoopOverUnchanged(context.Model) is not null;

    /// <summary>
    /// The method that reads an element of a tensor which its object keeps, and is called on every turn of a loop that never replaces the
    /// tensor; null where none is seen.
    /// </summary>
    public IMethodSymbol? HelperCalledPerTurn(CompilationModel model)
    {
        var operation = this.Match.Operation;
        if (this.Whole is not IMemberReferenceOperation { Instance: null or IInstanceReferenceOperation, Member: var member }
            || HotRegion.Enclosing(operation) is not null
            || operation.SemanticModel?.GetEnclosingSymbol(operation.Syntax.SpanStart) is not IMethodSymbol { MethodKind: MethodKind.Ordinary } method
            || OwnMethods.Of(method).Assigned.Contains(member.Name))
        {
            return null;
        }

        var loops = CallFrequency.Of(model, operation).Where(repetition => repetition.Kind == RepetitionKind.Turn).ToList();
        return loops.Count > 0 && loops.All(loop => !IsReplacedIn(loop.Region!, member)) ? method : null;
    }

    /// <summary>
    /// Whether the loop does not change the elements of the tensor: it neither assigns them nor calls what works in place, and hands the
    /// tensor to no method that is not known to leave it as it is.
    /// </summary>
    private bool IsKept(HotRegion region, CatalogLine line)
    {
        if (this.Whole is IMemberReferenceOperation member && IsReplacedIn(region, member.Member))
        {
            return false;
        }

        return region.Owner.Descendants().All(operation => operation switch
        {
            IAssignmentOperation assignment => !this.IsPartOfTensor(assignment.Target),
            IInvocationOperation { Instance: { } receiver } call when this.IsPartOfTensor(receiver) =>
                line[Keys.InPlace] is not { } suffix || !call.TargetMethod.Name.EndsWith(suffix, StringComparison.Ordinal),
            IArgumentOperation { Parent: IInvocationOperation call, Parameter: { } parameter } argument when this.IsTensor(argument.Value) =>
                call.TargetMethod.DeclaringSyntaxReferences.IsEmpty || OwnMethods.LeavesParameter(call.TargetMethod, parameter.OriginalDefinition),
            _ => true,
        });
    }

    private bool IsPartOfTensor(IOperation operation)
    {
        while (Operations.Unwrap(operation) is IPropertyReferenceOperation { Property.IsIndexer: true, Instance: { } instance })
        {
            operation = instance;
        }

        return this.IsTensor(operation);
    }

    private bool IsTensor(IOperation operation) => Operations.Unwrap(operation).Syntax.IsEquivalentTo(this.Whole.Syntax, topLevel: false);

    private static bool IsReplacedIn(HotRegion region, ISymbol member) => region.Owner.Descendants().Any(operation => operation switch
    {
        IAssignmentOperation { Target: IMemberReferenceOperation target } => Operations.Same(target.Member, member),
        IInvocationOperation { TargetMethod: var called } when Operations.Same(called.ContainingType.OriginalDefinition, member.ContainingType) =>
            OwnMethods.Of(called) is var own && (own.IsUnknown || own.Assigned.Contains(member.Name)),
        _ => false,
    });
}
