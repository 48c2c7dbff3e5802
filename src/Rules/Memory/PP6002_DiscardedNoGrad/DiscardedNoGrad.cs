using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using PerfProof.Catalog;
using PerfProof.HotPath;
using PerfProof.Wrappers;

namespace PerfProof.Rules;

/// <summary>
/// PP6002: gradients turned off by a call whose result nothing keeps, so that nothing ever turns them on again: a statement by
/// itself, a discard, or a local that is neither disposed nor looked at.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class DiscardedNoGrad : RuleAnalyzer
{
    /// <summary>What is reported.</summary>
    public static readonly DiagnosticDescriptor Descriptor = new(
        id: "PP6002",
        title: "Gradients are turned off without a scope",
        messageFormat: "'{0}' turns gradients off until its result is disposed, and nothing keeps the result: hold it with 'using', so that they are off in this block and on after it",
        category: "Memory",
        defaultSeverity: DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        description: "Without a using, gradients stay off on this thread for everything that follows, training included, or come back when the garbage collector gets to it.",
        helpLinkUri: HelpLinkBase + "PP6002.md");

    /// <summary>Creates the rule.</summary>
    public DiscardedNoGrad()
        : base(Descriptor)
    {
    }

    /// <inheritdoc/>
    protected override void Register(RuleRegistration registration) => registration.OnRole(Roles.GradientsOff, Check);

    private static void Check(RuleContext context, RoleMatch match)
    {
        if (StatementOf(match.Operation) is not null)
        {
            context.Report(match.Operation.Syntax.GetLocation(), ImmutableDictionary<string, string?>.Empty, match.Name);
        }
    }

    /// <summary>The statement that drops the result; null where something keeps it.</summary>
    internal static StatementSyntax? StatementOf(IOperation call)
    {
        switch (call.Parent)
        {
            case IExpressionStatementOperation { Syntax: ExpressionStatementSyntax statement }:
                return statement;
            case ISimpleAssignmentOperation { Target: IDiscardOperation, Parent: IExpressionStatementOperation { Syntax: ExpressionStatementSyntax statement } }:
                return statement;
            default:
                return Declarator(call) is { Syntax.Parent.Parent: LocalDeclarationStatementSyntax declaration } local
                    && declaration.UsingKeyword == default
                    && declaration.Declaration.Variables.Count == 1
                    && !Operations.RootOf(call).Descendants().OfType<ILocalReferenceOperation>().Any(use => Operations.Same(use.Local, local.Symbol))
                        ? declaration
                        : null;
        }
    }

    private static IVariableDeclaratorOperation? Declarator(IOperation call)
    {
        var parent = call.Parent;
        while (parent is IConversionOperation { OperatorMethod: null } or IVariableInitializerOperation)
        {
            parent = parent.Parent;
        }

        return parent as IVariableDeclaratorOperation;
    }
}
