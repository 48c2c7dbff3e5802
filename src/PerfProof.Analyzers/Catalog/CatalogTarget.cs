namespace PerfProof.Catalog;

/// <summary>A documentation id, or <c>N.Type::Member</c>, taken apart. Knows nothing of Roslyn, and takes any text.</summary>
/// <param name="TypeName">Full name of the type as in documentation ids: <c>ManagedCuda.CudaDeviceVariable`1</c>.</param>
/// <param name="MemberName">Metadata name of the member (<c>.ctor</c>, <c>Item</c>, <c>op_Implicit</c>); of the type itself for a <c>T:</c> id.</param>
/// <param name="SourceName">How the member is written in source: a constructor by the name of its type.</param>
/// <param name="IsType">Whether the target is a type.</param>
public readonly record struct CatalogTarget(string TypeName, string MemberName, string SourceName, bool IsType)
{
    private const string Constructor = ".ctor";

    /// <summary>Takes a target apart.</summary>
    public static CatalogTarget Parse(string target)
    {
        var group = target.IndexOf("::", StringComparison.Ordinal);
        if (group >= 0)
        {
            return Member(target.Substring(0, group), target.Substring(group + 2));
        }

        var name = target.Length > 2 && target[1] == ':' ? target.Substring(2) : target;
        if (target.StartsWith("T:", StringComparison.Ordinal))
        {
            var simple = name.Substring(name.LastIndexOf('.') + 1);
            return new(name, simple, WithoutArity(simple), IsType: true);
        }

        var end = name.IndexOfAny(['(', '~']);
        if (end >= 0)
        {
            name = name.Substring(0, end);
        }

        var dot = name.LastIndexOf('.');
        return dot < 0 ? Member("", name) : Member(name.Substring(0, dot), name.Substring(dot + 1));
    }

    private static CatalogTarget Member(string type, string member)
    {
        var arity = member.IndexOf("``", StringComparison.Ordinal);
        member = (arity < 0 ? member : member.Substring(0, arity)).Replace('#', '.');
        var source = member == Constructor ? WithoutArity(type.Substring(type.LastIndexOf('.') + 1)) : member;
        return new(type, member, source, IsType: false);
    }

    /// <summary>The name of a generic type without the number of its parameters.</summary>
    internal static string WithoutArity(string name)
    {
        var arity = name.IndexOf('`');
        return arity < 0 ? name : name.Substring(0, arity);
    }
}
