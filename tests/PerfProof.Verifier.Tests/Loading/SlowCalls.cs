using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;

namespace PerfProof.Verifier.Tests.Loading;

/// <summary>A rule that reports every call of a method named Slow, so that these tests do not depend on any real rule.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class SlowCalls : DiagnosticAnalyzer
{
    private static readonly DiagnosticDescriptor rule =
        new("TS0001", "Slow call", "'{0}' is slow", "Tests", DiagnosticSeverity.Warning, isEnabledByDefault: true);

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics => [rule];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterSyntaxNodeAction(
            action =>
            {
                var call = (InvocationExpressionSyntax)action.Node;
                if (action.SemanticModel.GetSymbolInfo(call).Symbol is IMethodSymbol { Name: "Slow" } method)
                {
                    action.ReportDiagnostic(Diagnostic.Create(rule, call.GetLocation(), method.Name));
                }
            },
            SyntaxKind.InvocationExpression);
    }
}

/// <summary>A rule that is off by default.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class OffByDefault : DiagnosticAnalyzer
{
    private static readonly DiagnosticDescriptor rule =
        new("TS0002", "Class", "A class", "Tests", DiagnosticSeverity.Info, isEnabledByDefault: false);

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics => [rule];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterSyntaxNodeAction(
            action => action.ReportDiagnostic(Diagnostic.Create(rule, action.Node.GetLocation())),
            SyntaxKind.ClassDeclaration);
    }
}

/// <summary>A rule with a bug.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class Crashing : DiagnosticAnalyzer
{
    private static readonly DiagnosticDescriptor rule =
        new("TS0003", "Crash", "Crash", "Tests", DiagnosticSeverity.Warning, isEnabledByDefault: true);

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics => [rule];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterSyntaxNodeAction(_ => throw new InvalidOperationException("planted"), SyntaxKind.ClassDeclaration);
    }
}
