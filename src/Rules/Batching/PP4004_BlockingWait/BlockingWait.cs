using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using PerfProof.Catalog;
using PerfProof.HotPath;
using PerfProof.Wrappers;

namespace PerfProof.Rules;

/// <summary>PP4004: a thread is blocked until a model or a service has answered, where it could have been given back.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class BlockingWait : RuleAnalyzer
{
    /// <summary>What is reported.</summary>
    public static readonly DiagnosticDescriptor Descriptor = new(
        id: "PP4004",
        title: "A thread is blocked until the model has answered",
        messageFormat: "'{0}' blocks this thread until '{1}'{2} has answered, for as long as the model takes: {3}",
        category: "Batching",
        defaultSeverity: DiagnosticSeverity.Info,
        isEnabledByDefault: true,
        description: "Models and the services behind them answer in tenths of a second to minutes. A thread that waits so long is missing elsewhere: a server runs out of threads long before the processor is busy, a window freezes, and where the answer comes back to the blocked thread it never comes.",
        helpLinkUri: HelpLinkBase + "PP4004.md");

    // In the order in which a call that plays several is reported, once.
    private static readonly ImmutableArray<string> roles = ImmutableArray.Create(Roles.Ask, Roles.EmbedOne, Roles.EmbedBatch, Roles.Infer);

    /// <summary>Creates the rule.</summary>
    public BlockingWait()
        : base(Descriptor)
    {
    }

    /// <inheritdoc/>
    protected override void Register(RuleRegistration registration)
    {
        foreach (var role in roles)
        {
            registration.OnRole(role, Check);
        }
    }

    private static void Check(RuleContext context, RoleMatch match)
    {
        // A model in this process that a wrapper runs before it returns its task keeps nobody waiting for the task.
        if (match.Operation is not IInvocationOperation call
            || (match.Role == Roles.Infer && match.IsWrapped)
            || Waiting.On(call) is not { } wait
            || IsOneOfSeveral(context, wait, call)
            || roles.TakeWhile(role => role != match.Role).Any(role => context.Model.Match(call, role) is not null)
            || FunctionAround(wait.Operation) is not { } function
            || (!function.IsAsync && IsEntryPoint(context, function))
            || context.IsOnPurpose(call))
        {
            return;
        }

        var facts = ImmutableDictionary.CreateBuilder<string, string?>();
        if (match.IsWrapped)
        {
            facts[Facts.Through] = string.Join(", ", match.Through);
        }

        var remedy = function.IsAsync ? "await it" : "make the method async, and await it";
        context.Report(wait.Operation.Syntax.GetLocation(), facts.ToImmutable(), wait.Name, match.Name, match.Via, remedy);
    }

    // Task.WhenAll(one, other).Wait() is one wait, reported with the first.
    private static bool IsOneOfSeveral(RuleContext context, Waiting wait, IInvocationOperation call) =>
        wait.Operation.Descendants().OfType<IInvocationOperation>()
            .FirstOrDefault(inner => roles.Any(role => context.Model.Match(inner, role) is not null) && Waiting.On(inner)?.Operation == wait.Operation) is { } first
        && first != call;

    /// <summary>The method, local function or lambda that an operation runs in.</summary>
    private static IMethodSymbol? FunctionAround(IOperation operation)
    {
        for (var current = operation.Parent; current is not null; current = current.Parent)
        {
            switch (current)
            {
                case IAnonymousFunctionOperation lambda:
                    return lambda.Symbol;
                case ILocalFunctionOperation local:
                    return local.Symbol;
            }
        }

        return operation.SemanticModel?.GetEnclosingSymbol(operation.Syntax.SpanStart) as IMethodSymbol;
    }

    // A program that only waits in Main has no other use for its thread.
    private static bool IsEntryPoint(RuleContext context, IMethodSymbol function) =>
        SymbolEqualityComparer.Default.Equals(function, context.Model.Compilation.GetEntryPoint(context.CancellationToken))
        || (function is { IsStatic: true, Name: "Main", DeclaringSyntaxReferences.Length: 1 } or { Name: WellKnownMemberNames.TopLevelStatementsEntryPointMethodName });
}
