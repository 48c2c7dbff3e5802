using Microsoft.CodeAnalysis;
using PerfProof.Loading;
using Spectre.Console;

namespace PerfProof.Tool.Output;

/// <summary>Findings for people: grouped by file.</summary>
internal static class TextReport
{
    /// <summary>Prints the findings and a line that counts them.</summary>
    public static void Write(IAnsiConsole console, LoadedCode code, FindResult result)
    {
        foreach (var file in result.Findings.GroupBy(finding => finding.File))
        {
            Line(console, $"[bold]{Markup.Escape(file.Key)}[/]");
            foreach (var finding in file)
            {
                Line(console, $"  {finding.Line,5}:{finding.Column,-4} [{Colour(finding.Severity)}]{Name(finding.Severity),-7}[/] [bold]{finding.Rule}[/]  {Markup.Escape(finding.Message)}");
            }

            Line(console, "");
        }

        var projects = code.Projects.Length == 1 ? code.Projects[0].Name : $"{code.Projects.Length} projects";
        var rules = result.Findings.GroupBy(finding => finding.Rule).OrderBy(group => group.Key, StringComparer.Ordinal).Select(group => $"{group.Key} {group.Count()}");
        Line(console, (result.Findings.IsEmpty
            ? $"No findings in {Markup.Escape(projects)}."
            : $"{result.Findings.Length} {(result.Findings.Length == 1 ? "finding" : "findings")} in {Markup.Escape(projects)} ({string.Join(", ", rules)}).") + LeftOut(code));
    }

    // Who names one project of several may think that all were looked at.
    private static string LeftOut(LoadedCode code)
    {
        var asked = code.Projects.Select(project => project.FilePath).ToHashSet();
        var others = code.Solution.Projects.Select(project => project.FilePath).OfType<string>().Where(path => !asked.Contains(path)).Select(Path.GetFileNameWithoutExtension).Distinct().Order(StringComparer.Ordinal).ToList();
        return others.Count == 0 ? "" : $" Not looked at: {Markup.Escape(string.Join(", ", others))}, which it needs; a solution, or a folder above, names them too.";
    }

    /// <summary>A severity as users write it.</summary>
    public static string Name(DiagnosticSeverity severity) => severity switch
    {
        DiagnosticSeverity.Error => "error",
        DiagnosticSeverity.Warning => "warning",
        _ => "info",
    };

    private static string Colour(DiagnosticSeverity severity) => severity switch
    {
        DiagnosticSeverity.Error => "red",
        DiagnosticSeverity.Warning => "yellow",
        _ => "blue",
    };

    // A message is one line, for tools that read lines; Spectre would break it at the width of the window.
    private static void Line(IAnsiConsole console, string markup)
    {
        if (console.Profile.Capabilities.Ansi)
        {
            console.MarkupLine(markup);
        }
        else
        {
            console.Profile.Out.Writer.WriteLine(Markup.Remove(markup));
        }
    }
}
