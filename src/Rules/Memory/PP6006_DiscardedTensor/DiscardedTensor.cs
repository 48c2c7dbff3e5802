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
/// PP6006: a tensor moved or converted by a call whose result is dropped. The call returns another tensor and leaves its own as it
/// was, so that the copy is paid for and the move does not happen. A module, which moves in place, is no such call.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class DiscardedTensor : RuleAnalyzer
{
    /// <summary>What is reported.</summary>
    public static readonly DiagnosticDescriptor Descriptor = new(
        id: "PP6006",
        title: "Result of moving or converting a tensor is dropped",
        messageFormat: "'{0}' returns a new tensor and leaves '{1}' where and what it was, so that the copy is made for nothing: assign the result",
        category: "Memory",
        defaultSeverity: DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        description: "Moving or converting a tensor makes another one. Where its result is dropped, the copy costs time and memory, and the code goes on with the tensor as it was.",
        helpLinkUri: HelpLinkBase + "PP6006.md");

    /// <summary>Creates the rule.</summary>
    public DiscardedTensor()
        : base(Descriptor)
    {
    }

    /// <inheritdoc/>
    protected override void Register(RuleRegistration registration) => registration.OnRole(Roles.ReturnsMoved, Check);

    private static void Check(RuleContext context, RoleMatch match)
    {
        if (match.Operation is IInvocationOperation { Instance: { } instance, Parent: IExpressionStatementOperation } call
            && Operations.VariableOf(instance) is { } variable
            && !IsExpectedToFail(call)
            && !Measuring.IsMeasured(call))
        {
            context.Report(call.Syntax.GetLocation(), ImmutableDictionary<string, string?>.Empty, match.Name, variable.Name);
        }
    }

    /// <summary>
    /// Whether the call may be there to see whether it works: in a lambda that is handed on to something that does not call it per
    /// element, or in a try block.
    /// </summary>
    private static bool IsExpectedToFail(IOperation call)
    {
        for (IOperation? child = call, parent = call.Parent; parent is not null; child = parent, parent = parent.Parent)
        {
            switch (parent)
            {
                case ITryOperation { Catches.Length: > 0 } attempt when attempt.Body == child && OnlyStatement(attempt.Body, call):
                    return true;
                case IAnonymousFunctionOperation:
                    return HotRegion.Enclosing(call) is not { Lambda: { } lambda } || lambda != parent;
            }
        }

        return false;
    }

    private static bool OnlyStatement(IBlockOperation body, IOperation call) =>
        body.Operations.Length > 0 && body.Operations[body.Operations.Length - 1].Syntax is ExpressionStatementSyntax last && last == call.Parent!.Syntax;
}
