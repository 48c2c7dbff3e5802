using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
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

    private void Start(CompilationStartAnalysisContext start)
    {
        var model = CompilationModel.Get(start.Compilation, start.Options, start.CancellationToken);
        this.Register(new RuleRegistration(start, model, this.Rule));
    }

    /// <summary>Names the roles and the actions of the rule.</summary>
    protected abstract void Register(RuleRegistration registration);
}

/// <summary>What a rule registers with.</summary>
public sealed class RuleRegistration
{
    private static readonly SyntaxKind[] calls =
        [SyntaxKind.InvocationExpression, SyntaxKind.ObjectCreationExpression, SyntaxKind.ImplicitObjectCreationExpression];

    private static readonly SyntaxKind[] callsAndIndexers = [.. calls, SyntaxKind.ElementAccessExpression];

    private readonly CompilationStartAnalysisContext start;
    private readonly DiagnosticDescriptor rule;

    internal RuleRegistration(CompilationStartAnalysisContext start, CompilationModel model, DiagnosticDescriptor rule)
    {
        this.start = start;
        this.Model = model;
        this.rule = rule;
    }

    /// <summary>The model of the compilation.</summary>
    public CompilationModel Model { get; }

    /// <summary>
    /// Calls <paramref name="action"/> at each call, construction, user-defined conversion or indexer that plays the role,
    /// directly or through a wrapper.
    /// </summary>
    public void OnRole(string role, Action<RuleContext, RoleMatch> action)
    {
        var names = this.Model.Wrappers.SourceNames(ImmutableHashSet.Create(role));
        if (names.Count == 0)
        {
            return;
        }

        this.start.RegisterSyntaxNodeAction(
            context =>
            {
                if (SourceName(context.Node) is { } name && !names.Contains(name))
                {
                    return;
                }

                if (context.SemanticModel.GetOperation(context.Node, context.CancellationToken) is { } operation
                    && this.Model.Match(operation, role) is { } match)
                {
                    action(new RuleContext(context, this.Model, this.rule), match);
                }
            },
            names.Contains("Item") ? callsAndIndexers : calls);

        // An implicit conversion has no syntax of its own; only a library that converts by operator pays for looking at operations.
        if (names.Contains(WellKnownMemberNames.ImplicitConversionName) || names.Contains(WellKnownMemberNames.ExplicitConversionName))
        {
            this.start.RegisterOperationAction(
                context =>
                {
                    if (context.Operation is IConversionOperation { OperatorMethod: not null } conversion
                        && this.Model.Match(conversion, role) is { } match)
                    {
                        action(new RuleContext(context, this.Model, this.rule), match);
                    }
                },
                OperationKind.Conversion);
        }
    }

    /// <summary>Calls <paramref name="action"/> for each additional file of the compilation.</summary>
    public void OnAdditionalFile(Action<AdditionalFileAnalysisContext> action) => this.start.RegisterAdditionalFileAction(action);

    /// <summary>
    /// Calls <paramref name="action"/> at each node of these kinds in source files whose text contains one of these words.
    /// For roles of the base library, which every compilation references: the scan costs far less than binding.
    /// </summary>
    public void OnSyntax(ImmutableArray<string> words, Action<RuleContext, SyntaxNode> action, params SyntaxKind[] kinds)
    {
        if (!this.start.Compilation.SyntaxTrees.Any(tree => TextScan.Contains(tree, words)))
        {
            return;
        }

        this.start.RegisterSyntaxNodeAction(
            context =>
            {
                if (TextScan.Contains(context.Node.SyntaxTree, words))
                {
                    action(new RuleContext(context, this.Model, this.rule), context.Node);
                }
            },
            kinds);
    }

    /// <summary>The name a call or construction is written with; null when the syntax has none (a target-typed <c>new</c>).</summary>
    internal static string? SourceName(SyntaxNode node) => node switch
    {
        InvocationExpressionSyntax call => NameOf(call.Expression),
        ObjectCreationExpressionSyntax creation => NameOf(creation.Type),
        _ => null,
    };

    private static string? NameOf(SyntaxNode node) => node switch
    {
        MemberAccessExpressionSyntax access => access.Name.Identifier.ValueText,
        MemberBindingExpressionSyntax binding => binding.Name.Identifier.ValueText,
        QualifiedNameSyntax qualified => qualified.Right.Identifier.ValueText,
        AliasQualifiedNameSyntax alias => alias.Name.Identifier.ValueText,
        SimpleNameSyntax simple => simple.Identifier.ValueText,
        ParenthesizedExpressionSyntax parenthesized => NameOf(parenthesized.Expression),
        PostfixUnaryExpressionSyntax postfix => NameOf(postfix.Operand),
        _ => null,
    };
}

/// <summary>What a rule has at the place it looks at.</summary>
public readonly struct RuleContext
{
    private readonly AnalyzerOptions options;
    private readonly Action<Diagnostic> report;
    private readonly DiagnosticDescriptor rule;

    internal RuleContext(SyntaxNodeAnalysisContext context, CompilationModel model, DiagnosticDescriptor rule)
        : this(context.SemanticModel, context.Options, context.ReportDiagnostic, model, rule, context.CancellationToken)
    {
    }

    internal RuleContext(OperationAnalysisContext context, CompilationModel model, DiagnosticDescriptor rule)
        : this(context.Operation.SemanticModel!, context.Options, context.ReportDiagnostic, model, rule, context.CancellationToken)
    {
    }

    private RuleContext(
        SemanticModel semanticModel, AnalyzerOptions options, Action<Diagnostic> report, CompilationModel model, DiagnosticDescriptor rule, CancellationToken cancellation)
    {
        this.SemanticModel = semanticModel;
        this.options = options;
        this.report = report;
        this.Model = model;
        this.rule = rule;
        this.CancellationToken = cancellation;
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

    /// <summary>Reports the rule here.</summary>
    /// <param name="location">Where the squiggle goes.</param>
    /// <param name="properties">Facts for the fix and the proof; see <see cref="Facts"/>.</param>
    /// <param name="arguments">Arguments of the message.</param>
    public void Report(Location location, ImmutableDictionary<string, string?> properties, params object?[] arguments) =>
        this.report(Diagnostic.Create(this.rule, location, properties, arguments));
}
