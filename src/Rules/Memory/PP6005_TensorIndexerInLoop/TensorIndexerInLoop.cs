using System.Collections.Immutable;
using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using PerfProof.Catalog;
using PerfProof.HotPath;
using PerfProof.Wrappers;

namespace PerfProof.Rules;

/// <summary>
/// PP6005: a loop that reads or writes the elements of a tensor by several indices each, which costs an array, a multiplication per
/// index and a virtual call per element. Reported once per loop and tensor.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class TensorIndexerInLoop : RuleAnalyzer
{
    /// <summary>A loop, or a nest of loops, that reads at most this many elements is left alone.</summary>
    public const int FewElements = 16;

    /// <summary>A single row is worth a word when the code states that it has more elements than this.</summary>
    public const int ManyElements = 256;

    /// <summary>What is reported.</summary>
    public static readonly DiagnosticDescriptor Descriptor = new(
        id: "PP6005",
        title: "Tensor is indexed by several dimensions in a loop",
        messageFormat: "'{0}' allocates an array of {1} indices for each element of this loop, and works out its place through a virtual call: take the span of the tensor's buffer before the loop and count the offset",
        category: "Memory",
        defaultSeverity: DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        description: "An indexer that takes any number of indices gets them in a new array, and multiplies them by the strides. A loop over a span does none of that.",
        helpLinkUri: HelpLinkBase + "PP6005.md");

    /// <summary>Creates the rule.</summary>
    public TensorIndexerInLoop()
        : base(Descriptor)
    {
    }

    /// <inheritdoc/>
    protected override void Register(RuleRegistration registration) => registration.OnRole(Roles.StridedIndexer, Check);

    private static void Check(RuleContext context, RoleMatch match)
    {
        if (TensorAccess.Of(match.Operation) is not { Indices.Length: > 1 } access
            || HotRegion.Enclosing(access.Operation) is not { } region
            || region.GuardOf(access.Operation) is not null
            || !access.VariesIn(region)
            || context.IsOnPurpose(access.Operation)
            || IsFew(access, region)
            || IsSaidAlready(context.Model, access, region))
        {
            return;
        }

        var facts = ImmutableDictionary<string, string?>.Empty;
        if (access.Operation.Type is { } element)
        {
            facts = facts.Add(Facts.ElementType, element.ToDisplayString());
        }

        context.Report(access.Operation.Syntax.GetLocation(), facts, access.Name, access.Indices.Length.ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>
    /// Whether few elements are meant: by one index, as the tokens of a text, unless the code states a long loop; or by loops that
    /// have few turns altogether.
    /// </summary>
    private static bool IsFew(TensorAccess access, HotRegion region)
    {
        if (access.VaryingIndices(region) < 2)
        {
            return !(region.TripCount > ManyElements);
        }

        long turns = 1;
        for (HotRegion? loop = region; loop is not null; loop = loop.Outer)
        {
            if (!access.VariesIn(loop))
            {
                continue;
            }

            if (loop.TripCount is not { } trips)
            {
                return false;
            }

            turns *= Math.Min(trips, FewElements + 1);
            if (turns > FewElements)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Whether the same tensor is indexed earlier in the same loop.</summary>
    private static bool IsSaidAlready(CompilationModel model, TensorAccess access, HotRegion region)
    {
        foreach (var earlier in Operations.Inline(region.Body))
        {
            if (earlier.Syntax.SpanStart < access.Operation.Syntax.SpanStart
                && model.Match(earlier, Roles.StridedIndexer) is not null
                && TensorAccess.Of(earlier) is { Indices.Length: > 1 } other
                && other.IsOfSameTensor(access)
                && HotRegion.Enclosing(earlier)?.Owner.Syntax == region.Owner.Syntax
                && region.GuardOf(earlier) is null
                && other.VariesIn(region))
            {
                return true;
            }
        }

        return false;
    }
}
