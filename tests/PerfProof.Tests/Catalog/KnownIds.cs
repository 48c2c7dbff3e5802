using PerfProof.Catalog;

namespace PerfProof.Tests.Catalog;

/// <summary>The documentation ids of a library that the tests cannot reference: <c>Data/ids/LIBRARY.ids</c>.</summary>
public sealed class KnownIds
{
    private readonly HashSet<string> ids;
    private readonly HashSet<(string Type, string Member)> members = [];

    private KnownIds(IEnumerable<string> ids)
    {
        this.ids = [.. ids];
        foreach (var id in this.ids)
        {
            var parts = CatalogTarget.Parse(id);
            if (!parts.IsType)
            {
                this.members.Add((parts.TypeName, parts.MemberName));
            }
        }
    }

    /// <summary>The ids of a library, or null where there is no list.</summary>
    public static KnownIds? Of(string library)
    {
        var path = Repository.PathOf("tests", "PerfProof.Tests", "Data", "ids", library + ".ids");
        return File.Exists(path) ? new(File.ReadAllLines(path).Where(line => line.Length > 0)) : null;
    }

    /// <summary>Whether any of the lists has what this line names.</summary>
    public static bool AnyHas(CatalogLine line) =>
        Directory.EnumerateFiles(Repository.PathOf("tests", "PerfProof.Tests", "Data", "ids"), "*.ids")
            .Any(path => Of(Path.GetFileNameWithoutExtension(path))!.Has(line));

    /// <summary>Whether the list has this id.</summary>
    public bool HasId(string id) => this.ids.Contains(id);

    /// <summary>Whether a target names something in the list.</summary>
    public bool Has(CatalogLine line) =>
        line.IsMemberGroup ? this.members.Contains((line.Parts.TypeName, line.Parts.MemberName)) : this.ids.Contains(line.Target);
}
