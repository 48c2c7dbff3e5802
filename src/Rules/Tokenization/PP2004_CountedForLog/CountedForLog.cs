using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using PerfProof.Catalog;
using PerfProof.HotPath;
using PerfProof.Wrappers;

namespace PerfProof.Rules;

/// <summary>PP2004: a text is counted only to log the number, at a level that is often off. The count is made whether it is on or not.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class CountedForLog : RuleAnalyzer
{
    /// <summary>What is reported.</summary>
    public static readonly DiagnosticDescriptor Descriptor = new(
        id: "PP2004",
        title: "Tokens are counted only for a log call that may be off",
        messageFormat: "{0} counts '{1}' only for '{2}', and does so where that level is off: ask first whether it is on",
        category: "Tokenization",
        defaultSeverity: DiagnosticSeverity.Info,
        isEnabledByDefault: true,
        description: "The arguments of a log call are computed before the logger looks at its level. Counting tokens encodes the whole text, which is then thrown away.",
        helpLinkUri: HelpLinkBase + "PP2004.md");

    /// <summary>Creates the rule.</summary>
    public CountedForLog()
        : base(Descriptor)
    {
    }

    /// <inheritdoc/>
    protected override void Register(RuleRegistration registration)
    {
        // Log calls are many and counts few: each count is followed to where its number goes. Where no library is used that logs, none is.
        if (registration.Model.Wrappers.SourceNames(ImmutableHashSet.Create(Roles.LogCall)).IsEmpty)
        {
            return;
        }

        registration.OnRole(Roles.CountTokens, static (context, match) => Check(context, match, match.Operation));
        registration.OnRole(Roles.EncodeTokens, static (context, match) =>
        {
            if (context.Model.Match(match.Operation, Roles.CountTokens) is null && CountedBy.Of(match) is { } count)
            {
                Check(context, match, count);
            }
        });
    }

    private static void Check(RuleContext context, RoleMatch match, IOperation count)
    {
        if (match.InputValue is not { } text
            || LoggedValue.Of(count, context.Model) is not { } logged
            || logged.IsGuarded
            || Measuring.IsMeasured(match.Operation)
            || context.IsTestCode
            || IsKnownAlready(match, context)
            || LoggedValue.IsInGuardedMethod(count, context.Model))
        {
            return;
        }

        var facts = ImmutableDictionary.CreateBuilder<string, string?>();
        if (match.IsWrapped)
        {
            facts[Facts.Through] = string.Join(", ", match.Through);
        }

        context.Report(count.Syntax.GetLocation(), facts.ToImmutable(), $"'{match.Name}'{match.Via}", Quote.Short(text), logged.Calls[0].TargetMethod.Name);
    }

    // Counted before: the remedy is to use that count again, which PP2005 says.
    private static bool IsKnownAlready(RoleMatch match, RuleContext context) =>
        TokenSite.Of(match.Operation, context.Model) is { } site && FirstReadings.Of(site, context.Model, context.CancellationToken) is not null;
}
