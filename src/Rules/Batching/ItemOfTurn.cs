using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using PerfProof.Catalog;
using PerfProof.HotPath;
using PerfProof.Wrappers;

namespace PerfProof.Rules;

/// <summary>
/// Decides whether what a turn hands to a model is made from one item of a list. A type seldom says whether it holds one item or many, so
/// that only what is plainly an item counts: an object, a text, a row of numbers; not a tensor, a list of things, a slice, a batch by name.
/// </summary>
internal sealed class ItemOfTurn
{
    // A part of a list, by its bounds: a batch, or a window.
    private static readonly HashSet<string> slicing = new(StringComparer.Ordinal)
    {
        "Skip", "Take", "GetRange", "Slice", "AsSpan", "AsMemory", "Chunk", "Batch", "Buffer", "Window", "narrow", "slice", "index_select",
    };

    private static readonly string[] live = ["Frame", "Camera", "Video", "Capture", "Webcam", "Microphone", "Stream", "Live"];

    private readonly RoleCatalog catalog;
    private readonly HotRegion region;
    private readonly HashSet<ISymbol> turn = new(SymbolEqualityComparer.Default);

    private ItemOfTurn(RoleCatalog catalog, HotRegion region)
    {
        this.catalog = catalog;
        this.region = region;
        if (region.Owner is IForEachLoopOperation loop)
        {
            this.turn.UnionWith(loop.Locals);
        }

        foreach (var symbol in new[] { region.Element, region.Counter })
        {
            if (symbol is not null)
            {
                this.turn.Add(symbol);
            }
        }
    }

    /// <summary>Whether the inputs of a call are made from one item of the list that the region goes through.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="region">What runs per item.</param>
    /// <param name="match">The call.</param>
    /// <param name="inputs">What it is given.</param>
    public static bool Is(RoleCatalog catalog, HotRegion region, RoleMatch match, IReadOnlyList<IOperation> inputs)
    {
        var call = match.Operation;
        var item = new ItemOfTurn(catalog, region);
        if (!Operations.IsWithin(call, region.Body) || (region.Owner is IForLoopOperation loop && !CountsByOne(loop)) || item.IsLive())
        {
            return false;
        }

        // A wrapper that takes a list is given a batch, made in the turn.
        if (match.IsWrapped && inputs.Any(input => Operations.Unwrap(input).Type is { } type && item.IsManyThings(type) && !region.IsInvariant(input)))
        {
            return false;
        }

        var ingredients = Ingredients.In(region.Body);
        var (symbols, calls) = ingredients.Of(inputs, call);

        // What goes in may hold what came out on an earlier turn, or what that turn left.
        return !calls.Contains(call)
            && !symbols.Any(symbol => item.IsDeclaredOutside(symbol) && ingredients.IsMadeFromItself(symbol))
            && (region.Kind == RegionKind.While || symbols.Overlaps(item.turn))
            && !symbols.Any(symbol => Mentions(symbol.Name, "Batch"))
            && item.TurnTypes().All(type => !item.MayBeMany(type))
            && !item.IsSliced(calls);
    }

    private bool IsDeclaredOutside(ISymbol symbol)
    {
        var body = this.region.Body.Syntax;
        return !symbol.DeclaringSyntaxReferences.Any(reference => reference.SyntaxTree == body.SyntaxTree && body.Span.Contains(reference.Span));
    }

    // The types of what a turn is about: of the element, of what is read at the counter, of what is taken from a queue.
    private IEnumerable<ITypeSymbol> TurnTypes()
    {
        foreach (var symbol in this.turn)
        {
            if (!SymbolEqualityComparer.Default.Equals(symbol, this.region.Counter)
                && (symbol switch { ILocalSymbol local => local.Type, IParameterSymbol parameter => parameter.Type, _ => null }) is { } type)
            {
                yield return type;
            }
        }

        foreach (var part in this.region.Body.Descendants())
        {
            var type = part switch
            {
                IArrayElementReferenceOperation element when element.Indices.Any(this.IsCounter) => element.Type,
                IPropertyReferenceOperation { Arguments.Length: > 0 } indexer when indexer.Arguments.Any(argument => this.IsCounter(argument.Value)) && !IsTarget(indexer) => indexer.Type,
                IInvocationOperation { TargetMethod: { Name: "ElementAt" } } at => at.Type,
                IInvocationOperation { TargetMethod: { Name: "Dequeue" or "Pop" } } taken => taken.Type,
                IInvocationOperation { TargetMethod: { Name: "TryDequeue" or "TryPop", Parameters: { Length: 1 } parameters } } => parameters[0].Type,
                _ => null,
            };
            if (type is not null)
            {
                yield return type;
            }
        }
    }

