using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using PerfProof.Catalog;
using PerfProof.Wrappers;

namespace PerfProof.HotPath;

/// <summary>How often a call makes anew what it could make once.</summary>
public enum CreationRate
{
    /// <summary>On every turn of a loop.</summary>
    Turn,

    /// <summary>For each request that a server answers.</summary>
    Request,

    /// <summary>For each event that is handled.</summary>
    Event,

    /// <summary>On every call of a method that runs the thing on what it was called with.</summary>
    Call,
}

/// <summary>
/// A call or construction that makes the same thing again and again: from what does not change, for one turn, request or call, and dropped
/// at its end. Models, sessions, tokenizers and clients are meant, which cost far more to make than to use.
/// </summary>
/// <param name="Rate">How often.</param>
/// <param name="Region">The loop; null unless the rate is <see cref="CreationRate.Turn"/>.</param>
/// <param name="Site">The operation in the loop or handler: the creation, or the call that leads to it.</param>
/// <param name="Path">The methods between site and creation, outermost first.</param>
/// <param name="Function">The method that creates: the one called again and again for <see cref="CreationRate.Call"/>.</param>
public sealed record RepeatedCreation(CreationRate Rate, HotRegion? Region, IOperation Site, ImmutableArray<IMethodSymbol> Path, IMethodSymbol Function)
{
    /// <summary>How a container was told to make it anew: <c>scoped</c> or <c>transient</c>; null where none was.</summary>
    public string? Lifetime { get; init; }

    /// <summary>The type that is registered so and holds what is made; null where it is the thing itself.</summary>
    public string? Owner { get; init; }

    /// <summary>When it happens, as a message says it: <c>on every turn of this loop</c>.</summary>
    public string When => this.Rate switch
    {
        _ when this.Lifetime is { } lifetime => $"each time the container is asked for {(this.Owner is { } owner ? $"'{owner}', which" : "it, since it")} is registered as {lifetime}",
        CreationRate.Turn => this.Path.IsEmpty ? "on every turn of this loop" : $"on every turn of a loop that calls '{NameOf(this.Path[0])}'",
        CreationRate.Request => this.Path.IsEmpty ? "for every request" : $"for every request that calls '{NameOf(this.Path[0])}'",
        CreationRate.Event => this.Path.IsEmpty ? "for every event" : $"for every event that calls '{NameOf(this.Path[0])}'",
        _ => this.Function.MethodKind == MethodKind.AnonymousFunction ? "on every call of this lambda" : $"on every call of '{NameOf(this.Function)}'",
    };

    /// <summary>
    /// Whether what the operation makes is made again and again, from the same, and dropped each time. Null when that is not seen: what
    /// is kept, returned, made from what the caller gives, made once at start, in a test or in a benchmark.
    /// </summary>
    public static RepeatedCreation? Of(CompilationModel model, RoleMatch match)
    {
        var creation = match.Operation;
        if (Registrations.OwnerOf(creation) is { } owner)
        {
            // Kept by an object: it is made again where that object is. An object of one's own whose constructor makes it is found in there.
            return !match.IsWrapped && owner.InstanceConstructors.FirstOrDefault() is { } constructor && model.Registrations.LifetimeOf(owner) is { } registered
                ? new(CreationRate.Request, null, creation, ImmutableArray<IMethodSymbol>.Empty, constructor) { Lifetime = registered, Owner = owner.Name }
                : null;
        }

        if (Measuring.IsMeasured(creation) || FunctionOf.Around(creation) is not { } function || EntryPoints.IsTest(function.Symbol) || IsInCatch(creation))
        {
            return null;
        }

        if (Registrations.LifetimeOf(function) is { } lifetime)
        {
            return Registrations.IsMadeForTheContainer(function, creation) && ValueSources.OfCall(function, PartsOf(creation)) is { IsSteady: true } sourcesThere
                && sourcesThere.Parameters.All(parameter => Registrations.IsContainer(parameter.Type))
                    ? new(CreationRate.Request, null, creation, ImmutableArray<IMethodSymbol>.Empty, function.Symbol) { Lifetime = lifetime }
                    : null;
        }

        var created = CreatedObject.Of(model, function, match);
        if (!created.IsGone || (match.IsWrapped && !IsMadeBy(model, creation)))
        {
            return null;
        }

        var made = PartsOf(creation);
        foreach (var repetition in CallFrequency.Of(model, creation))
        {
            if (IsSameEachTime(model, repetition, function, made) && !IsOfAnotherObject(repetition, created))
            {
                var rate = repetition.Kind switch
                {
                    RepetitionKind.Turn => CreationRate.Turn,
                    RepetitionKind.Request => CreationRate.Request,
                    _ => CreationRate.Event,
                };
                return new(rate, repetition.Region, repetition.Site, repetition.Path, function.Symbol);
            }
        }

        var sources = ValueSources.OfCall(function, made);
        return sources.IsSteady
            && CallData.Of(function, [.. created.Holders, .. sources.Parameters]).Reaches(created.Uses)
            && (sources.Parameters.Count == 0 ? CallFrequency.MayBeCalledOften(model, creation) : IsGivenTheSame(model, function, sources.Parameters))
                ? new(CreationRate.Call, null, creation, ImmutableArray<IMethodSymbol>.Empty, function.Symbol)
                : null;
    }

