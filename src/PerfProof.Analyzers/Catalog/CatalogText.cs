using System.Collections.Immutable;

namespace PerfProof.Catalog;

/// <summary>One line of a catalog: this member plays this role.</summary>
/// <param name="Library">Name of the assembly that declares the member; empty for a line without a header.</param>
/// <param name="Role">One of <see cref="Roles"/>, or a role this version does not know.</param>
/// <param name="Target">A documentation comment id, or <c>N.Type::Member</c> for every overload.</param>
/// <param name="Keys">The <c>key=value</c> pairs.</param>
/// <param name="Line">Zero-based line in its file.</param>
public sealed record CatalogLine(
    string Library,
    string Role,
    string Target,
    ImmutableDictionary<string, string> Keys,
    int Line)
{
    /// <summary>A documentation comment id, or <c>N.Type::Member</c> for every overload. Fixed, since what follows is derived from it once.</summary>
    public string Target { get; } = Target;

    /// <summary>Whether <see cref="Target"/> names every overload rather than one documentation id.</summary>
    public bool IsMemberGroup { get; } = Target.Contains("::");

    /// <summary>What <see cref="Target"/> says, taken apart.</summary>
    public CatalogTarget Parts { get; } = CatalogTarget.Parse(Target);

    /// <summary>
    /// A part of the namespace of the member that every source which uses it writes somewhere; empty for a member outside any. Where
    /// namespace ends and type begins, a name does not tell: it is as much of it as the assembly's name has too, at least one part.
    /// </summary>
    public string NamespaceWord { get; } = WordOf(Library, CatalogTarget.Parse(Target).TypeName);

    /// <summary>The value of a key, or null.</summary>
    public string? this[string key] => this.Keys.TryGetValue(key, out var value) ? value : null;

    /// <summary>The member that a key names, as a line of its own that may stand in any library.</summary>
    public CatalogLine? Naming(string key) =>
        this[key] is { } target ? new("", this.Role, target, ImmutableDictionary<string, string>.Empty, this.Line) : null;

    private static string WordOf(string library, string typeName)
    {
        var type = typeName.Split('.');
        var assembly = library.Split('.');
        var shared = 0;
        while (shared < type.Length - 1 && shared < assembly.Length && type[shared] == assembly[shared])
        {
            shared++;
        }

        return type.Length == 1 ? "" : type[Math.Max(0, shared - 1)];
    }
}

/// <summary>A line that could not be read, and why.</summary>
public sealed record CatalogError(int Line, string Text, string Reason);

/// <summary>A parsed catalog file. The parser knows nothing of Roslyn, and never throws.</summary>
public sealed record CatalogText(ImmutableArray<CatalogLine> Lines, ImmutableArray<CatalogError> Errors)
{
    /// <summary>
    /// Reads the text of a catalog: <c>library NAME</c> headers, <c>role | target | key=value key=value</c> lines,
    /// <c>#</c> comments to the end of the line when at its start or after white space.
    /// </summary>
    public static CatalogText Parse(string text)
    {
        var lines = ImmutableArray.CreateBuilder<CatalogLine>();
        var errors = ImmutableArray.CreateBuilder<CatalogError>();
        var library = "";
        var number = -1;
        foreach (var raw in text.TrimStart('\uFEFF').Replace("\r\n", "\n").Replace('\r', '\n').Split('\n'))
        {
            number++;
            var line = WithoutComment(raw).Trim();
            if (line.Length == 0)
            {
                continue;
            }

            if (line.StartsWith("library ", StringComparison.Ordinal) || line == "library")
            {
                library = line.Substring("library".Length).Trim();
                if (library.Length == 0)
                {
                    errors.Add(new(number, line, "a library header needs the name of an assembly: library My.Assembly"));
                }

                continue;
            }

            var parts = line.Split('|');
            if (parts.Length is < 2 or > 3)
            {
                errors.Add(new(number, line, "expected: role | documentation id or N.Type::Member | key=value"));
                continue;
            }

            var role = parts[0].Trim();
            var target = parts[1].Trim();
            if (role.Length == 0 || target.Length == 0)
            {
                errors.Add(new(number, line, "the role or the member is missing"));
                continue;
            }

            var isId = target.Length > 2 && target[1] == ':' && "MPFTE".IndexOf(target[0]) >= 0;
            if (!isId && target.IndexOf("::", StringComparison.Ordinal) <= 0)
            {
                errors.Add(new(number, line, $"'{target}' is neither a documentation id (M:N.Type.Member(...)) nor N.Type::Member{Instead(target)}"));
                continue;
            }

            var keys = ImmutableDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
            var keysAreFine = true;
            if (parts.Length == 3)
            {
                foreach (var pair in parts[2].Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries))
                {
                    var equals = pair.IndexOf('=');
                    var key = equals <= 0 ? "" : pair.Substring(0, equals);
                    if (key.Length == 0 || equals == pair.Length - 1 || keys.ContainsKey(key))
                    {
                        errors.Add(new(number, line, keys.ContainsKey(key) ? $"the key '{key}' is there twice" : $"'{pair}' is not key=value"));
                        keysAreFine = false;
                        break;
                    }

                    keys.Add(key, pair.Substring(equals + 1));
                }
            }

            if (keysAreFine)
            {
                lines.Add(new(library, role, target, keys.ToImmutable(), number));
            }
        }

        return new(lines.ToImmutable(), errors.ToImmutable());
    }

    /// <summary>A dot where the two colons belong is the likeliest slip.</summary>
    private static string Instead(string target)
    {
        var dot = target.LastIndexOf('.');
        return dot > 0 && dot < target.Length - 1 && target.IndexOfAny([':', '(', ' ']) < 0
            ? $"; for every overload write {target.Substring(0, dot)}::{target.Substring(dot + 1)}"
            : "";
    }

    private static string WithoutComment(string line)
    {
        for (var i = line.IndexOf('#'); i >= 0; i = line.IndexOf('#', i + 1))
        {
            // M:N.Type.#ctor is a constructor, not a comment.
            if (i == 0 || char.IsWhiteSpace(line[i - 1]))
            {
                return line.Substring(0, i);
            }
        }

        return line;
    }
}
