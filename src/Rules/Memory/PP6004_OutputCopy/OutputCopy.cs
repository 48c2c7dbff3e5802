using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using PerfProof.Catalog;
using PerfProof.HotPath;

namespace PerfProof.Rules;

/// <summary>
/// PP6004: an output of a model that is copied to a new array or list, where its elements could be read where they lie, or
/// where only one of them is wanted. A copy made of a span, or by the output itself, is taken to be meant when it is kept.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class OutputCopy : RuleAnalyzer
{
    /// <summary>What is reported.</summary>
    public static readonly DiagnosticDescriptor Descriptor = new(
        id: "PP6004",
        title: "Output of a model is copied to be read",
        messageFormat: "'{0}' {1}",
        category: "Memory",
        defaultSeverity: DiagnosticSeverity.Info,
        isEnabledByDefault: true,
        description: "Outputs lie in memory that can be read as a span. A copy allocates all of it again on every run, on the large object heap from 85,000 bytes on.",
        helpLinkUri: HelpLinkBase + "PP6004.md");

    private static readonly ImmutableHashSet<string> copies = ImmutableHashSet.Create("ToArray", "ToList");

    /// <summary>Creates the rule.</summary>
    public OutputCopy()
        : base(Descriptor)
    {
    }

    /// <inheritdoc/>
    protected override void Register(RuleRegistration registration)
    {
        if (registration.IsWritten(Roles.OutputView) || registration.IsWritten(Roles.OutputList))
        {
            registration.OnCall(copies, Check);
        }
    }

    private static void Check(RuleContext context, SyntaxNode node)
    {
        if (node is not InvocationExpressionSyntax { ArgumentList.Arguments.Count: 0, Expression: MemberAccessExpressionSyntax }
            || context.SemanticModel.GetOperation(node, context.CancellationToken) is not IInvocationOperation call
            || CopiedOutput.Of(context.Model, call) is not { } copied
            || copied.Shape() is not { } shape
            || context.IsOnPurpose(call))
        {
            return;
        }

        var advice = (shape, copied.Source) switch
        {
            (CopyShape.One, CopySource.List) => "makes another list of the outputs to take one of them: what Run returns is a list already",
            (CopyShape.One, _) => "copies the whole output to read one element of it: take the element without the copy",
            (CopyShape.Twice, _) => "copies the whole output twice: one copy is enough",
            (CopyShape.Read, _) => "copies the whole output on every run, although it is only read here: read it where it lies, as a span, while the results live",
            _ => "copies the whole output to new memory on every run: work on the span of the output while the results live, or let Run write into an array of yours",
        };
        context.Report(
            node.GetLocation(),
            ImmutableDictionary<string, string?>.Empty.Add(Facts.Shape, shape.ToString().ToLowerInvariant()),
            copied.Name,
            advice);
    }
}