    // foreach (var task in tasks) task.Init(): each makes a buffer of its own, and keeps it.
    private static bool IsOfAnotherObject(Repetition repetition, CreatedObject created) =>
        created.Holders.Any(static holder => holder is IFieldSymbol { IsStatic: false })
        && repetition is { Region: { } region, Site: IInvocationOperation { Instance: { } receiver } }
        && !region.IsInvariant(receiver);

    // What it is made from comes with the call: all callers must be known, each give what does not change, and one be called often.
    private static bool IsGivenTheSame(CompilationModel model, FunctionOf function, IReadOnlyCollection<IParameterSymbol> parameters) =>
        !EntryPoints.RunsOnce(function.Symbol)
        && AllGiveTheSame(model, function, parameters)
        && model.CallSites.Of(function.Symbol).Uses.Any(use => CallFrequency.MayBeCalledOften(model, use));

    private static bool AllGiveTheSame(CompilationModel model, FunctionOf function, IReadOnlyCollection<IParameterSymbol> parameters)
    {
        if (function.IsLambda)
        {
            return false;
        }

        var found = model.CallSites.Of(function.Symbol);
        return found.IsComplete
            && found.Uses.All(use => use is IInvocationOperation call && FunctionOf.Around(call) is { } caller
                && ValueSources.OfCall(caller, GivenFor(call, parameters)) is { IsSteady: true, Parameters.Count: 0 }
                && !GivenFor(call, parameters).Any(given => IsModelOfItsOwn(model, given)));
    }

    // var model = Load(path); TryOne(model): each call of the caller makes a model, and what is made from that belongs to it.
    private static bool IsModelOfItsOwn(CompilationModel model, IOperation given) =>
        Operations.Unwrap(given) is ILocalReferenceOperation local
        && MemberIndex.Of(local).ValuesOf(local.Local).SelectMany(static value => value.DescendantsAndSelf())
            .Any(value => model.Match(value, Roles.CreateModel) is not null || model.Match(value, Roles.Train) is not null);

    private static IEnumerable<IOperation> GivenFor(IInvocationOperation call, IReadOnlyCollection<IParameterSymbol> parameters) =>
        call.Arguments.Where(argument => parameters.Any(parameter => parameter.Ordinal == argument.Parameter?.Ordinal)).Select(argument => argument.Value);

    /// <summary>
    /// Whether what the operation makes is made and disposed on every turn of a loop, from something else each time: buffers of the size of
    /// the element. On the same device or by the same factory: what it is called on does not change.
    /// </summary>
    public static RepeatedCreation? OfVarying(CompilationModel model, RoleMatch match)
    {
        var creation = match.Operation;
        return !match.IsWrapped
            && !Measuring.IsMeasured(creation)
            && FunctionOf.Around(creation) is { } function
            && !EntryPoints.IsTest(function.Symbol)
            && HotRegion.Enclosing(creation) is { TripCount: null or > 1, IsRetry: false } region
            && region.GuardOf(creation) is null
            && CreatedObject.Of(model, function, match) is { IsDisposed: true }
            && ReceiverOf(creation) is { } receiver && ValueSources.OfTurn(region, function, [receiver]).IsSteady && !IsMadeThere(model, receiver, region.Body, 0)
                ? new(CreationRate.Turn, region, creation, ImmutableArray<IMethodSymbol>.Empty, function.Symbol)
                : null;
    }

    /// <summary>Whether what makes the thing - a device, a context - is made in the same turn or call itself, and found there.</summary>
    public bool IsMakerMadeToo(CompilationModel model, RoleMatch match) =>
        ReceiverOf(match.Operation) is { } receiver
        && FunctionOf.Around(match.Operation) is { } function
        && IsMadeThere(model, receiver, this.Region is { } region && this.Path.IsEmpty ? region.Body : function.Body, 0);

