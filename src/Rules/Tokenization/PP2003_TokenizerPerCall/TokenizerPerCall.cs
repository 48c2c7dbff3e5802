using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using PerfProof.Catalog;
using PerfProof.HotPath;
using PerfProof.Wrappers;

namespace PerfProof.Rules;

/// <summary>PP2003: a tokenizer is built for one text and dropped after it, again and again.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class TokenizerPerCall : RuleAnalyzer
{
    /// <summary>What is reported.</summary>
    public static readonly DiagnosticDescriptor Descriptor = new(
        id: "PP2003",
        title: "A tokenizer is built for every call",
        messageFormat: "{0} builds a tokenizer again {1}, {2}: build it once and keep it",
        category: "Tokenization",
        defaultSeverity: DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        description: "Building a tokenizer reads or indexes a vocabulary of some hundred thousand entries: milliseconds and megabytes, where counting a page of text takes a fraction of a millisecond. "
            + "One tokenizer serves all calls.",
        helpLinkUri: HelpLinkBase + "PP2003.md");

    /// <summary>Creates the rule.</summary>
    public TokenizerPerCall()
        : base(Descriptor)
    {
    }

    /// <inheritdoc/>
    protected override void Register(RuleRegistration registration) => registration.OnRole(Roles.CreateTokenizer, Check);

    private static void Check(RuleContext context, RoleMatch match)
    {
        // Helpers of tests build what each test needs.
        if (!context.IsTestCode && RepeatedCreation.Of(context.Model, match) is { } repeated)
        {
            context.Report(
                match.Operation.Syntax.GetLocation(),
                Remaking.FactsOf(match, repeated),
                Remaking.NameOf(match),
                repeated.When,
                match.Line[Keys.Vocabulary] == "kept" ? "with an empty cache of words" : "with all tables of its vocabulary");
        }
    }
}
