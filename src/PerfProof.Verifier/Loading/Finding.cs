using Microsoft.CodeAnalysis;
using PerfProof.Verdicts;

namespace PerfProof.Loading;

/// <summary>One place that a rule reports.</summary>
/// <param name="Id">Names the finding; stays the same when lines move, and when unrelated code changes.</param>
/// <param name="Rule">The rule's id.</param>
/// <param name="File">The file, relative to the root, with forward slashes.</param>
/// <param name="Line">The line, from 1.</param>
/// <param name="Column">The column, from 1.</param>
/// <param name="Symbol">The member that contains it.</param>
/// <param name="Message">What the rule says.</param>
/// <param name="Severity">The severity after <c>.editorconfig</c> and the project's options.</param>
/// <param name="Diagnostic">The diagnostic itself.</param>
/// <param name="Document">The source file; null for a finding in another kind of file, such as a catalog.</param>
/// <param name="Project">The project it was found in.</param>
public sealed record Finding(
    string Id,
    string Rule,
    string File,
    int Line,
    int Column,
    string Symbol,
    string Message,
    DiagnosticSeverity Severity,
    Diagnostic Diagnostic,
    Document? Document,
    LoadedProject Project)
{
    /// <summary>What is flagged; null for a finding in another kind of file.</summary>
    public FlaggedCode? Code { get; init; }
}
