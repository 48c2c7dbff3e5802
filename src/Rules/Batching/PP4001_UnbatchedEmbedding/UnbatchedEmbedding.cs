using System.Collections.Immutable;
using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using PerfProof.Catalog;
using PerfProof.HotPath;
using PerfProof.Wrappers;

namespace PerfProof.Rules;

/// <summary>PP4001: the elements of a list are embedded one call each, where the library takes the whole list.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class UnbatchedEmbedding : RuleAnalyzer
{
    /// <summary>Most inputs that the fix puts into one call, unless <c>perfproof.max_batch</c> says otherwise.</summary>
    public const int DefaultMaxBatch = 64;

    /// <summary>What is reported.</summary>
    public static readonly DiagnosticDescriptor Descriptor = new(
        id: "PP4001",
        title: "Embeddings are made one by one",
        messageFormat: "{0} embeds {1} per call, once for each element{2}: '{3}' takes a list",
        category: "Batching",
        defaultSeverity: DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        description: "Every call to an embedding model costs a request, or a pass over its weights, whatever it embeds. A list of inputs shares that cost; calls in parallel do not.",
        helpLinkUri: HelpLinkBase + "PP4001.md");

    /// <summary>Creates the rule.</summary>
    public UnbatchedEmbedding()
        : base(Descriptor)
    {
    }

    /// <inheritdoc/>
    protected override void Register(RuleRegistration registration)
    {
        registration.OnRole(Roles.EmbedOne, static (context, match) =>
        {
            if (BatchMember.Of(match.Line, context.Model.Compilation) is { } batch)
            {
                Check(context, match, match.InputValue is { } input ? [input] : [], batch, "one");
            }
        }, RolePlaces.Repeated);
        registration.OnRole(Roles.EmbedBatch, static (context, match) =>
        {
            // GenerateAsync([text]): the list overload, one input at a time all the same.
            if (!match.IsWrapped && LiteralList.Of(match.Operation) is { Count: > 0 } elements && match.Member is IMethodSymbol batch)
            {
                Check(context, match, elements, batch, "literal-list");
            }
        }, RolePlaces.Repeated);
    }

    private static void Check(RuleContext context, RoleMatch match, IReadOnlyList<IOperation> inputs, IMethodSymbol batch, string shape)
    {
        // A wrapper in a method that promises a batch is PP4003's: it is the method that wants a list form.
        if (PerItemEmbedding.RegionOf(context, match, inputs) is not { } region
            || LoopsInside(context, match)
            || (match.IsWrapped && BatchPromise.Around(region, match.Operation, inputs) is not null))
        {
            return;
        }

        var facts = ImmutableDictionary.CreateBuilder<string, string?>();
        facts[Facts.Shape] = shape;
        facts[Facts.Counterpart] = batch.OriginalDefinition.GetDocumentationCommentId();
        facts[Facts.MaxBatch] = MaxBatch(context).ToString(CultureInfo.InvariantCulture);
        if (region.TripCount is { } trips)
        {
            facts[Facts.TripCount] = trips.ToString(CultureInfo.InvariantCulture);
        }

        if (match.IsWrapped)
        {
            facts[Facts.Through] = string.Join(", ", match.Through);
        }

        var concurrent = region.Kind is RegionKind.Linq or RegionKind.Parallel && !Measuring.IsDiscarded(match.Operation)
            ? " (calls that run at the same time are still one request each)"
            : "";
        context.Report(match.Operation.Syntax.GetLocation(), facts.ToImmutable(), $"'{match.Name}'{match.Via}", inputs.Count > 1 ? $"{inputs.Count} inputs" : "one input", concurrent, batch.Name);
    }

    /// <summary>Whether the generator is one whose list overload works one by one inside.</summary>
    private static bool LoopsInside(RuleContext context, RoleMatch match)
    {
        var receiver = match.Operation is IInvocationOperation call ? call.Instance ?? call.Arguments.FirstOrDefault()?.Value : null;
        while (receiver is IConversionOperation { OperatorMethod: null } conversion)
        {
            receiver = conversion.Operand;
        }

        return receiver?.Type is { } type && context.Model.Catalog.LineOf(type, Roles.EmbedBatch)?[Keys.BatchGain] == "none";
    }

    private static int MaxBatch(RuleContext context) =>
        int.TryParse(context.Option("max_batch"), NumberStyles.None, CultureInfo.InvariantCulture, out var cap) && cap > 0 ? cap : DefaultMaxBatch;
}