    private static bool IsMadeThere(CompilationModel model, IOperation receiver, IOperation body, int depth)
    {
        foreach (var part in receiver.DescendantsAndSelf())
        {
            if (model.Match(part, Roles.CreateClient) is not null)
            {
                return true;
            }

            if (part is ILocalReferenceOperation { Local: var local }
                && local.DeclaringSyntaxReferences.Any(declaration => declaration.SyntaxTree == body.Syntax.SyntaxTree && body.Syntax.Span.Contains(declaration.Span))
                && (depth > 4 || MemberIndex.Of(part).OnlyValueOf(local) is not { } value || IsMadeThere(model, value, body, depth + 1)))
            {
                return true;
            }
        }

        return false;
    }

    private static IOperation? ReceiverOf(IOperation creation) => creation switch
    {
        IInvocationOperation { Instance: { } instance } => instance,
        IInvocationOperation { TargetMethod.IsExtensionMethod: true } call => call.Arguments.FirstOrDefault(argument => argument.Parameter?.Ordinal == 0)?.Value,
        _ => null,
    };

    // A method that uses such a thing inside is found at its own place; only one that gives it back makes it for its caller. An object whose
    // constructor makes it holds it.
    private static bool IsMadeBy(CompilationModel model, IOperation creation)
    {
        var type = creation.Type is INamedTypeSymbol { Name: "Task" or "ValueTask", TypeArguments.Length: 1 } task ? task.TypeArguments[0] : creation.Type;
        return creation is IObjectCreationOperation
            || (type is INamedTypeSymbol { SpecialType: SpecialType.None, ContainingAssembly: { } assembly }
                && !Operations.Same(assembly, model.Compilation.Assembly)
                && !Effects.IsFramework(type));
    }

    private static IReadOnlyList<IOperation> PartsOf(IOperation creation) => creation switch
    {
        IInvocationOperation call => (call.Instance is { } instance ? new[] { instance } : []).Concat(call.Arguments.Where(argument => argument.Parameter?.RefKind != RefKind.Out).Select(argument => argument.Value)).ToList(),
        IObjectCreationOperation construction => construction.Arguments.Select(argument => argument.Value).Concat(construction.Initializer is { } initializer ? [initializer] : []).ToList(),
        _ => [creation],
    };

    private static bool IsSameEachTime(CompilationModel model, Repetition repetition, FunctionOf function, IReadOnlyList<IOperation> made)
    {
        if (repetition.Path.IsEmpty)
        {
            return repetition.Region is { } region
                ? ValueSources.OfTurn(region, function, made).IsSteady
                : ValueSources.OfCall(function, made) is { IsSteady: true, Parameters.Count: 0 };
        }

        var sources = ValueSources.OfCall(function, made);
        if (!sources.IsSteady)
        {
            return false;
        }

        // What the caller gives must be the same too; where the loop is further out, what every caller gives.
        if (sources.Parameters.Count > 0)
        {
            if (repetition.Path.Length > 1)
            {
                return AllGiveTheSame(model, function, sources.Parameters);
            }

            if (repetition.Site is not IInvocationOperation call || FunctionOf.Around(call) is not { } caller)
            {
                return false;
            }

            var given = GivenFor(call, sources.Parameters);
            return repetition.Region is { } around
                ? ValueSources.OfTurn(around, caller, given).IsSteady
                : ValueSources.OfCall(caller, given) is { IsSteady: true, Parameters.Count: 0 };
        }

        // The object whose method it is must be the same on every turn, or each has its own.
        return repetition.Region is not { } loop
            || repetition.Path.Length > 1
            || repetition.Site is not IInvocationOperation { Instance: { } receiver }
            || FunctionOf.Around(receiver) is not { } outer
            || ValueSources.OfTurn(loop, outer, [receiver]).IsSteady;
    }

    private static bool IsInCatch(IOperation operation)
    {
        for (var current = operation.Parent; current is not null; current = current.Parent)
        {
            if (current is ICatchClauseOperation)
            {
                return true;
            }
        }

        return false;
    }

    private static string NameOf(IMethodSymbol method) =>
        method.MethodKind == MethodKind.Ordinary || method.MethodKind == MethodKind.ExplicitInterfaceImplementation ? method.Name.Substring(method.Name.LastIndexOf('.') + 1) : method.ContainingType.Name;
}
