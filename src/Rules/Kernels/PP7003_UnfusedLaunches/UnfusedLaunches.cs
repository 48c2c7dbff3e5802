using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using PerfProof.Catalog;
using PerfProof.HotPath;
using PerfProof.Wrappers;

namespace PerfProof.Rules;

/// <summary>
/// PP7003: two kernels launched one right after the other over the same elements, each of which touches only the element of its
/// thread, where the second reads what the first wrote: one kernel can do both.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class UnfusedLaunches : RuleAnalyzer
{
    /// <summary>What is reported.</summary>
    public static readonly DiagnosticDescriptor Descriptor = new(
        id: "PP7003",
        title: "Element-wise kernels that could be one",
        messageFormat: "'{0}' reads '{1}' element by element, right after '{2}' wrote it so: one kernel that does both saves a launch, and a way of '{1}' through memory",
        category: "Kernels",
        defaultSeverity: DiagnosticSeverity.Info,
        isEnabledByDefault: true,
        description: "Element-wise kernels take as long as their data takes through memory. Where one only reads what the one before wrote for the same element, the value could have stayed in a register.",
        helpLinkUri: HelpLinkBase + "PP7003.md");

    /// <summary>Creates the rule.</summary>
    public UnfusedLaunches()
        : base(Descriptor)
    {
    }

    /// <inheritdoc/>
    protected override void Register(RuleRegistration registration) => registration.OnRole(Roles.Launch, Check);

    private static void Check(RuleContext context, RoleMatch match)
    {
        if (match.IsWrapped
            || match.Operation is not IInvocationOperation { Parent: IExpressionStatementOperation { Parent: IBlockOperation block } statement } second
            || LaunchBefore(context.Model, block, statement) is not { } first
            || ElementwiseLaunch.Of(context.Model, second) is not { } reader
            || ElementwiseLaunch.Of(context.Model, first) is not { } writer
            || !reader.RunsLike(writer)
            || reader.Reads.FirstOrDefault(writer.Writes.Contains) is not { } shared)
        {
            return;
        }

        context.Report(
            second.Syntax.GetLocation(),
            ImmutableDictionary<string, string?>.Empty.Add(Facts.ElementType, reader.ElementTypeOf(shared)),
            reader.Name,
            shared.Name,
            writer.Name);
    }

    // A barrier or a synchronise between them only orders the two, which within one kernel nothing has to.
    private static IInvocationOperation? LaunchBefore(CompilationModel model, IBlockOperation block, IOperation statement)
    {
        for (var at = block.Operations.IndexOf(statement) - 1; at >= 0; at--)
        {
            if (block.Operations[at] is not IExpressionStatementOperation { Operation: IInvocationOperation call })
            {
                return null;
            }

            if (model.Match(call, Roles.Launch) is { } launch)
            {
                return launch.IsWrapped ? null : call;
            }

            if (model.Match(call, Roles.Barrier) is null && model.Match(call, Roles.Synchronize) is not { IsWrapped: false })
            {
                return null;
            }
        }

        return null;
    }
}
