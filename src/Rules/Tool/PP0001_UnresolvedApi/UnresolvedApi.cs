using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;
using PerfProof.Catalog;

namespace PerfProof.Rules;

/// <summary>
/// PP0001: a line of the user's catalog that cannot be read, or that names nothing although its library is referenced.
/// Such a line would be ignored in silence, and the rules would miss what it was written for.
/// The lines that ship with PerfProof are never reported: they cover several versions of a library at once.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class UnresolvedApi : RuleAnalyzer
{
    // A file that is no catalog at all has as many errors as lines.
    private const int MaxUnreadable = 20;

    /// <summary>What the rule reports.</summary>
    public static readonly DiagnosticDescriptor Descriptor = new(
        id: "PP0001",
        title: "A line of the catalog names nothing",
        messageFormat: "This catalog line has no effect: {0}",
        category: "Tool",
        defaultSeverity: DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        description: "A line of PerfProof.Apis.txt that cannot be read, or whose member does not exist in the library that it stands under, is ignored, so the rules miss the calls that it was written for.",
        helpLinkUri: HelpLinkBase + "PP0001.md");

    /// <summary>Creates the rule.</summary>
    public UnresolvedApi()
        : base(Descriptor)
    {
    }

    /// <inheritdoc/>
    protected override void Register(RuleRegistration registration) => registration.OnAdditionalFile(Check);

    private static void Check(AdditionalFileAnalysisContext context)
    {
        if (!UserCatalog.IsCatalog(context.AdditionalFile))
        {
            return;
        }

        var path = context.AdditionalFile.Path;
        if (UserCatalog.Text(context.AdditionalFile, context.CancellationToken) is not { } text)
        {
            var start = Location.Create(path, default, default);
            context.ReportDiagnostic(Diagnostic.Create(Descriptor, start, "the file cannot be read; check that it exists and is text"));
            return;
        }

        var unreadable = 0;
        foreach (var finding in CatalogCheck.Run(path, UserCatalog.Parse(text), context.Compilation))
        {
            context.CancellationToken.ThrowIfCancellationRequested();
            if (finding.Status is null && ++unreadable > MaxUnreadable)
            {
                continue;
            }

            if (finding.Problem is { } problem && !MayBeMeantForAnotherProject(finding))
            {
                Report(finding.Line - 1, problem + Suggestion(finding));
            }
        }

        if (unreadable > MaxUnreadable)
        {
            Report(0, $"{unreadable - MaxUnreadable} more lines of the file cannot be read; is it a catalog?");
        }

        void Report(int line, string what)
        {
            var span = text.Lines[line].Span;
            context.ReportDiagnostic(Diagnostic.Create(Descriptor, Location.Create(path, span, text.Lines.GetLinePositionSpan(span)), what));
        }
    }

    /// <summary>One file serves many projects: without a header nobody knows whether this one should have the type.</summary>
    private static bool MayBeMeantForAnotherProject(CatalogFinding finding) =>
        finding is { Library: "", Status: CatalogStatus.TypeMissing };

    private static string Suggestion(CatalogFinding finding) =>
        finding.Hints.IsEmpty ? "" : $"; did you mean {string.Join(" or ", finding.Hints.Select(hint => $"'{hint}'"))}?";
}
