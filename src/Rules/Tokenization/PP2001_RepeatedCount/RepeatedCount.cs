using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using PerfProof.Catalog;
using PerfProof.HotPath;
using PerfProof.Wrappers;

namespace PerfProof.Rules;

/// <summary>
/// PP2001: the tokens of a text are counted again on every turn of a loop, although the text is the same (<c>invariant</c>),
/// or is what was counted on the turn before plus or minus a piece (<c>growing</c>, <c>shrinking</c>).
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class RepeatedCount : RuleAnalyzer
{
    /// <summary>What is reported.</summary>
    public static readonly DiagnosticDescriptor Descriptor = new(
        id: "PP2001",
        title: "Text is counted again on every turn of a loop",
        messageFormat: "{0} {1}",
        category: "Tokenization",
        defaultSeverity: DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        description: "Counting tokens encodes the whole text. A text that does not change is counted once, before the loop; a text that grows or shrinks a piece at a time is encoded from its start on every turn, which takes quadratic time.",
        helpLinkUri: HelpLinkBase + "PP2001.md");

    /// <summary>Creates the rule.</summary>
    public RepeatedCount()
        : base(Descriptor)
    {
    }

    /// <inheritdoc/>
    protected override void Register(RuleRegistration registration)
    {
        registration.OnRole(Roles.CountTokens, static (context, match) => Check(context, match, match.Operation), RolePlaces.Repeated);
        registration.OnRole(Roles.EncodeTokens, static (context, match) =>
        {
            if (context.Model.Match(match.Operation, Roles.CountTokens) is null && CountedBy.Of(match) is { } count)
            {
                Check(context, match, count);
            }
        }, RolePlaces.Repeated);
    }

    /// <summary>
    /// Whether this rule is the one that speaks of the count, so that others need not: the text is the same on every turn, or grows or shrinks.
    /// </summary>
    internal static bool IsAbout(RoleMatch match, CancellationToken cancellation) =>
        match.InputValue is { } text
        && RegionOf(match.Operation) is { } region
        && (IsSameOnEveryTurn(region, match.Operation)
            || GrowingText.Of(region, match.Operation, text, cancellation) is Growth.Grows or Growth.Shrinks);

    private static void Check(RuleContext context, RoleMatch match, IOperation count)
    {
        if (match.InputValue is not { } text || RegionOf(match.Operation) is not { } region || context.IsOnPurpose(match.Operation))
        {
            return;
        }

        if (IsSameOnEveryTurn(region, match.Operation))
        {
            if (!Measuring.IsDiscarded(count) && !region.IsRetry)
            {
                Report(context, match, count, region, "invariant", $"counts the same text '{Quote.Short(text)}' on every turn of the loop: count it once, before the loop");
            }

            return;
        }

        var counterpart = CutCounterpart.Of(match, context.Model.Catalog);
        switch (GrowingText.Of(region, match.Operation, text, context.CancellationToken))
        {
            case Growth.Grows:
                Report(context, match, count, region, "growing", $"counts '{Quote.Short(text)}' from its start on every turn while it grows, which is quadratic: {Remedy("grows", counterpart)}", counterpart);
                break;
            case Growth.Shrinks:
                Report(context, match, count, region, "shrinking", $"counts '{Quote.Short(text)}' as a whole on every turn while it shrinks, which is quadratic: {Remedy("shrinks", counterpart)}", counterpart);
                break;
        }
    }

    private static string Remedy(string how, IMethodSymbol? counterpart) => counterpart is not null
        ? $"'{counterpart.Name}' gives the place to cut, and the count up to it, in one pass"
        : how == "shrinks"
            ? "encode it once and cut its token ids"
            : "encode it once and cut its token ids, or add up the counts of the pieces and leave a margin";

    /// <summary>Whether receiver and arguments are the same on every turn, so that the count is.</summary>
    private static bool IsSameOnEveryTurn(HotRegion region, IOperation operation)
    {
        if (operation is not IInvocationOperation call || (call.Instance is { } receiver && !region.IsInvariant(receiver)))
        {
            return false;
        }

        foreach (var argument in call.Arguments)
        {
            if (argument.ArgumentKind != ArgumentKind.DefaultValue
                && (argument.Parameter?.RefKind is RefKind.Out or RefKind.Ref || !region.IsInvariant(argument.Value)))
            {
                return false;
            }
        }

        return true;
    }

    private static HotRegion? RegionOf(IOperation operation) =>
        HotRegion.Enclosing(operation) is { TripCount: null or > 1 } region && region.GuardOf(operation) is null && !Measuring.IsMeasured(operation)
            ? region
            : null;

    private static void Report(
        RuleContext context, RoleMatch match, IOperation count, HotRegion region, string shape, string message, IMethodSymbol? counterpart = null)
    {
        var facts = ImmutableDictionary.CreateBuilder<string, string?>();
        facts[Facts.Shape] = shape;
        if (region.TripCount is { } trips)
        {
            facts[Facts.TripCount] = trips.ToString(System.Globalization.CultureInfo.InvariantCulture);
        }

        if (match.IsWrapped)
        {
            facts[Facts.Through] = string.Join(", ", match.Through);
        }

        if (counterpart?.GetDocumentationCommentId() is { } id)
        {
            facts[Facts.Counterpart] = id;
        }

        context.Report(count.Syntax.GetLocation(), facts.ToImmutable(), $"'{match.Name}'{match.Via}", message);
    }
}
