using System.Collections.Immutable;
using System.Text.RegularExpressions;
using PerfProof.Catalog;

namespace PerfProof.Build.Rules;

/// <summary>Which roles a rule asks for, read from its sources, and which libraries have a member that plays one.</summary>
public static partial class RuleRoles
{
    private static readonly ImmutableDictionary<string, string> byField = typeof(Roles).GetFields()
        .Where(field => field.IsLiteral)
        .ToImmutableDictionary(field => field.Name, field => (string)field.GetRawConstantValue()!);

    /// <summary>The roles that the sources of a rule name.</summary>
    public static ImmutableSortedSet<string> Of(string folder) =>
        [.. Directory.EnumerateFiles(folder, "*.cs")
            .SelectMany(file => RoleReference().Matches(File.ReadAllText(file)))
            .Select(match => byField.GetValueOrDefault(match.Groups[1].Value))
            .OfType<string>()];

    /// <summary>Libraries of the built-in catalog with a member that plays one of these roles.</summary>
    public static ImmutableSortedSet<string> Libraries(IReadOnlySet<string> roles) =>
        [.. BuiltInCatalog.Files
            .SelectMany(file => file.Text.Lines)
            .Where(line => roles.Contains(line.Role))
            .Select(line => line.Library)
            .Where(library => library.Length > 0)];

    [GeneratedRegex(@"\bRoles\.(\w+)")]
    private static partial Regex RoleReference();
}
