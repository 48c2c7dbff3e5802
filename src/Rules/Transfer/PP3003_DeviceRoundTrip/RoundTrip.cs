using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using PerfProof.Catalog;
using PerfProof.HotPath;
using PerfProof.Wrappers;

namespace PerfProof.Rules;

/// <summary>A copy to the host whose data goes back to the device in the same method, and nowhere else.</summary>
/// <param name="Shape">One of the shapes of <see cref="DeviceRoundTrip"/>.</param>
/// <param name="Upload">The copy to the device.</param>
internal sealed record RoundTrip(string Shape, IOperation Upload)
{
    private const int MaxSteps = 8;

    /// <summary>The round trip that a copy to the host begins; null where its data is used on the host, or may be.</summary>
    public static RoundTrip? Of(CompilationModel model, RoleMatch match)
    {
        if (match.IsWrapped)
        {
            return BlockTrip.Of(model, match);
        }

        if (Readback.AnyDeviceLine(model, match.Operation.Type) is not null)
        {
            return OfTensor(model, match.Operation, 0) is { } move ? new(DeviceRoundTrip.TensorShape, move) : null;
        }

        if (match.Operation.Type is IArrayTypeSymbol)
        {
            return OfArray(model, match.Operation) is { } copy ? new(DeviceRoundTrip.ArrayShape, copy) : null;
        }

        // a.CopyToCPU(host); b.CopyFromCPU(host);
        return match.Operation is IInvocationOperation call
            ? call.Arguments.Select(argument => Operations.Unwrap(argument.Value)).OfType<ILocalReferenceOperation>()
                .Where(local => local.Type is IArrayTypeSymbol && MemberIndex.Of(local).OnlyValueOf(local.Local) is { } value && Operations.Unwrap(value) is IArrayCreationOperation { Initializer: null })
                .Select(local => OfLocalArray(model, local.Local, local))
                .FirstOrDefault(copy => copy is not null) is { } upload ? new(DeviceRoundTrip.ArrayShape, upload) : null
            : null;
    }

    // x.cpu().reshape(4, 4).to(device), also by way of a local that nothing else reads.
    private static IOperation? OfTensor(CompilationModel model, IOperation tensor, int steps)
    {
        if (steps > MaxSteps)
        {
            return null;
        }

        var use = UseOf(tensor);
        if (use is IVariableInitializerOperation { Parent: IVariableDeclaratorOperation { Symbol: var local } })
        {
            var uses = MemberIndex.Of(tensor).OnlyValueOf(local) is null ? [] : ReferencesTo(local, tensor).ToList();
            return uses.Count == 1 ? OfTensor(model, uses[0], steps + 1) : null;
        }

        return use is not IInvocationOperation call || Readback.SourceOf(call) is not { } source || !source.Syntax.Span.Contains(tensor.Syntax.Span) ? null
            : IsMoveToDevice(model, call) ? call
            : model.Catalog.LineOf(call.TargetMethod, Roles.Rearrange) is not null ? OfTensor(model, call, steps + 1)
            : null;
    }

    private static bool IsMoveToDevice(CompilationModel model, IInvocationOperation call)
    {
        if (model.Match(call, Roles.HostToDevice) is { IsWrapped: false })
        {
            return true;
        }

        // to(device) is the member that also goes to the host, with a place that does not name the host.
        var places = model.Catalog.LinesOfRole(Roles.HostDevice).Select(line => line.Parts.TypeName).ToList();
        return model.Catalog.LinesOf(call.TargetMethod).Any(line => line.Role == Roles.DeviceToHost && line[Keys.When] is not null)
            && model.Match(call, Roles.DeviceToHost) is null
            && call.Arguments.Any(argument => argument is { ArgumentKind: ArgumentKind.Explicit, Value: var value }
                && Operations.Unwrap(value).Type?.GetDocumentationCommentId() is { } id && places.Contains(id.Substring(2))
                && !LineCondition.IsHost(value, model.Catalog));
    }

    private static IOperation? OfArray(CompilationModel model, IOperation array)
    {
        switch (UseOf(array))
        {
            case IVariableInitializerOperation { Parent: IVariableDeclaratorOperation { Symbol: var local } }:
                return MemberIndex.Of(array).OnlyValueOf(local) is not null ? OfLocalArray(model, local, array) : null;
            case IArgumentOperation { Parent: { } call } when IsUpload(model, call):
                return call;
            default:
                return null;
        }
    }

    /// <summary>The copy to the device of a local array that only copies between host and device, and its length, ever mention.</summary>
    private static IOperation? OfLocalArray(CompilationModel model, ILocalSymbol local, IOperation near)
    {
        IOperation? upload = null;
        foreach (var reference in ReferencesTo(local, near))
        {
            switch (UseOf(reference))
            {
                case IArgumentOperation { Parent: { } call } when IsUpload(model, call):
                    upload ??= call;
                    break;
                case IArgumentOperation { Parent: { } call } when model.Match(call, Roles.DeviceToHost) is { IsWrapped: false }:
                case IPropertyReferenceOperation { Property.Name: "Length" or "LongLength" }:
                    break;
                default:
                    return null;
            }
        }

        return upload;
    }

    private static bool IsUpload(CompilationModel model, IOperation call) => model.Match(call, Roles.HostToDevice) is { IsWrapped: false };

    private static IEnumerable<ILocalReferenceOperation> ReferencesTo(ILocalSymbol local, IOperation near) =>
        Operations.RootOf(near).Descendants().OfType<ILocalReferenceOperation>().Where(use => Operations.Same(use.Local, local) && !use.IsDeclaration);

    /// <summary>What a value is used by, looking through conversions; of the receiver of an extension method the call.</summary>
    private static IOperation? UseOf(IOperation value)
    {
        var use = value.Parent;
        while (use is IConversionOperation or IParenthesizedOperation)
        {
            use = use.Parent;
        }

        return use is IArgumentOperation { Parameter.Ordinal: 0, Parent: IInvocationOperation { TargetMethod.IsExtensionMethod: true, Instance: null } call }
            && Operations.Unwrap(call.Arguments[0].Value).Syntax == value.Syntax
            && Readback.SourceOf(call)?.Type is { } type && Operations.Same(type, value.Type)
                ? call
                : use;
    }
}
