using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using PerfProof.Catalog;
using PerfProof.HotPath;

namespace PerfProof.Wrappers;

/// <summary>The role that a method, accessor or lambda plays because its body does.</summary>
/// <param name="Line">The catalog line at the end of the way.</param>
/// <param name="Input">Ordinal of the parameter that becomes the role's input; null for a role without one.</param>
/// <param name="Through">The wrappers below this one.</param>
internal sealed record WrapperRole(CatalogLine Line, int? Input, ImmutableArray<string> Through);

/// <summary>Looks for a role in the bodies of methods; each method is looked at once per role and depth.</summary>
internal sealed class WrapperBodies(WrapperModel owner, Compilation compilation)
{
    // Roles about something that is handed in: only a method that hands its own parameter on plays them.
    private static readonly HashSet<string> inputRoles = new(StringComparer.Ordinal)
    {
        Roles.CountTokens, Roles.EncodeTokens, Roles.CutByTokens, Roles.DecodeTokens, Roles.EmbedOne, Roles.EmbedBatch, Roles.Infer,
    };

    private const int MaxImplementations = 16;

    private readonly ConcurrentDictionary<(ISymbol Member, string Role, int Depth), WrapperRole?> memo = new(KeyComparer.Instance);
    private readonly Implementations implementations = new(compilation);

    /// <summary>The bodies that were bound.</summary>
    public BoundBodies Bodies { get; } = new(compilation);

    /// <summary>Whether the role is about an input.</summary>
    public static bool TakesInput(string role) => inputRoles.Contains(role);

    /// <summary>The role of a method or property of this compilation; null when it plays none, or is not from here.</summary>
    public WrapperRole? RoleOf(ISymbol member, string role, int depth)
    {
        var definition = RoleCatalog.Definition(member);
        return definition.DeclaringSyntaxReferences.IsEmpty || depth > WrapperModel.MaxDepth
            ? null
            : this.memo.GetOrAdd((definition, role, depth), key => this.Find(key.Member, key.Role, key.Depth));
    }

    /// <summary>The role of a lambda or method body.</summary>
    public WrapperRole? RoleOfBody(SyntaxNode body, ISymbol function, string role, int depth)
    {
        if (depth > WrapperModel.MaxDepth || IsLookup(body, role) || !IsPlausibleResult(function, role))
        {
            return null;
        }

        var names = owner.NamesOf(role);
        foreach (var node in body.DescendantNodes())
        {
            if (!MayPlay(node, names) || this.Bodies.OperationOf(node) is not { } operation)
            {
                continue;
            }

            if (role == Roles.Infer && operation is IInvalidOperation && this.OfUnbound(operation, node, body, function, depth) is { } unbound)
            {
                return unbound;
            }

            if (operation is IConversionOperation { OperatorMethod: null, Operand: { } operand })
            {
                operation = operand;
            }

            if (owner.Match(operation, role, depth) is { } match && this.Accept(match, match.InputValue, body, function, depth) is { } found)
            {
                return found;
            }

            if (role == Roles.EmbedOne && this.AsListOfOne(operation, body, function, depth) is { } single)
            {
                return single;
            }
        }

        return null;
    }

    // Where several bodies can run, every one that does anything must play the role; those that only refuse do not count. What is called
    // so (IClient.EmbedAsync) and plays it once means it: the others are fakes, or reach a service by hand.
    private WrapperRole? Find(ISymbol member, string role, int depth)
    {
        WrapperRole? found = null;
        var bodies = this.implementations.Of(member);
        if (bodies.Length > MaxImplementations)
        {
            return null;
        }

        foreach (var implementation in bodies)
        {
            if (bodies.Length > 1 && OnlyThrows(implementation))
            {
                continue;
            }

            var one = this.OfImplementation(implementation, role, depth);
            if (one is null ? !SaysSo(member, role) : found is not null && found.Input != one.Input)
            {
                return null;
            }

            found ??= one;
        }

        return found;
    }

