using System.Collections.Immutable;
using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;

namespace PerfProof.Tests;

/// <summary>Runs one rule over a source, and its fix. Every source must compile, before and after.</summary>
/// <typeparam name="TRule">The rule.</typeparam>
public class RuleTest<TRule>
    where TRule : RuleAnalyzer, new()
{
    /// <summary>Libraries that the sources reference, by assembly name.</summary>
    public ImmutableArray<string> Libraries { get; init; } = [];

    /// <summary>Name of the assembly that the sources become.</summary>
    public string AssemblyName { get; init; } = "Test";

    /// <summary>User catalog, as <c>PerfProof.Apis.txt</c>; null for none.</summary>
    public string? Catalog { get; init; }

    /// <summary>More additional files, by name.</summary>
    public ImmutableDictionary<string, string> Files { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>Leaves the rule at the severity that it has by itself.</summary>
    public bool HasOwnSeverity { get; init; }

    /// <summary>Options of <c>.editorconfig</c>, such as <c>perfproof.max_batch = 64</c>.</summary>
    public ImmutableDictionary<string, string> Options { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>Put before every source: usings that the tests of a rule share.</summary>
    public string Usings { get; init; } = """
        using System; using System.Collections.Generic; using System.IO; using System.Linq; using System.Text;
        using System.Threading; using System.Threading.Tasks;

        """;

    /// <summary>Checks that the rule reports exactly the marked places.</summary>
    public async Task Reports(string marked)
    {
        var markup = Markup.Parse(this.Usings + marked);
        if (markup.Spans.Count == 0)
        {
            throw new ArgumentException("Nothing is marked; use IsSilent.");
        }

        var (_, diagnostics) = await this.Analyze(markup.Code);
        AssertSpans(markup, diagnostics);
    }

    /// <summary>Checks that the rule reports nothing.</summary>
    public async Task IsSilent(string source)
    {
        var markup = Markup.Parse(this.Usings + source);
        var (_, diagnostics) = await this.Analyze(markup.Code);
        AssertSpans(markup, diagnostics);
    }

    /// <summary>The diagnostics of a source, to look at messages and properties.</summary>
    public async Task<ImmutableArray<Diagnostic>> Diagnose(string source) =>
        (await this.Analyze(Markup.Parse(this.Usings + source).Code)).Diagnostics;

    /// <summary>
    /// Checks that the fix turns one source into the other, one finding at a time and, where it supports it, with Fix All;
    /// that the result compiles; and that nothing marked is left.
    /// </summary>
    public async Task Fixes<TFix>(string marked, string @fixed, bool leavesDiagnostics = false)
        where TFix : RuleFix, new()
    {
        var markup = Markup.Parse(this.Usings + marked);
        var expected = this.Usings + @fixed;
        var fix = new TFix();
        var (document, diagnostics) = await this.Analyze(markup.Code);
        AssertSpans(markup, diagnostics);

        var current = document;
        for (var i = 0; i < markup.Spans.Count + 1; i++)
        {
            var actions = new List<CodeAction>();
            foreach (var diagnostic in diagnostics)
            {
                actions.AddRange(await Offered(fix, current, diagnostic));
                if (actions.Count > 0)
                {
                    break;
                }
            }

            if (actions.Count == 0)
            {
                break;
            }

            current = await Apply(current, actions[0]);
            (current, diagnostics) = await this.Analyze((await current.GetTextAsync()).ToString());
        }

        Assert.Equal(expected, (await current.GetTextAsync()).ToString(), ignoreLineEndingDifferences: true);
        if (!leavesDiagnostics)
        {
            Assert.Empty(diagnostics);
        }

        if (fix.Safety == FixSafety.Safe)
        {
            var all = await this.FixAll(fix, document);
            Assert.Equal(expected, (await all.GetTextAsync()).ToString(), ignoreLineEndingDifferences: true);
        }
    }

    /// <summary>Checks that the rule reports the marked places and that the fix is not offered at any of them.</summary>
    public async Task OffersNoFix<TFix>(string marked)
        where TFix : RuleFix, new()
    {
        var markup = Markup.Parse(this.Usings + marked);
        var (document, diagnostics) = await this.Analyze(markup.Code);
        AssertSpans(markup, diagnostics);
        foreach (var diagnostic in diagnostics)
        {
            Assert.Empty(await Offered(new TFix(), document, diagnostic));
        }
    }

    /// <summary>Titles of the fixes offered for a source.</summary>
    public async Task<IReadOnlyList<string>> FixTitles<TFix>(string source)
        where TFix : RuleFix, new()
    {
        var (document, diagnostics) = await this.Analyze(Markup.Parse(this.Usings + source).Code);
        var titles = new List<string>();
        foreach (var diagnostic in diagnostics)
        {
            titles.AddRange((await Offered(new TFix(), document, diagnostic)).Select(action => action.Title));
        }

        return titles;
    }

    private static void AssertSpans(Markup markup, ImmutableArray<Diagnostic> diagnostics)
    {
        var id = new TRule().Rule.Id;
        var expected = markup.Spans.Select(span => Describe(markup.Code, span.Id ?? id, span.Span));
        var actual = diagnostics.Select(diagnostic => Describe(markup.Code, diagnostic.Id, diagnostic.Location.SourceSpan));
        Assert.Equal(string.Join("\n", expected), string.Join("\n", actual));
    }

    private static string Describe(string code, string id, TextSpan span)
    {
        var line = code.AsSpan(0, span.Start).Count('\n') + 1;
        return string.Create(CultureInfo.InvariantCulture, $"{id} line {line}: {code.AsSpan(span.Start, span.Length)}");
    }

    private static async Task<IReadOnlyList<CodeAction>> Offered(RuleFix fix, Document document, Diagnostic diagnostic)
    {
        var actions = new List<CodeAction>();
        await fix.RegisterCodeFixesAsync(new CodeFixContext(document, diagnostic, (action, _) => actions.Add(action), CancellationToken.None));
        return actions;
    }

    private static async Task<Document> Apply(Document document, CodeAction action)
    {
        var operations = await action.GetOperationsAsync(CancellationToken.None);
        var changed = operations.OfType<ApplyChangesOperation>().Single().ChangedSolution.GetDocument(document.Id)!;

        // A tree may read well and mean something else, such as a parameter parsed as a type. Other fixes work on the tree.
        var errors = (await changed.Project.GetCompilationAsync())!.GetDiagnostics().Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error);
        Assert.True(!errors.Any(), $"The fix made a tree that does not compile:\n{string.Join("\n", errors)}\n{await changed.GetTextAsync()}");
        return changed;
    }

    private async Task<Document> FixAll(RuleFix fix, Document document)
    {
        var (_, diagnostics) = await this.Analyze((await document.GetTextAsync()).ToString());
        var actions = new List<CodeAction>();
        foreach (var diagnostic in diagnostics)
        {
            actions.AddRange(await Offered(fix, document, diagnostic));
        }

        var context = new FixAllContext(
            document, fix, FixAllScope.Document, actions[0].EquivalenceKey, fix.FixableDiagnosticIds, new Provider(this), CancellationToken.None);
        return await Apply(document, (await fix.GetFixAllProvider()!.GetFixAsync(context))!);
    }

    private async Task<(Document Document, ImmutableArray<Diagnostic> Diagnostics)> Analyze(string code)
    {
        var document = this.CreateDocument(code);
        return (document, await this.Analyze(document));
    }

    private async Task<ImmutableArray<Diagnostic>> Analyze(Document document)
    {
        var compilation = (await document.Project.GetCompilationAsync())!;
        var errors = compilation.GetDiagnostics().Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error).ToList();
        if (errors.Count > 0)
        {
            Assert.Fail($"The source does not compile:\n{string.Join("\n", errors)}\n{await document.GetTextAsync()}");
        }

        var crashes = new List<string>();
        var withAnalyzers = compilation.WithAnalyzers(
            [new TRule()],
            new CompilationWithAnalyzersOptions(
                document.Project.AnalyzerOptions,
                (exception, _, _) => crashes.Add(exception.ToString()),
                concurrentAnalysis: false,
                logAnalyzerExecutionTime: false));
        var diagnostics = await withAnalyzers.GetAnalyzerDiagnosticsAsync();
        Assert.True(crashes.Count == 0, string.Join("\n", crashes));
        return [.. diagnostics.Where(diagnostic => !diagnostic.IsSuppressed).OrderBy(diagnostic => diagnostic.Location.SourceSpan.Start)];
    }

    private Document CreateDocument(string code)
    {
        var workspace = new AdhocWorkspace();
        var rule = new TRule().Rule.Id;
        var project = workspace.AddProject(ProjectInfo.Create(
            ProjectId.CreateNewId(),
            VersionStamp.Default,
            this.AssemblyName,
            this.AssemblyName,
            LanguageNames.CSharp,
            compilationOptions: new CSharpCompilationOptions(
                OutputKind.DynamicallyLinkedLibrary,
                allowUnsafe: true,
                nullableContextOptions: NullableContextOptions.Enable,
                // A rule that ships disabled, or as a suggestion, is tested all the same.
                specificDiagnosticOptions: this.HasOwnSeverity ? [] : [new(rule, ReportDiagnostic.Warn)]),
            parseOptions: new CSharpParseOptions(LanguageVersion.Preview),
            metadataReferences: [.. PerfProof.Tests.Libraries.Framework, .. this.Libraries.Select(PerfProof.Tests.Libraries.Get)]));
        var solution = workspace.CurrentSolution;
        if (this.Catalog is { } catalog)
        {
            solution = solution.AddAdditionalDocument(DocumentId.CreateNewId(project.Id), PerfProof.Catalog.UserCatalog.FileName, SourceText.From(catalog), filePath: "/test/" + PerfProof.Catalog.UserCatalog.FileName);
        }

        foreach (var (name, text) in this.Files)
        {
            solution = solution.AddAdditionalDocument(DocumentId.CreateNewId(project.Id), name, SourceText.From(text), filePath: "/test/" + name);
        }

        if (!this.Options.IsEmpty)
        {
            var config = "is_global = true\n" + string.Join("\n", this.Options.Select(option => $"{option.Key} = {option.Value}"));
            solution = solution.AddAnalyzerConfigDocument(DocumentId.CreateNewId(project.Id), ".globalconfig", SourceText.From(config), filePath: "/test/.globalconfig");
        }

        var id = DocumentId.CreateNewId(project.Id);
        return solution.AddDocument(id, "Test.cs", SourceText.From(code), filePath: "/test/Test.cs").GetDocument(id)!;
    }

    private sealed class Provider(RuleTest<TRule> test) : FixAllContext.DiagnosticProvider
    {
        public override async Task<IEnumerable<Diagnostic>> GetDocumentDiagnosticsAsync(Document document, CancellationToken cancellationToken) =>
            await test.Analyze(document);

        public override Task<IEnumerable<Diagnostic>> GetProjectDiagnosticsAsync(Project project, CancellationToken cancellationToken) =>
            Task.FromResult<IEnumerable<Diagnostic>>([]);

        public override async Task<IEnumerable<Diagnostic>> GetAllDiagnosticsAsync(Project project, CancellationToken cancellationToken) =>
            await test.Analyze(project.Documents.Single());
    }
}
