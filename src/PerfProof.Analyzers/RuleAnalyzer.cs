using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

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

    private void Start(CompilationStartAnalysisContext start)
    {
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

    internal RuleContext(SemanticModelAnalysisContext context, CompilationModel model, DiagnosticDescriptor rule)
    {
        this.SemanticModel = context.SemanticModel;
        this.options = context.Options;
        this.report = context.ReportDiagnostic;
        this.Model = model;
        this.rule = rule;
        this.CancellationToken = context.CancellationToken;
    }

    /// <summary>The model of the compilation.</summary>
    public CompilationModel Model { get; }

    /// <summary>The semantic model of the file.</summary>
    public SemanticModel SemanticModel { get; }

    /// <summary>Cancellation of the analysis.</summary>
    public CancellationToken CancellationToken { get; }

    /// <summary>An <c>.editorconfig</c> option <c>perfproof.KEY</c> for this file, or null.</summary>
    public string? Option(string key) =>
        this.options.AnalyzerConfigOptionsProvider.GetOptions(this.SemanticModel.SyntaxTree)
            .TryGetValue("perfproof." + key, out var value)
            ? value
            : null;

    /// <summary>Reports the rule here: by its severity, or as a suggestion where tests and benchmarks are.</summary>
    /// <param name="location">Where the squiggle goes.</param>
    /// <param name="properties">Facts for the fix and the proof; see <see cref="Facts"/>.</param>
    /// <param name="arguments">Arguments of the message.</param>
    public void Report(Location location, ImmutableDictionary<string, string?> properties, params object?[] arguments)
    {
        var severity = this.rule.DefaultSeverity > DiagnosticSeverity.Info && this.IsQuiet ? DiagnosticSeverity.Info : this.rule.DefaultSeverity;
        this.report(Diagnostic.Create(this.rule, location, severity, additionalLocations: null, properties, arguments));
    }

    private bool IsQuiet =>
        (this.Model.IsTestProject || TestCode.IsUsedIn(this.SemanticModel.SyntaxTree))
        && !(bool.TryParse(this.Option(TestCode.Option), out var isQuiet) && !isQuiet);
}