    private static bool SaysSo(ISymbol member, string role) => role == Roles.EmbedOne && member.Name.IndexOf("Embed", StringComparison.Ordinal) >= 0;

    private static bool OnlyThrows(ISymbol member) =>
        member.DeclaringSyntaxReferences.Length == 1
        && member.DeclaringSyntaxReferences[0].GetSyntax() is BaseMethodDeclarationSyntax method
        && (method.ExpressionBody?.Expression is ThrowExpressionSyntax || (method.Body is { Statements: { Count: 1 } statements } && statements[0] is ThrowStatementSyntax));

    private WrapperRole? OfImplementation(ISymbol implementation, string role, int depth)
    {
        if (implementation is IPropertySymbol property)
        {
            return property.GetMethod is { DeclaringSyntaxReferences.Length: 1 } getter
                ? this.RoleOfBody(getter.DeclaringSyntaxReferences[0].GetSyntax(), getter, role, depth)
                : null;
        }

        if (implementation is IMethodSymbol { PartialImplementationPart: { } part })
        {
            implementation = part;
        }

        return implementation.DeclaringSyntaxReferences.Length == 1
            ? this.RoleOfBody(implementation.DeclaringSyntaxReferences[0].GetSyntax(), implementation, role, depth)
            : null;
    }

    // A call with a type of a library that is missing (an image) does not bind, but there is one method only that it can mean.
    private WrapperRole? OfUnbound(IOperation operation, SyntaxNode call, SyntaxNode body, ISymbol function, int depth) =>
        this.Bodies.OnlyCandidateOf(call) is { } candidate && this.RoleOf(candidate, Roles.Infer, depth + 1) is { } found
            && InferenceWrapper.Of(operation, operation.ChildOperations, body, function) is { } fed
                ? new WrapperRole(found.Line, fed.Length == 1 ? fed[0] : null, found.Through.Insert(0, WrapperModel.PathOf(candidate)))
                : null;

    // EmbedAsync(text) => GenerateAsync([text]): one input, by way of the member for many.
    private WrapperRole? AsListOfOne(IOperation operation, SyntaxNode body, ISymbol function, int depth)
    {
        if (LiteralList.Of(operation) is not { Count: 1 } elements
            || owner.Match(operation, Roles.EmbedBatch, WrapperModel.MaxDepth) is not { IsWrapped: false } batch
            || RoleCatalog.Definition(batch.Member).GetDocumentationCommentId() is not { } id)
        {
            return null;
        }

        var line = batch.Line with { Role = Roles.EmbedOne, Keys = batch.Line.Keys.SetItem(Keys.Batch, id) };
        return this.Accept(batch with { Line = line }, elements[0], body, function, depth);
    }

    private WrapperRole? Accept(RoleMatch match, IOperation? input, SyntaxNode body, ISymbol function, int depth)
    {
        var operation = match.Operation;
        if (!RunsInBody(operation, body, mayAskForMemory: depth == 1, out var isConditional))
        {
            return null;
        }

        if (!TakesInput(match.Role))
        {
            return isConditional ? null : new WrapperRole(match.Line, null, match.Through);
        }

        if (match.Role == Roles.Infer)
        {
            return InferenceWrapper.Of(match.Operation, InferenceWrapper.InputsOf(match), body, function) is { } fed ? new WrapperRole(match.Line, fed.Length == 1 ? fed[0] : null, match.Through) : null;
        }

        // A wrapper of several parameters does not say which of them it embeds: any argument may be.
        var inputs = input is not null ? [input]
            : match is { Role: Roles.EmbedOne, IsWrapped: true, Input: null } ? InferenceWrapper.InputsOf(match).Where(one => !IsPassenger(one.Type)).ToList()
            : new List<IOperation>();
        var parameters = new HashSet<IParameterSymbol>(SymbolEqualityComparer.Default);
        if (!inputs.All(one => OwnParameters(one, function, parameters, 0)) || parameters.Count == 0)
        {
            return null;
        }

        // A text put together from several parameters is another one when any of them is: which, the caller has to see.
        var parameter = parameters.Count == 1 ? parameters.First() : null;
        if (parameter is null ? match.Role != Roles.EmbedOne : !Suits(parameter.Type, match.Role))
        {
            return null;
        }

        // In a loop over something else it is another input every turn; a retry has the same one.
        if (HotRegion.Enclosing(operation) is { } region && body.Span.Contains(region.Owner.Syntax.Span)
            && !(inputs.All(region.IsInvariant) && region.FeedsLaterTurn(operation)))
        {
            return null;
        }

        return new WrapperRole(match.Line, parameter?.Ordinal, match.Through);
    }

