using System.Collections.Immutable;
using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using PerfProof.Catalog;
using PerfProof.HotPath;
using PerfProof.Verdicts;
using PerfProof.Wrappers;

namespace PerfProof;

/// <summary>
/// Base of every rule. A rule says which roles it is about and what to do at a place that plays one; this class
/// sees to the rest: generated code is left alone, a compilation in which none of the roles can occur registers
/// nothing, and only places whose name can play a role are bound.
/// </summary>
public abstract class RuleAnalyzer : DiagnosticAnalyzer
{
    private readonly ImmutableArray<DiagnosticDescriptor> descriptors;

    /// <summary>Creates the rule.</summary>
    protected RuleAnalyzer(DiagnosticDescriptor descriptor) => this.descriptors = ImmutableArray.Create(descriptor);

    /// <inheritdoc/>
    public sealed override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics => this.descriptors;

    /// <summary>What the rule reports.</summary>
    public DiagnosticDescriptor Rule => this.descriptors[0];

    /// <summary>Address of a rule's page. Help links never move.</summary>
    protected const string HelpLinkBase = "https://github.com/perfproof/perfproof/blob/main/docs/rules/";

    /// <inheritdoc/>
    public sealed override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterCompilationStartAction(this.Start);
    }

    /// <summary>
    /// Parts of words of which one stands in every program that uses no catalogued library and in which the rule has something to find all the same. None for
    /// most: what they are about is a library.
    /// </summary>
    protected virtual ImmutableArray<string> SignsWithoutLibraries => ImmutableArray<string>.Empty;

    /// <summary>Whether an additional file of the project gives the rule something to do where no catalogued library is referenced: a user's catalog does.</summary>
    protected virtual bool StartsFor(AdditionalText file) => UserCatalog.IsCatalog(file);

    private void Start(CompilationStartAnalysisContext start)
    {
        if (!start.Options.AdditionalFiles.Any(this.StartsFor) && !KnownLibraries.AnyIn(start.Compilation)
            && (this.SignsWithoutLibraries.IsEmpty || !start.Compilation.SyntaxTrees.Any(tree => TextScan.Contains(tree, this.SignsWithoutLibraries))))
        {
            return;
        }

        var model = CompilationModel.Get(start.Compilation, start.Options, start.CancellationToken);
        this.Register(new RuleRegistration(start, model, this.Rule));
    }

    /// <summary>Names the roles and the actions of the rule.</summary>
    protected abstract void Register(RuleRegistration registration);
}

/// <summary>What a rule has at the place it looks at.</summary>
public readonly struct RuleContext
{
    private readonly AnalyzerOptions options;
    private readonly Action<Diagnostic> report;
    private readonly DiagnosticDescriptor rule;
    private readonly Lazy<ToldVerdicts> told;

    internal RuleContext(SemanticModelAnalysisContext context, CompilationModel model, DiagnosticDescriptor rule, Lazy<ToldVerdicts> told)
    {
        this.SemanticModel = context.SemanticModel;
        this.options = context.Options;
        this.report = context.ReportDiagnostic;
        this.Model = model;
        this.rule = rule;
        this.told = told;
        this.CancellationToken = context.CancellationToken;
    }

    /// <summary>The model of the compilation.</summary>
    public CompilationModel Model { get; }

    /// <summary>The semantic model of the file.</summary>
    public SemanticModel SemanticModel { get; }

    /// <summary>The syntax of the file.</summary>
    public SyntaxNode Root => this.SemanticModel.SyntaxTree.GetRoot(this.CancellationToken);

    /// <summary>Cancellation of the analysis.</summary>
    public CancellationToken CancellationToken { get; }

    /// <summary>An <c>.editorconfig</c> option <c>perfproof.KEY</c> for this file, or null.</summary>
    public string? Option(string key) =>
        this.options.AnalyzerConfigOptionsProvider.GetOptions(this.SemanticModel.SyntaxTree)
            .TryGetValue("perfproof." + key, out var value)
            ? value
            : null;

    /// <summary>
    /// Reports the rule here: by its severity, or as a suggestion where tests and benchmarks are. Where it was measured, the message says what
    /// came of it, and the severity follows as the user asks.
    /// </summary>
    /// <param name="location">Where the squiggle goes.</param>
    /// <param name="properties">Facts for the fix and the proof; see <see cref="Facts"/>.</param>
    /// <param name="arguments">Arguments of the message.</param>
    public void Report(Location location, ImmutableDictionary<string, string?> properties, params object?[] arguments)
    {
        var severity = this.rule.DefaultSeverity > DiagnosticSeverity.Info && this.IsTestCode ? DiagnosticSeverity.Info : this.rule.DefaultSeverity;
        var diagnostic = Diagnostic.Create(this.rule, location, severity, additionalLocations: null, properties, arguments);
        if (this.told.Value.About(this.rule.Id, this.SemanticModel, location, this.CancellationToken) is not { } told)
        {
            this.report(diagnostic);
        }
        else if (this.SeverityBy(told, severity) is { } measured)
        {
            this.report(Diagnostic.Create(
                this.rule.Id,
                this.rule.Category,
                ToldWords.After(diagnostic.GetMessage(CultureInfo.InvariantCulture), told),
                measured,
                this.rule.DefaultSeverity,
                this.rule.IsEnabledByDefault,
                // That of errors and of all others, as the compiler has them.
                warningLevel: measured == DiagnosticSeverity.Error ? 0 : 1,
                this.rule.Title,
                this.rule.Description,
                this.rule.HelpLinkUri,
                location,
                additionalLocations: null,
                this.rule.CustomTags,
                properties));
        }
    }

    private DiagnosticSeverity? SeverityBy(Told told, DiagnosticSeverity severity)
    {
        var context = this;
        return ToldSeverity.IsSetFor(this.rule.Id, this.SemanticModel.SyntaxTree, this.Model.Compilation.Options, this.CancellationToken)
            ? severity
            : ToldSeverity.Of(told, severity, key => context.Option(key), this.IsTestCode);
    }

    /// <summary>
    /// Whether the file belongs to tests or benchmarks, and the user has not asked for the same findings there: what is made again for each
    /// test, or looked up twice to compare, is meant to be.
    /// </summary>
    public bool IsTestCode => (this.Model.IsTestProject || TestCode.IsFile(this.SemanticModel.SyntaxTree)) && this.IsQuietInTests;

    /// <summary>
    /// Whether the operation repeats on purpose: in a benchmark or a warm-up, or, unless the user has asked for the same findings there, in a
    /// test that checks what it gets. A sample that is written as a test checks nothing, and is read as any code.
    /// </summary>
    public bool IsOnPurpose(IOperation operation) => Measuring.IsMeasured(operation) || (Measuring.IsChecked(operation) && this.IsQuietInTests);

    /// <summary>
    /// Whether the code belongs to the library whose member plays the role. What it does with its own members is how they are made, and its
    /// users decide where and how often; a line without a library, in a user's catalog, says what should count there all the same.
    /// </summary>
    public bool IsWithinLibrary(RoleMatch match) =>
        match.Line.Library.Length > 0
        && match.Line.Library == this.Model.Compilation.AssemblyName
        && !this.Model.Catalog.LinesOf(match.Member).Any(line => line.Role == match.Role && line.Library.Length == 0);

    private bool IsQuietInTests => !(bool.TryParse(this.Option(TestCode.Option), out var isQuiet) && !isQuiet);
}
