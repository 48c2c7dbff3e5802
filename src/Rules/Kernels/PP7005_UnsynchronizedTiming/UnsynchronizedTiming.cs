using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using PerfProof.Catalog;

namespace PerfProof.Rules;

/// <summary>
/// PP7005: a clock that is started, a kernel that is only queued, and the clock read with nothing in between that waits for the
/// device: what is measured is how long queuing takes.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class UnsynchronizedTiming : RuleAnalyzer
{
    private static readonly ImmutableArray<string> clocks = ImmutableArray.Create("Stopwatch", "GetTimestamp", "TickCount", "DateTime");

    private static readonly ImmutableHashSet<string> starts = ImmutableHashSet.Create("StartNew", "Start", "Restart", "GetTimestamp", "TickCount", "TickCount64", "Now", "UtcNow");

    /// <summary>What is reported.</summary>
    public static readonly DiagnosticDescriptor Descriptor = new(
        id: "PP7005",
        title: "GPU work is timed without waiting for it",
        messageFormat: "'{0}' is read before the device is done: '{1}' only queues work, so that this measures how long queuing takes; synchronise first",
        category: "Kernels",
        defaultSeverity: DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        description: "A launch returns as soon as the work is queued. A clock that is read before anything waits for the device says nothing about how long the work takes.",
        helpLinkUri: HelpLinkBase + "PP7005.md");

    /// <summary>Creates the rule.</summary>
    public UnsynchronizedTiming()
        : base(Descriptor)
    {
    }

    /// <inheritdoc/>
    protected override void Register(RuleRegistration registration)
    {
        // A kernel may come as an argument, under any name: the clock is what there is to look for.
        if (registration.IsWritten(Roles.Launch) || registration.IsWritten(Roles.KernelIndex))
        {
            registration.OnSyntax(clocks, Check, SyntaxKind.Block, SyntaxKind.CompilationUnit);
        }
    }

    private static void Check(RuleContext context, SyntaxNode node)
    {
        var mayTime = (node is BlockSyntax block ? block.Statements : node.ChildNodes().OfType<GlobalStatementSyntax>().Select(static global => global.Statement))
            .Any(static statement => statement is ExpressionStatementSyntax or LocalDeclarationStatementSyntax
                && statement.DescendantTokens().Any(static token => token.IsKind(SyntaxKind.IdentifierToken) && starts.Contains(token.ValueText)));
        var body = !mayTime ? null : context.SemanticModel.GetOperation(node, context.CancellationToken) switch
        {
            IBlockOperation found => found,
            IMethodBodyOperation program => program.BlockBody,
            _ => null,
        };
        foreach (var span in body is null ? [] : TimedSpan.In(context.Model, body))
        {
            if (span.LastLaunch is IInvocationOperation launch && !span.Waits && !span.IsOnPurpose && context.Model.Match(launch, Roles.Launch) is { } match)
            {
                context.Report(span.Read.Syntax.GetLocation(), ImmutableDictionary<string, string?>.Empty, Written(span.Read), match.Display);
            }
        }
    }

    private static string Written(IOperation read)
    {
        var text = read.Syntax.ToString();
        return text.EndsWith("()", StringComparison.Ordinal) ? text.Substring(0, text.Length - 2) : text;
    }
}
