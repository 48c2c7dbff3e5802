using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;
using PerfProof.Loading;

namespace PerfProof.Planning.Instrumentation;

/// <summary>
/// Rewrites a program so that it counts and times calls of its own, exactly, and notes how large their operands are. What cannot be
/// rewritten safely is left out and said: the result always compiles where the program did.
/// </summary>
public static class CallInstrumenter
{
    /// <summary>The folder of what a project carries: one that no project reads by itself.</summary>
    public const string CarriedFolder = ".perfproof";

    /// <summary>The environment variable that names the folder for the records of a run; see <see cref="CallRecords"/>.</summary>
    public const string FolderVariable = "PERFPROOF_CALLS";

    // A site that does not compile is left out, and then another may not; after so many turns the whole file is.
    private const int MaxTurns = 6;

    /// <summary>Rewrites the calls at these sites.</summary>
    public static async Task<InstrumentedProgram> InstrumentAsync(Solution solution, IEnumerable<CallSite> sites, CancellationToken cancellation)
    {
        // A file that several projects share is one text: the first that has it decides, and all get the same.
        var files = sites
            .Select(site => (Site: site, Document: solution.GetDocument(site.Document)!))
            .GroupBy(pair => pair.Document.FilePath ?? pair.Document.Id.ToString(), CompilerCommands.PathComparer)
            .OrderBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => new RewrittenFile(group.First().Document, [.. group.Where(pair => pair.Document.Id == group.First().Document.Id).Select(pair => pair.Site)]))
            .ToList();
        var index = 0;
        foreach (var file in files)
        {
            index = await PlanAsync(file, index, cancellation).ConfigureAwait(false);
        }

