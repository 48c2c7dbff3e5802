using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PerfProof.Catalog;

/// <summary>
/// Lines that hold only for some uses of a member: a copy whose direction an argument decides, a copy that an argument makes
/// asynchronous, an indexer that reads or writes. What cannot be told from the use itself does not hold.
/// </summary>
internal static class LineCondition
{
    private const string ToHost = "to-host";
    private const string Get = "get";

    /// <summary>Whether the line depends on how the member is used.</summary>
    public static bool Has(CatalogLine line) =>
        line[Keys.When] is not null || line[Keys.Unless] is not null || line[Keys.Access] is not null || line[Keys.Given] is not null;

    /// <summary>Whether the line holds for this use.</summary>
    public static bool Holds(CatalogLine line, IOperation use, RoleCatalog catalog)
    {
        if (line[Keys.When] is { } when && (when != ToHost || !Arguments(use).Any(argument => IsHost(argument.Value, catalog))))
        {
            return false;
        }

        if (line[Keys.Unless] is { } unless
            && Arguments(use).FirstOrDefault(argument => argument.Parameter?.Name == unless) is { } flag
            && flag.Value.ConstantValue is not { HasValue: true, Value: false })
        {
            return false;
        }

        if (line[Keys.Given] is { } given
            && Arguments(use).FirstOrDefault(argument => argument.Parameter?.Name == given) is not { ArgumentKind: ArgumentKind.Explicit, Value.ConstantValue.HasValue: false })
        {
            return false;
        }

        return line[Keys.Access] is not { } access || (access == Get ? IsRead(use) : IsWritten(use));
    }

    private static IEnumerable<IArgumentOperation> Arguments(IOperation use) => use switch
    {
        IInvocationOperation call => call.Arguments,
        IObjectCreationOperation creation => creation.Arguments,
        IPropertyReferenceOperation property => property.Arguments,
        _ => Enumerable.Empty<IArgumentOperation>(),
    };

    /// <summary>Whether a value names the host: a catalogued field or call, or the string "cpu".</summary>
    public static bool IsHost(IOperation value, RoleCatalog catalog)
    {
        while (value is IConversionOperation conversion)
        {
            value = conversion.Operand;
        }

        if (value.ConstantValue is { HasValue: true, Value: string text })
        {
            return text.Equals("cpu", StringComparison.OrdinalIgnoreCase) || text.StartsWith("cpu:", StringComparison.OrdinalIgnoreCase);
        }

        ISymbol? member = value switch
        {
            IFieldReferenceOperation field => field.Field,
            IPropertyReferenceOperation property => property.Property,
            IInvocationOperation call => call.TargetMethod,
            IObjectCreationOperation creation => creation.Constructor,
            _ => null,
        };
        return member is not null && catalog.LineOf(member, value, Roles.HostDevice) is not null;
    }

    private static bool IsWritten(IOperation use) => use.Parent switch
    {
        IAssignmentOperation assignment => assignment.Target == use,
        IIncrementOrDecrementOperation => true,
        ITupleOperation tuple => IsTarget(tuple),
        _ => false,
    };

    private static bool IsRead(IOperation use) => use.Parent switch
    {
        ISimpleAssignmentOperation assignment => assignment.Target != use,
        ITupleOperation tuple => !IsTarget(tuple),
        _ => true,
    };

    /// <summary>Whether a tuple is assigned to: <c>(a[0], a[1]) = pair</c>.</summary>
    private static bool IsTarget(IOperation tuple)
    {
        while (tuple.Parent is ITupleOperation outer)
        {
            tuple = outer;
        }

        return tuple.Parent is IDeconstructionAssignmentOperation assignment && assignment.Target == tuple;
    }
}
