using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using PerfProof.Catalog;
using PerfProof.HotPath;
using PerfProof.Wrappers;

namespace PerfProof.Rules;

/// <summary>The sites that have certainly read the tokens of a text when another one reads them again.</summary>
internal sealed class FirstReadings
{
    private static readonly ImmutableHashSet<string> roles = ImmutableHashSet.Create(Roles.CountTokens, Roles.EncodeTokens);

    private readonly TokenSite site;
    private readonly ValueParts parts;
    private readonly ImmutableArray<TokenSite> before;

    private FirstReadings(TokenSite site, ValueParts parts, ImmutableArray<TokenSite> before)
    {
        this.site = site;
        this.parts = parts;
        this.before = before;
    }

    /// <summary>The one that stands next before the site.</summary>
    public TokenSite Nearest => this.before
        .OrderBy(twin => twin.Call.Syntax.SpanStart > this.site.Call.Syntax.SpanStart)
        .ThenByDescending(twin => twin.Call.Syntax.SpanStart)
        .First();

    /// <summary>Looks for them in the function around the site; null when some way to the site has none.</summary>
    public static FirstReadings? Of(TokenSite site, CompilationModel model, CancellationToken cancellation)
    {
        var twins = Twins(site, model);
        if (twins.Length < 2 || site.Parts() is not { } parts || Flow(twins, parts.MayBeChangedBy, cancellation) is not { } flow)
        {
            return null;
        }

        var before = flow.Before(site.Call).ToList();
        var found = twins.Where(twin => twin != site && before.Contains(twin.Call)).ToImmutableArray();
        if (found.IsEmpty)
        {
            return null;
        }

        var readings = new FirstReadings(site, parts, found);

        // A count that decides whether the text is encoded at all spares encodings.
        return site.IsEncoding && found.Any(first => !first.IsEncoding && !flow.AlwaysFollows(site.Call, first.Call)) ? null : readings;
    }

    /// <summary>Whether this one, and no other, is what the site reads again.</summary>
    public bool IsOnly(TokenSite first) => this.before.Length == 1 && this.before[0] == first;

    /// <summary>The local that certainly still holds the result of one of them at the site; null when none does.</summary>
    public ILocalSymbol? HeldIn(CancellationToken cancellation)
    {
        foreach (var group in this.before.GroupBy<TokenSite, ISymbol?>(HolderOf, SymbolEqualityComparer.Default))
        {
            if (group.Key is not ILocalSymbol { RefKind: RefKind.None } local
                || group.Any(one => one.IsEncoding) != group.All(one => one.IsEncoding)
                || MemberIndex.Of(this.site.Call).IsWrittenByInnerFunction(local))
            {
                continue;
            }

            var held = group.ToList();
            var flow = Flow(held.Append(this.site).ToImmutableArray(), operation => this.parts.MayBeChangedBy(operation) || Overwrites(operation, local, held), cancellation);
            var holding = flow?.Before(this.site.Call).ToList();
            if (holding is { Count: > 0 } && !holding.Contains(this.site.Call))
            {
                return local;
            }
        }

        return null;
    }

    private static ImmutableArray<TokenSite> Twins(TokenSite site, CompilationModel model)
    {
        var names = model.Wrappers.SourceNames(roles);
        var twins = ImmutableArray.CreateBuilder<TokenSite>();
        foreach (var operation in Operations.Inline(FunctionAround(site.Call)))
        {
            if (operation == site.Call)
            {
                twins.Add(site);
            }
            else if (operation is IInvocationOperation { Syntax: InvocationExpressionSyntax call }
                && NameIndex.SourceName(call) is { } name
                && names.Contains(name)
                && !Measuring.IsDiscarded(operation)
                && TokenSite.Of(operation, model) is { } twin
                && twin.ReadsTheSameAs(site))
            {
                twins.Add(twin);
            }
        }

        return twins.ToImmutable();
    }

    private static Availability? Flow(ImmutableArray<TokenSite> sites, Func<IOperation, bool> mayChange, CancellationToken cancellation) =>
        Availability.Of(sites.Select(site => (IOperation)site.Call).ToImmutableArray(), mayChange, cancellation);

    private static ISymbol? HolderOf(TokenSite site)
    {
        IOperation value = site.Call;
        while (value.Parent is IParenthesizedOperation)
        {
            value = value.Parent;
        }

        return value.Parent switch
        {
            IVariableInitializerOperation { Parent: IVariableDeclaratorOperation declarator } => declarator.Symbol,
            ISimpleAssignmentOperation { Target: ILocalReferenceOperation target } assignment when assignment.Value == value => target.Local,
            _ => null,
        };
    }

    private static bool Overwrites(IOperation operation, ISymbol local, List<TokenSite> held) => operation switch
    {
        ISimpleAssignmentOperation assignment => Writes(assignment.Target, local) && !held.Any(site => Operations.Unwrap(assignment.Value).Syntax == site.Call.Syntax),
        IAssignmentOperation assignment => Writes(assignment.Target, local),
        IIncrementOrDecrementOperation step => Writes(step.Target, local),
        IArgumentOperation { Parameter.RefKind: RefKind.Ref or RefKind.Out } argument => Writes(argument.Value, local),
        IAddressOfOperation => true,
        _ => false,
    };

    private static bool Writes(IOperation target, ISymbol local) =>
        target.DescendantsAndSelf().Any(part => part is ILocalReferenceOperation reference && SymbolEqualityComparer.Default.Equals(reference.Local, local));

    private static IOperation FunctionAround(IOperation operation)
    {
        while (operation.Parent is { } parent and not IAnonymousFunctionOperation and not ILocalFunctionOperation)
        {
            operation = parent;
        }

        return operation;
    }
}
