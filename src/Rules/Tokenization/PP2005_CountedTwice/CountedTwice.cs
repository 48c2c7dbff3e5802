using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using PerfProof.Catalog;
using PerfProof.HotPath;
using PerfProof.Wrappers;

namespace PerfProof.Rules;

/// <summary>
/// PP2005: the tokens of a text are counted, or the text is encoded, where every way to the place has already counted or encoded
/// it with the same tokenizer, and nothing in between could change either.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class CountedTwice : RuleAnalyzer
{
    /// <summary>What is reported.</summary>
    public static readonly DiagnosticDescriptor Descriptor = new(
        id: "PP2005",
        title: "Same text is counted or encoded twice",
        messageFormat: "{0} {1}",
        category: "Tokenization",
        defaultSeverity: DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        description: "Counting tokens encodes the whole text, and so does encoding it. The result of the first call can be kept in a local; token ids also give the count, as their length.",
        helpLinkUri: HelpLinkBase + "PP2005.md");

    /// <summary>Creates the rule.</summary>
    public CountedTwice()
        : base(Descriptor)
    {
    }

    /// <inheritdoc/>
    protected override void Register(RuleRegistration registration)
    {
        registration.OnRole(Roles.CountTokens, Check);
        registration.OnRole(Roles.EncodeTokens, static (context, match) =>
        {
            if (context.Model.Match(match.Operation, Roles.CountTokens) is null)
            {
                Check(context, match);
            }
        });
    }

    private static void Check(RuleContext context, RoleMatch match)
    {
        // Tests compare one way of counting with another.
        if (context.IsTestCode
            || TokenSite.Of(match.Operation, context.Model) is not { } site
            || FirstReadings.Of(site, context.Model, context.CancellationToken) is not { Nearest: { } first }
            || IsSeldomReached(match.Operation)
            || Measuring.IsMeasured(match.Operation)
            || RepeatedCount.IsAbout(match, context.CancellationToken))
        {
            return;
        }

        var facts = ImmutableDictionary.CreateBuilder<string, string?>();
        if (match.IsWrapped)
        {
            facts[Facts.Through] = string.Join(", ", match.Through);
        }

        context.Report(match.Operation.Syntax.GetLocation(), facts.ToImmutable(), $"'{match.Name}'{match.Via}", Advice(site, first));
    }

    // The message of an exception, a handler, what is only compiled for debugging.
    private static bool IsSeldomReached(IOperation operation)
    {
        for (var outer = operation.Parent; outer is not null and not IAnonymousFunctionOperation and not ILocalFunctionOperation; outer = outer.Parent)
        {
            if (outer is IThrowOperation or ICatchClauseOperation
                || (outer is IInvocationOperation { TargetMethod: var method } && method.GetAttributes().Any(attribute => attribute.AttributeClass?.Name == "ConditionalAttribute")))
            {
                return true;
            }
        }

        return false;
    }

    private static string Advice(TokenSite site, TokenSite first)
    {
        var text = Quote.Short(site.Text);
        var line = first.Call.Syntax.GetLocation().GetLineSpan().StartLinePosition.Line + 1;
        return (first.IsEncoding, site.IsEncoding) switch
        {
            (false, false) => $"counts '{text}' again, which line {line} has counted and nothing has changed since: keep that count in a local",
            (true, true) => $"encodes '{text}' again, which line {line} has encoded and nothing has changed since: keep those token ids in a local",
            (true, false) => $"counts '{text}', whose token ids line {line} has: their number is the count",
            (false, true) => $"encodes '{text}', which line {line} has already encoded to count it: encode it there, and take the number of token ids",
        };
    }
}
