using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace PerfProof.Catalog;

/// <summary>What the check found about one line of a catalog file.</summary>
/// <param name="File">The file, as it was given.</param>
/// <param name="Line">Line in the file, counted from one.</param>
/// <param name="Library">The library header it stands under; empty for none.</param>
/// <param name="Role">Its role; empty for a line that cannot be read.</param>
/// <param name="Target">The member that it names, or the whole text of a line that cannot be read.</param>
/// <param name="Status">How it stands; null for a line that cannot be read, or whose role or key this version does not know.</param>
/// <param name="Problem">What is wrong, in one sentence; null when nothing is.</param>
/// <param name="Hints">Names that exist and may have been meant.</param>
public sealed record CatalogFinding(
    string File,
    int Line,
    string Library,
    string Role,
    string Target,
    CatalogStatus? Status,
    string? Problem,
    ImmutableArray<string> Hints);

/// <summary>
/// Checks catalog files against assemblies: the work of <c>perfproof catalog check</c> and of PP0001.
/// </summary>
public static class CatalogCheck
{
    /// <summary>Checks files against assemblies that need not belong to any program.</summary>
    /// <param name="files">Name and text of each catalog file.</param>
    /// <param name="references">The assemblies; those that they reference in turn need not be given.</param>
    public static IEnumerable<CatalogFinding> Run(IEnumerable<(string File, CatalogText Text)> files, IEnumerable<MetadataReference> references)
    {
        var compilation = CSharpCompilation.Create("PerfProof.CatalogCheck", references: references);
        return files.SelectMany(file => Run(file.File, file.Text, compilation));
    }

    /// <summary>Checks one file against a compilation: every line in the order of the file, the unreadable ones first.</summary>
    public static IEnumerable<CatalogFinding> Run(string file, CatalogText text, Compilation compilation)
    {
        foreach (var error in text.Errors)
        {
            yield return new(file, error.Line + 1, "", "", error.Text, null, error.Reason, ImmutableArray<string>.Empty);
        }

        var resolver = new CatalogResolver(compilation);
        foreach (var line in text.Lines)
        {
            if (Unknown("role", [line.Role], Roles.All) is { } unknownRole)
            {
                yield return Finding(line, null, unknownRole);
            }
            else if (Unknown("key", line.Keys.Keys, Keys.All) is { } unknownKey)
            {
                yield return Finding(line, null, unknownKey);
            }
            else if (WrongValue(line) is { } wrongValue)
            {
                yield return Finding(line, null, wrongValue);
            }
            else
            {
                var status = resolver.Resolve(line);
                yield return Finding(line, status, Problem(line, status, resolver));
            }
        }

        CatalogFinding Finding(CatalogLine line, CatalogStatus? status, (string? Text, ImmutableArray<string> Hints) problem) =>
            new(file, line.Line + 1, line.Library, line.Role, line.Target, status, problem.Text, problem.Hints);
    }

    private static (string? Text, ImmutableArray<string> Hints)? Unknown(string what, IEnumerable<string> names, ImmutableHashSet<string> known)
    {
        var name = names.Where(name => !known.Contains(name)).OrderBy(name => name, StringComparer.Ordinal).FirstOrDefault();
        if (name is null)
        {
            return null;
        }

        var near = EditDistance.Nearest(name, known);
        return ($"this version knows no {what} '{name}'", near is null ? ImmutableArray<string>.Empty : ImmutableArray.Create(near));
    }

    private static (string? Text, ImmutableArray<string> Hints)? WrongValue(CatalogLine line)
    {
        foreach (var pair in line.Keys.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            if (Keys.Values.TryGetValue(pair.Key, out var values) && !values.Contains(pair.Value))
            {
                return ($"the key '{pair.Key}' has no value '{pair.Value}'", values);
            }

            if (pair.Key == Keys.Below && !Version.TryParse(pair.Value, out _))
            {
                return ($"'{pair.Value}' is no version, such as 10.0", ImmutableArray<string>.Empty);
            }
        }

        return null;
    }

    private static (string? Text, ImmutableArray<string> Hints) Problem(CatalogLine line, CatalogStatus status, CatalogResolver resolver)
    {
        var none = ImmutableArray<string>.Empty;
        switch (status)
        {
            case CatalogStatus.TypeMissing or CatalogStatus.MemberMissing when line[Keys.Until] is not null:
                // It says itself that newer versions do not have it.
                return (null, none);

            case CatalogStatus.TypeMissing:
                var where = line.Library.Length == 0 ? "no referenced assembly has a" : $"library {line.Library} has no";
                return ($"{where} type '{line.Parts.TypeName}'", resolver.Hints(line));

            case CatalogStatus.MemberMissing:
                var member = line.IsMemberGroup ? $"member '{line.Parts.MemberName}'" : $"member with the id '{line.Target}'";
                return ($"type '{line.Parts.TypeName}' declares no {member}", resolver.Hints(line));

            case CatalogStatus.Resolved:
                foreach (var key in new[] { Keys.Batch, Keys.Count, Keys.CountUnchecked })
                {
                    if (!resolver.ResolvesKey(line, key))
                    {
                        return ($"the key {key} names '{line[key]}', which does not exist", resolver.Hints(line.Naming(key)!));
                    }
                }

                foreach (var key in new[] { Keys.Text, Keys.Input })
                {
                    if (line[key] is { } parameter && resolver.ParametersOf(line) is var parameters && !parameters.Contains(parameter))
                    {
                        return ($"the key {key} names '{parameter}', which is no parameter of it", parameters);
                    }
                }

                return (null, none);

            default:
                return (null, none);
        }
    }
}