    private static bool MayPlay(SyntaxNode node, ImmutableHashSet<string> names) => node switch
    {
        InvocationExpressionSyntax or ObjectCreationExpressionSyntax => NameIndex.SourceName(node) is { } name && names.Contains(name),
        ImplicitObjectCreationExpressionSyntax => true,
        ElementAccessExpressionSyntax => names.Contains(NameIndex.Indexer),
        CastExpressionSyntax => names.Contains(WellKnownMemberNames.ExplicitConversionName) || names.Contains(WellKnownMemberNames.ImplicitConversionName),
        _ => false,
    };

    /// <summary>
    /// Whether the operation belongs to the body itself, and whether something decides that it runs. An object that asks whether it has
    /// memory does so for those who hold it; what methods further out do with it is not known to be the same on every call.
    /// </summary>
    private static bool RunsInBody(IOperation operation, SyntaxNode body, bool mayAskForMemory, out bool isConditional)
    {
        isConditional = false;
        for (IOperation child = operation; child.Parent is { } parent && body.Span.Contains(parent.Syntax.Span); child = parent)
        {
            switch (parent)
            {
                case ILocalFunctionOperation when parent.Syntax != body:
                    return false;
                case IAnonymousFunctionOperation when parent.Syntax != body:
                    if (!IsRunAtOnce(parent))
                    {
                        return false;
                    }

                    break;
                case IConditionalOperation conditional when mayAskForMemory && child == conditional.WhenTrue && MemoryGuard.AsksForMemory(conditional, operation, body):
                    break;
                case IConditionalOperation conditional when child != conditional.Condition:
                case ILoopOperation or ISwitchCaseOperation or ISwitchExpressionArmOperation or ICatchClauseOperation or ICoalesceAssignmentOperation:
                case IConditionalAccessOperation access when child == access.WhenNotNull:
                case ICoalesceOperation coalesce when child == coalesce.WhenNull:
                case IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalAnd or BinaryOperatorKind.ConditionalOr } binary when child == binary.RightOperand:
                    isConditional = true;
                    break;
                case IBlockOperation block:
                    isConditional |= block.Operations.TakeWhile(statement => statement != child)
                        .Any(statement => Operations.Inline(statement).Any(inner => inner is IReturnOperation or IBranchOperation { BranchKind: BranchKind.GoTo }));
                    break;
            }
        }

