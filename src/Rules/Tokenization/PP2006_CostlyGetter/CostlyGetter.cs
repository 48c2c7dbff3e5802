using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using PerfProof.Catalog;
using PerfProof.HotPath;
using PerfProof.Wrappers;

namespace PerfProof.Rules;

/// <summary>PP2006: a property that makes its value anew whenever it is read, read on every turn of a loop that does little else.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class CostlyGetter : RuleAnalyzer
{
    /// <summary>What is reported.</summary>
    public static readonly DiagnosticDescriptor Descriptor = new(
        id: "PP2006",
        title: "A property that makes its value anew is read on every turn of a loop",
        messageFormat: "'{0}' calls native code and makes a new array, on every turn of this loop: read it once, before the loop",
        category: "Tokenization",
        defaultSeverity: DiagnosticSeverity.Info,
        isEnabledByDefault: true,
        description: "What looks like a field is a call of native code, with an array for its answer. In a loop over elements it takes longer than the work on the element.",
        helpLinkUri: HelpLinkBase + "PP2006.md");

    /// <summary>Creates the rule.</summary>
    public CostlyGetter()
        : base(Descriptor)
    {
    }

    /// <inheritdoc/>
    protected override void Register(RuleRegistration registration) => registration.OnGetter(Roles.CostlyGetter, Check);

    private static void Check(RuleContext context, RoleMatch match)
    {
        if (GetterLoop.Of(match.Operation, context.Model) is { } loop
            && loop.IsFirst(match.Operation, context.Model)
            && !context.IsTestCode
            && !Measuring.IsMeasured(match.Operation))
        {
            context.Report(match.Operation.Syntax.GetLocation(), ImmutableDictionary<string, string?>.Empty, Quote.Short(match.Operation));
        }
    }
}
