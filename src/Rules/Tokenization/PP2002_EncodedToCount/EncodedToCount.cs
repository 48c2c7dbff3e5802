using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using PerfProof.Catalog;
using PerfProof.HotPath;
using PerfProof.Wrappers;

namespace PerfProof.Rules;

/// <summary>
/// PP2002: a text is encoded to token ids of which only the number is used, and the tokenizer has a member that counts without
/// making the list. A count that is not the length of the list (special tokens are added, or a maximum is kept) has no such member.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class EncodedToCount : RuleAnalyzer
{
    /// <summary>What is reported.</summary>
    public static readonly DiagnosticDescriptor Descriptor = new(
        id: "PP2002",
        title: "Text is encoded only to count its tokens",
        messageFormat: "'{0}' makes a list of the tokens of '{1}' of which only the length is used: '{2}' counts them without making it",
        category: "Tokenization",
        defaultSeverity: DiagnosticSeverity.Info,
        isEnabledByDefault: true,
        description: "Encoding allocates a list with an entry per token, and some tokenizers a string per token. Counting does the same work without it.",
        helpLinkUri: HelpLinkBase + "PP2002.md");

    /// <summary>The value of <see cref="Facts.Shape"/> where the counterpart also counts texts on which the encoding throws.</summary>
    internal const string UncheckedShape = "unchecked";

    /// <summary>Creates the rule.</summary>
    public EncodedToCount()
        : base(Descriptor)
    {
    }

    /// <inheritdoc/>
    protected override void Register(RuleRegistration registration) => registration.OnRole(Roles.EncodeTokens, Check);

    private static void Check(RuleContext context, RoleMatch match)
    {
        // A method around an encoding is found where it encodes.
        if (match.IsWrapped || match.Operation is not IInvocationOperation call || match.InputValue is not { } text
            || text.ConstantValue is { HasValue: true, Value: null }
            || !call.Arguments.All(IsNotNeeded)
            || CountedBy.Of(match) is not { } count
            || Measuring.IsMeasured(count)
            || Measuring.IsDiscarded(count))
        {
            return;
        }

        var compilation = context.SemanticModel.Compilation;
        var same = CountMember.Of(match.Line, Keys.Count, text.Type, compilation);
        if ((same ?? CountMember.Of(match.Line, Keys.CountUnchecked, text.Type, compilation)) is not { } counterpart
            || IsCountedToo(call, counterpart, context.Model))
        {
            return;
        }

        var facts = ImmutableDictionary.CreateBuilder<string, string?>();
        facts[Facts.Counterpart] = counterpart.GetDocumentationCommentId();
        if (same is null)
        {
            facts[Facts.Shape] = UncheckedShape;
        }

        context.Report(count.Syntax.GetLocation(), facts.ToImmutable(), match.Name, Quote.Short(text), counterpart.Name);
    }

    // What the encoding gives beside the ids must be thrown away.
    private static bool IsNotNeeded(IArgumentOperation argument) => argument.Parameter?.RefKind switch
    {
        RefKind.Out => argument.Value is IDiscardOperation or IDeclarationExpressionOperation { Expression: IDiscardOperation },
        RefKind.Ref => false,
        _ => true,
    };

    // Tests hold the length of the list against the count of the same text.
    private static bool IsCountedToo(IInvocationOperation call, IMethodSymbol counterpart, CompilationModel model) =>
        (model.IsTestProject || TestCode.IsFile(call.Syntax.SyntaxTree))
        && FunctionOf.Around(call) is { } function
        && function.Body.Descendants().Any(other => other is IInvocationOperation { TargetMethod: var method } && method.Name == counterpart.Name
            && SymbolEqualityComparer.Default.Equals(method.ContainingType, counterpart.ContainingType));
}
