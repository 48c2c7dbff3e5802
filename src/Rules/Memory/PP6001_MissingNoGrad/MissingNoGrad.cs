using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using PerfProof.Catalog;
using PerfProof.HotPath;
using PerfProof.Wrappers;

namespace PerfProof.Rules;

/// <summary>
/// PP6001: a module that is set to evaluate, or run by a method that says it evaluates or predicts, while gradients are recorded, and
/// with nothing around it that needs them.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class MissingNoGrad : RuleAnalyzer
{
    /// <summary>What is reported.</summary>
    public static readonly DiagnosticDescriptor Descriptor = new(
        id: "PP6001",
        title: "Gradients are recorded while a model is only evaluated",
        messageFormat: "'{0}' runs '{1}' with gradients recorded, which nothing here uses: {2}put it under no_grad, or every intermediate result stays in memory until the output is gone",
        category: "Memory",
        defaultSeverity: DiagnosticSeverity.Info,
        isEnabledByDefault: true,
        description: "A module records its intermediate results for a backward pass, in evaluation mode as well. Without one, they only take memory.",
        helpLinkUri: HelpLinkBase + "PP6001.md");

    /// <summary>Creates the rule.</summary>
    public MissingNoGrad()
        : base(Descriptor)
    {
    }

    /// <inheritdoc/>
    protected override void Register(RuleRegistration registration) => registration.OnRole(Roles.Infer, Check);

    private static void Check(RuleContext context, RoleMatch match)
    {
        if (match is { IsWrapped: false, Operation: IInvocationOperation run }
            && context.Model.Catalog.LinesOfRole(Roles.GradientsOff).Any(line => line.Library == match.Line.Library)
            && Evaluation.Of(context.Model, run) is { } evaluation
            && !evaluation.MayNeedGradients(context.Model, context.CancellationToken)
            && !context.IsOnPurpose(run))
        {
            context.Report(
                run.Syntax.GetLocation(),
                ImmutableDictionary<string, string?>.Empty,
                evaluation.Method.Name == WellKnownMemberNames.TopLevelStatementsEntryPointMethodName ? "Main" : evaluation.Method.Name,
                evaluation.Module.Name,
                evaluation.ModeSwitch is null ? "" : "eval() does not stop that; ");
        }
    }
}
