using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;
using PerfProof.Verdicts;

namespace PerfProof.Rules;

/// <summary>
/// PP0002: an index of evidence, or a line of it, that cannot be read. What was measured would be missing from the messages in silence.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class UnreadableVerdicts : RuleAnalyzer
{
    // A damaged file may have as many broken lines as lines.
    private const int MaxLines = 20;

    /// <summary>What the rule reports.</summary>
    public static readonly DiagnosticDescriptor Descriptor = new(
        id: "PP0002",
        title: "What was measured cannot be read",
        messageFormat: "What was measured is not shown: {0}",
        category: "Tool",
        defaultSeverity: DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        description: "An index of evidence (*.perfproof-index) that is of another format, or a line of it that is broken, is left out, so that findings do not say what 'perfproof verify' measured, and severities do not follow it.",
        helpLinkUri: HelpLinkBase + "PP0002.md");

    /// <summary>Creates the rule.</summary>
    public UnreadableVerdicts()
        : base(Descriptor)
    {
    }

    /// <inheritdoc/>
    protected override bool StartsFor(AdditionalText file) => VerdictIndex.IsIndex(file);

    /// <inheritdoc/>
    protected override void Register(RuleRegistration registration) => registration.OnAdditionalFile(Check);

    private static void Check(AdditionalFileAnalysisContext context)
    {
        if (!VerdictIndex.IsIndex(context.AdditionalFile))
        {
            return;
        }

        var path = context.AdditionalFile.Path;
        if (VerdictIndex.Text(context.AdditionalFile, context.CancellationToken) is not { } text)
        {
            Report(Location.Create(path, default, default), "the file cannot be read; check that it exists and is text");
            return;
        }

        var problems = VerdictIndex.Parse(text).Problems;
        foreach (var problem in problems.Take(MaxLines))
        {
            Report(At(problem.Line), problem.What);
        }

        if (problems.Count > MaxLines)
        {
            Report(At(0), $"{problems.Count - MaxLines} more lines of the file cannot be read: run 'perfproof verify' again");
        }

        Location At(int line)
        {
            var span = line < text.Lines.Count ? text.Lines[line].Span : default;
            return Location.Create(path, span, text.Lines.GetLinePositionSpan(span));
        }

        void Report(Location location, string what) => context.ReportDiagnostic(Diagnostic.Create(Descriptor, location, what));
    }
}
