using System.Globalization;
using Microsoft.CodeAnalysis;

namespace PerfProof.Verdicts;

/// <summary>
/// What a verdict makes of a severity, as <c>.editorconfig</c> asks. Only verdicts on the user's own code or program, as it is now, weigh: a
/// model of a pattern informs. A severity that the user gives to the rule's id wins over all of it.
/// </summary>
internal static class ToldSeverity
{
    /// <summary>Severity of what was measured to be faster.</summary>
    public const string Confirmed = "confirmed_severity";

    /// <summary>Severity of what was measured not to be: a suggestion when nothing is said.</summary>
    public const string Refuted = "refuted_severity";

    /// <summary>Smallest speedup, by its lower bound, that is worth more than a suggestion.</summary>
    public const string Minimum = "minimum_speedup";

    /// <summary>The severity; null when the finding is not to be shown.</summary>
    /// <param name="told">What was measured.</param>
    /// <param name="own">The severity without it.</param>
    /// <param name="option">Options of the file, by their name without prefix.</param>
    /// <param name="isTestCode">Whether the file is of tests: nothing is raised there.</param>
    public static DiagnosticSeverity? Of(Told told, DiagnosticSeverity own, Func<string, string?> option, bool isTestCode)
    {
        if (told.IsAll(IndexedKind.Refuted))
        {
            return Parse(option(Refuted), own) is { IsKnown: true } asked ? asked.Severity : Min(own, DiagnosticSeverity.Info);
        }

        if (!told.IsAll(IndexedKind.Confirmed))
        {
            return own;
        }

        if (Number(option(Minimum)) is { } minimum && !told.Verdicts.All(verdict => verdict.Lower >= minimum))
        {
            return Min(own, DiagnosticSeverity.Info);
        }

        return !isTestCode && Parse(option(Confirmed), own) is { IsKnown: true } raised ? raised.Severity : own;
    }

    /// <summary>Whether the user gave the rule's id a severity, for the file or for the program.</summary>
    public static bool IsSetFor(string rule, SyntaxTree tree, CompilationOptions options, CancellationToken cancellation) =>
        options.SpecificDiagnosticOptions.ContainsKey(rule)
        || (options.SyntaxTreeOptionsProvider is { } files
            && (files.TryGetDiagnosticValue(tree, rule, cancellation, out _) || files.TryGetGlobalDiagnosticValue(rule, cancellation, out _)));

    private static DiagnosticSeverity Min(DiagnosticSeverity one, DiagnosticSeverity other) => one < other ? one : other;

    private static (bool IsKnown, DiagnosticSeverity? Severity) Parse(string? word, DiagnosticSeverity own) => word?.Trim().ToLowerInvariant() switch
    {
        "error" => (true, DiagnosticSeverity.Error),
        "warning" => (true, DiagnosticSeverity.Warning),
        "suggestion" => (true, DiagnosticSeverity.Info),
        "silent" => (true, DiagnosticSeverity.Hidden),
        "none" => (true, null),
        "default" => (true, own),
        _ => (false, null),
    };

    private static double? Number(string? text) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out var number) ? number : null;
}
