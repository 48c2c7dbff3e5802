using System.Collections.Immutable;

namespace PerfProof.Build.Rules;

/// <summary>An area of rules: the first digit of their ids, their folder, and their diagnostic category.</summary>
/// <param name="Digit">First digit of the ids.</param>
/// <param name="Name">Folder and category.</param>
/// <param name="Role">The role that a scaffolded rule of the area asks for, to have something to begin with.</param>
public sealed record Area(char Digit, string Name, string Role)
{
    /// <summary>Every area.</summary>
    public static ImmutableArray<Area> All { get; } =
    [
        new('0', "Tool", nameof(Catalog.Roles.CountTokens)),
        new('1', "Precision", nameof(Catalog.Roles.HalfFallback)),
        new('2', "Tokenization", nameof(Catalog.Roles.CountTokens)),
        new('3', "Transfer", nameof(Catalog.Roles.DeviceToHost)),
        new('4', "Batching", nameof(Catalog.Roles.EmbedOne)),
        new('5', "Setup", nameof(Catalog.Roles.LoadKernel)),
        new('6', "Memory", nameof(Catalog.Roles.HostToDevice)),
        new('7', "Kernels", nameof(Catalog.Roles.Launch)),
        new('8', "Generation", nameof(Catalog.Roles.EncodeTokens)),
    ];

    /// <summary>The area that an id belongs to; null when it belongs to none.</summary>
    public static Area? Of(string id) =>
        RuleId.IsValid(id) ? All.FirstOrDefault(area => area.Digit == id[2]) : null;
}

/// <summary>Ids of rules: <c>PP</c> and four digits.</summary>
public static class RuleId
{
    /// <summary>Whether a text is an id.</summary>
    public static bool IsValid(string id) =>
        id.Length == 6 && id.StartsWith("PP", StringComparison.Ordinal) && id.AsSpan(2).IndexOfAnyExceptInRange('0', '9') < 0;
}