        // First as syntax, where each site can be found again; then as the text that will be built.
        var errors = new ErrorBaseline();
        var asText = false;
        for (var turn = 0; ; turn++)
        {
            var changed = await ApplyAsync(solution, files, asText, cancellation).ConfigureAwait(false);
            if (await LeaveOutBrokenAsync(solution, changed, files, errors, asText || turn >= MaxTurns, cancellation).ConfigureAwait(false))
            {
                continue;
            }

            if (asText)
            {
                return new(
                    changed,
                    [.. files.SelectMany(file => file.Plans.Select(plan => Counted(file, plan))).OrderBy(counted => counted.Index)],
                    [.. files.SelectMany(file => file.LeftOut)]);
            }

            asText = true;
        }
    }

    private static CountedSite Counted(RewrittenFile file, SitePlan plan) =>
        new(plan.Index, [.. file.SitesOf(plan.Call.Span)], plan.Time, [.. plan.Sizes.Select(size => size.Name)], plan.IncludesOperands);

    private static async Task<int> PlanAsync(RewrittenFile file, int index, CancellationToken cancellation)
    {
        var model = (await file.Document.GetSemanticModelAsync(cancellation).ConfigureAwait(false))!;
        var root = await model.SyntaxTree.GetRootAsync(cancellation).ConfigureAwait(false);
        file.Root = root;
        var device = CompilationModel.Get(model.Compilation, file.Document.Project.AnalyzerOptions, cancellation).DeviceCode.In(model.SyntaxTree);
        var planner = new SitePlanner(model, RecorderFeatures.Of(model.Compilation), device, cancellation);
        foreach (var span in file.Sites.Select(site => site.Span).Distinct())
        {
            var node = root.FindNode(span, getInnermostNodeForTie: true).AncestorsAndSelf().OfType<ExpressionSyntax>().FirstOrDefault(node => node.Span == span && CallSites.IsSite(node));
            var (plan, reason) = node is null ? (null, "is no call") : planner.Plan(node, index);
            if (plan is null)
            {
                file.LeaveOut(span, reason!);
            }
            else
            {
                file.Plans.Add(plan);
                index++;
            }
        }

        return index;
    }

    private static async Task<Solution> ApplyAsync(Solution solution, List<RewrittenFile> files, bool asText, CancellationToken cancellation)
    {
        var changed = solution;
        var carriers = new HashSet<ProjectId>();
        foreach (var file in files.Where(file => file.Plans.Count > 0))
        {
            var rewritten = SiteRewriter.Rewrite(file.Root!, file.Plans);
            var encoding = (await file.Document.GetTextAsync(cancellation).ConfigureAwait(false)).Encoding;
            var shared = file.Document.FilePath is { } path ? solution.GetDocumentIdsWithFilePath(path) : [file.Document.Id];
            foreach (var id in shared.Where(id => solution.GetDocument(id) is not null))
            {
                changed = id == file.Document.Id && !asText
                    ? changed.WithDocumentSyntaxRoot(id, rewritten)
                    : changed.WithDocumentText(id, SourceText.From(rewritten.ToFullString(), encoding));
                carriers.Add(id.ProjectId);
            }
        }

        foreach (var id in carriers)
        {
            var project = solution.GetProject(id)!;
            foreach (var (name, text) in RecorderFeatures.Of((await project.GetCompilationAsync(cancellation).ConfigureAwait(false))!).Sources())
            {
                changed = changed.AddDocument(
                    DocumentId.CreateNewId(id),
                    name,
                    SourceText.From(text, System.Text.Encoding.UTF8),
                    filePath: project.FilePath is { } file ? Path.Combine(Path.GetDirectoryName(file)!, CarriedFolder, name) : null);
            }
        }

        return changed;
    }

    // Whether some had to be left out, so that it has to be done again.
    private static async Task<bool> LeaveOutBrokenAsync(
        Solution solution, Solution changed, List<RewrittenFile> files, ErrorBaseline known, bool wholeFiles, CancellationToken cancellation)
    {
        var any = false;
        foreach (var project in changed.GetChanges(solution).GetProjectChanges())
        {
            var compilation = (await changed.GetProject(project.ProjectId)!.GetCompilationAsync(cancellation).ConfigureAwait(false))!;
            var before = (await solution.GetProject(project.ProjectId)!.GetCompilationAsync(cancellation).ConfigureAwait(false))!;
            var mine = files
                .Where(file => file.Plans.Count > 0)
                .Select(file => (File: file, Id: project.GetChangedDocuments().FirstOrDefault(id => changed.GetDocument(id)!.FilePath == file.Document.FilePath)))
                .Where(pair => pair.Id is not null)
                .ToList();
            foreach (var id in project.GetAddedDocuments())
            {
                var carried = await changed.GetDocument(id)!.GetSyntaxTreeAsync(cancellation).ConfigureAwait(false);
                if (ErrorBaseline.ErrorsOf(compilation.GetSemanticModel(carried!), cancellation).FirstOrDefault() is { } error)
                {
                    any = mine.Aggregate(any, (one, pair) => pair.File.LeaveOut(_ => true, $"is in a project in which the recorder does not compile ({error.Id})") || one);
                }
            }

            foreach (var (file, id) in mine)
            {
                var root = (await changed.GetDocument(id!)!.GetSyntaxRootAsync(cancellation).ConfigureAwait(false))!;
                var model = compilation.GetSemanticModel(root.SyntaxTree);
                foreach (var error in await known.NewAsync(before, solution.GetDocument(id!)!, model, cancellation).ConfigureAwait(false))
                {
                    // An error that no site is seen in may be of any: a file that is left alone compiles.
                    var at = id == file.Document.Id && !wholeFiles ? SiteRewriter.SitesAt(root, error.Location.SourceSpan).Take(1).ToList() : [];
                    any |= file.LeaveOut(plan => at.Count == 0 || at.Contains(plan.Index), $"does not compile with the recorder around it ({error.Id})");
                }

                if (id == file.Document.Id && !wholeFiles)
                {
                    any |= file.LeaveOut(
                        plan => SiteRewriter.CallOf(root, plan.Index) is not { } call || SitePlanner.Meaning(model, call, cancellation) != plan.Meaning,
                        "would mean something else with the recorder around it");
                }
            }
        }

        return any;
    }

    /// <summary>The errors that a file had before anything was rewritten: code that was only loaded in part has some.</summary>
    private sealed class ErrorBaseline
    {
        private readonly Dictionary<DocumentId, ImmutableArray<string>> errors = [];

        public async Task<IReadOnlyList<Diagnostic>> NewAsync(Compilation before, Document document, SemanticModel after, CancellationToken cancellation)
        {
            if (!this.errors.TryGetValue(document.Id, out var old))
            {
                var tree = await document.GetSyntaxTreeAsync(cancellation).ConfigureAwait(false);
                old = [.. ErrorsOf(before.GetSemanticModel(tree!), cancellation).Select(Key)];
                this.errors.Add(document.Id, old);
            }

            var remaining = old.ToList();
            return [.. ErrorsOf(after, cancellation).Where(error => !remaining.Remove(Key(error)))];
        }

        // A warning that the project takes for an error is none where it is built with the recorder.
        public static IEnumerable<Diagnostic> ErrorsOf(SemanticModel model, CancellationToken cancellation) =>
            model.GetDiagnostics(cancellationToken: cancellation).Where(diagnostic => diagnostic is { Severity: DiagnosticSeverity.Error, IsWarningAsError: false });

        private static string Key(Diagnostic error) => error.Id + error.GetMessage(System.Globalization.CultureInfo.InvariantCulture);
    }
}