    private static bool IsTarget(IOperation place) => place.Parent is IAssignmentOperation assignment && assignment.Target == place;

    private bool IsCounter(IOperation index) =>
        this.region.Counter is { } counter && Operations.Unwrap(index) is ILocalReferenceOperation or IParameterReferenceOperation && Operations.Same(Operations.VariableOf(index), counter);

    private bool MayBeMany(ITypeSymbol type) => this.IsTensor(type) || this.IsManyThings(type);

    private bool IsTensor(ITypeSymbol type)
    {
        for (var current = type; current is not null; current = current.BaseType)
        {
            if (this.catalog.LineOf(current.OriginalDefinition, Roles.Tensor) is not null)
            {
                return true;
            }
        }

        return type.AllInterfaces.Any(contract => this.catalog.LineOf(contract.OriginalDefinition, Roles.Tensor) is not null);
    }

    private bool IsManyThings(ITypeSymbol type) => type switch
    {
        { SpecialType: SpecialType.System_String } => false,
        IArrayTypeSymbol array => array.Rank > 1 || !IsNumber(array.ElementType),

        // (image, name) is an item, also beside a tensor that it comes with; (images, labels) of a loader is not.
        INamedTypeSymbol { IsTupleType: true } tuple => tuple.TupleElements.All(field => IsNumber(field.Type) || this.MayBeMany(field.Type)),
        INamedTypeSymbol { Name: "Memory" or "ReadOnlyMemory" or "Span" or "ReadOnlySpan", TypeArguments.Length: 1 } memory => !IsNumber(memory.TypeArguments[0]),
        _ when this.IsTensor(type) => false,
        _ => Mentions(type.Name, "Batch") || IsList(type) || type.AllInterfaces.Any(IsList),
    };

    private static bool IsList(ITypeSymbol type) => type is INamedTypeSymbol { Name: "IEnumerable" or "IAsyncEnumerable", TypeArguments.Length: 1 } list && !IsNumber(list.TypeArguments[0]);

    private static bool IsNumber(ITypeSymbol type) => type.SpecialType is >= SpecialType.System_Boolean and <= SpecialType.System_Double || type.Name is "Half";

    // Bounds that move with the counter cut a batch or a window out of something longer.
    private bool IsSliced(HashSet<IOperation> calls) =>
        this.region.Source is { } source && Operations.Unwrap(source) is IInvocationOperation { TargetMethod.Name: "Chunk" or "Batch" or "Buffer" or "Window" }
        || calls.OfType<IInvocationOperation>().Any(call => slicing.Contains(call.TargetMethod.Name) && call.Arguments.Any(argument => this.MentionsCounter(argument.Value)))
        || this.region.Body.Descendants().OfType<IRangeOperation>().Any(this.MentionsCounter);

    private bool MentionsCounter(IOperation value) => this.region.Counter is not null && value.DescendantsAndSelf().Any(this.IsCounter);

    private static bool CountsByOne(IForLoopOperation loop) => TripCounts.CounterOf(loop) is { Step: 1 or -1 };

    // Frames come one after the other, and each answer is wanted before the next comes.
    private bool IsLive() =>
        this.turn.Any(symbol => live.Any(word => Mentions(symbol.Name, word)) || IsLiveType(symbol))
        || (this.region.Source is { } source && source.DescendantsAndSelf().Any(part => NameOf(part) is { } name && live.Any(word => Mentions(name, word))));

    private static bool IsLiveType(ISymbol symbol) =>
        (symbol switch { ILocalSymbol local => local.Type, IParameterSymbol parameter => parameter.Type, _ => null }) is { } type && Mentions(type.Name, "Frame");

    private static string? NameOf(IOperation operation) => operation switch
    {
        ILocalReferenceOperation local => local.Local.Name,
        IParameterReferenceOperation parameter => parameter.Parameter.Name,
        IMemberReferenceOperation member => member.Member.Name,
        IInvocationOperation call => call.TargetMethod.Name,
        _ => null,
    };

    private static bool Mentions(string name, string word) => name.IndexOf(word, StringComparison.OrdinalIgnoreCase) >= 0;
}