        return true;
    }

    // Task.Run(() => ...), and pipelines that run what they are handed: policy.ExecuteAsync(() => ...), Retry(() => ...).
    private static bool IsRunAtOnce(IOperation lambda) =>
        RegionFinder.UseOf(lambda, out _, out var call) switch
        {
            DelegateUse.Once => true,
            DelegateUse.PerElement => true,
            _ => call is not null
                && (call.TargetMethod.Name.StartsWith("Execute", StringComparison.Ordinal) || call.TargetMethod.Name.Contains("Retry")),
        };

    /// <summary>Collects the parameters of the function that a value is made from; false when a variable is among its parts of which that is not known.</summary>
    private static bool OwnParameters(IOperation value, ISymbol function, HashSet<IParameterSymbol> found, int depth)
    {
        foreach (var part in value.DescendantsAndSelf())
        {
            switch (part)
            {
                case IParameterReferenceOperation { Parameter: var parameter }
                    when SymbolEqualityComparer.Default.Equals(parameter.ContainingSymbol, function) && !IsPassenger(parameter.Type):
                    found.Add(parameter);
                    break;
                case ILocalReferenceOperation local:
                    if (depth >= WrapperModel.MaxDepth || MemberIndex.Of(value).OnlyValueOf(local.Local) is not { } initial
                        || !OwnParameters(initial, function, found, depth + 1))
                    {
                        return false;
                    }

                    break;
            }
        }

        return true;
    }

    // What comes along with every call and is never the input.
    internal static bool IsPassenger(ITypeSymbol? type) =>
        type is null || type.Name is "CancellationToken" || type.SpecialType is SpecialType.System_Boolean or SpecialType.System_Int32;

    private static bool Suits(ITypeSymbol type, string role) =>
        role is not (Roles.CountTokens or Roles.EncodeTokens or Roles.CutByTokens)
        || type.SpecialType == SpecialType.System_String
        || type is INamedTypeSymbol { Name: "ReadOnlySpan" or "ReadOnlyMemory" or "StringBuilder" or "Span" or "Memory" };

    // A method that keeps what it counted is not counting again.
    private static bool IsLookup(SyntaxNode body, string role) =>
        role is Roles.CountTokens or Roles.EncodeTokens
        && body.DescendantNodes().Any(node => NameIndex.SourceName(node) is "TryGetValue" or "GetOrAdd" or "GetOrCreate" or "GetOrCreateAsync" or "TryGet");

    // What comes back tells a wrapper from a method that does the same among much else: an answer, a summary, a document.
    private static bool IsPlausibleResult(ISymbol function, string role)
    {
        if (function is not IMethodSymbol method || role is not (Roles.CountTokens or Roles.EncodeTokens or Roles.EmbedOne))
        {
            return true;
        }

        var type = method.ReturnType;
        if (type is INamedTypeSymbol { Name: "Task" or "ValueTask", TypeArguments.Length: 1 } task)
        {
            type = task.TypeArguments[0];
        }

        return role == Roles.EmbedOne ? IsEmbedding(type, method) : IsCount(type);
    }

    private static bool IsCount(ITypeSymbol type) =>
        type.SpecialType is >= SpecialType.System_Boolean and <= SpecialType.System_Double
        || (ElementOf(type) is { SpecialType: SpecialType.System_Int32 or SpecialType.System_UInt32 or SpecialType.System_Int64 });

    private static bool IsEmbedding(ITypeSymbol type, IMethodSymbol method) =>
        type.SpecialType is SpecialType.System_Void or SpecialType.System_Boolean
        || type is INamedTypeSymbol { Name: "Task" or "ValueTask", TypeArguments.Length: 0 }
        || ElementOf(type) is { SpecialType: SpecialType.System_Single or SpecialType.System_Double } or { Name: "Half" }
        || (type.Name.Contains("Embedding") || type.Name.Contains("Vector") || type.Name.Contains("Tensor"))
        || method.Parameters.Any(parameter => parameter.Type is { SpecialType: SpecialType.None, IsReferenceType: true } && SymbolEqualityComparer.Default.Equals(parameter.Type, type));

    private static ITypeSymbol? ElementOf(ITypeSymbol type) => type switch
    {
        IArrayTypeSymbol array => array.ElementType,
        INamedTypeSymbol { TypeArguments.Length: 1 } named => named.TypeArguments[0],
        _ => null,
    };

    private sealed class KeyComparer : IEqualityComparer<(ISymbol Member, string Role, int Depth)>
    {
        public static readonly KeyComparer Instance = new();

        public bool Equals((ISymbol Member, string Role, int Depth) x, (ISymbol Member, string Role, int Depth) y) =>
            x.Depth == y.Depth && x.Role == y.Role && SymbolEqualityComparer.Default.Equals(x.Member, y.Member);

        public int GetHashCode((ISymbol Member, string Role, int Depth) key) =>
            (SymbolEqualityComparer.Default.GetHashCode(key.Member) * 31) + (StringComparer.Ordinal.GetHashCode(key.Role) * 7) + key.Depth;
    }
}
