using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using PerfProof.Catalog;
using PerfProof.HotPath;
using PerfProof.Wrappers;

namespace PerfProof.Rules;

/// <summary>
/// A round trip of objects that hold memory on both sides: <c>a.CopyToHost(); Buffer.BlockCopy(a.Host, ..., b.Host, ...); b.CopyToDevice();</c>.
/// Objects are told apart by how they are written, with locals replaced by what they were given.
/// </summary>
internal static class BlockTrip
{
    /// <summary>The round trip that the copy of a block begins; null where anything but copying on the host looks at the data.</summary>
    public static RoundTrip? Of(CompilationModel model, RoleMatch match)
    {
        if (match.Operation is not IInvocationOperation { Instance: { } source and not IInstanceReferenceOperation, Type.SpecialType: SpecialType.System_Void })
        {
            return null;
        }

        var root = Operations.RootOf(match.Operation);
        var operations = root.Descendants().ToList();
        var from = NameOf(source);
        var moves = operations.OfType<IInvocationOperation>().Where(IsCopy).Select(call => (Call: call, Sides: Sides(call))).Where(move => move.Sides is not null).ToList();
        var own = moves.Where(move => NameOf(move.Sides!.Value.From.Instance!) == from).ToList();
        if (own.Count == 0)
        {
            return null;
        }

        // Whatever else reads the host side of the block uses the data there.
        var host = own[0].Sides!.Value.From.Member;
        var others = operations.OfType<IMemberReferenceOperation>().Where(member => Operations.Same(member.Member, host) && member.Instance is not null);
        if (others.Any(member => NameOf(member.Instance!) == from && !own.Any(move => move.Call.Syntax.Span.Contains(member.Syntax.Span))))
        {
            return null;
        }

        var to = own.Select(move => move.Sides!.Value.To).ToList();
        return operations.OfType<IInvocationOperation>().FirstOrDefault(call => call.Instance is { } target
            && to.Any(side => NameOf(side.Instance!) == NameOf(target))
            && model.Match(call, Roles.HostToDevice) is not null
            && OnlyFilled(operations, moves.Select(move => move.Call), to[0].Member, NameOf(target))) is { } upload
                ? new RoundTrip(DeviceRoundTrip.BlockShape, upload)
                : null;
    }

    /// <summary>Whether nothing but the copies mentions the host side of the block that goes to the device.</summary>
    private static bool OnlyFilled(IEnumerable<IOperation> operations, IEnumerable<IInvocationOperation> moves, ISymbol host, string name) =>
        operations.OfType<IMemberReferenceOperation>()
            .Where(member => Operations.Same(member.Member, host) && member.Instance is { } instance && NameOf(instance) == name)
            .All(member => moves.Any(move => move.Syntax.Span.Contains(member.Syntax.Span)));

    private static bool IsCopy(IInvocationOperation call) =>
        call.TargetMethod is { Name: "BlockCopy" or "Copy" or "ConstrainedCopy", ContainingType: { Name: "Buffer" or "Array" } type } && Effects.IsFramework(type);

    // Array.Copy(from, to, n) and Buffer.BlockCopy(from, i, to, j, n): the first array and the second.
    private static (IMemberReferenceOperation From, IMemberReferenceOperation To)? Sides(IInvocationOperation call)
    {
        var arrays = call.Arguments.OrderBy(argument => argument.Parameter?.Ordinal).Select(argument => Operations.Unwrap(argument.Value)).Where(value => value.Type is IArrayTypeSymbol).ToList();
        return arrays.Count == 2
            && arrays[0] is IMemberReferenceOperation { Instance: not (null or IInstanceReferenceOperation) } from
            && arrays[1] is IMemberReferenceOperation { Instance: not (null or IInstanceReferenceOperation) } to
                ? (from, to)
                : null;
    }

    private static string NameOf(IOperation value)
    {
        var text = Regex.Replace(value.Syntax.ToString(), @"\s+", "");
        foreach (var local in value.DescendantsAndSelf().OfType<ILocalReferenceOperation>())
        {
            if (MemberIndex.Of(local).OnlyValueOf(local.Local) is { } given && Operations.Unwrap(given) is IMemberReferenceOperation or IArrayElementReferenceOperation or IInvocationOperation)
            {
                var replaced = Regex.Replace(Operations.Unwrap(given).Syntax.ToString(), @"\s+", "");
                text = Regex.Replace(text, $@"(?<![\w.]){Regex.Escape(local.Local.Name)}(?!\w)", _ => replaced);
            }
        }

        return text;
    }
}
