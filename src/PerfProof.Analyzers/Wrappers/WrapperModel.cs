using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using PerfProof.Catalog;

namespace PerfProof.Wrappers;

/// <summary>
/// Finds the role of an operation, directly or through methods of the same compilation: a method that hands its own parameter
/// to a catalogued member plays that member's role; a method that always synchronises or copies does so too. Members of
/// interfaces and abstract classes stand for their only implementation, delegates for the lambda or method that they were given.
/// </summary>
public sealed class WrapperModel
{
    /// <summary>How many methods deep a role is looked for.</summary>
    public const int MaxDepth = 4;

    // Roles about a type rather than an action: a method around them has them for some of its types and not for others.
    private static readonly HashSet<string> directRoles = new(StringComparer.Ordinal)
    {
        Roles.HalfType, Roles.HalfMath, Roles.HalfToBits, Roles.HalfFromBits, Roles.HalfFallback, Roles.ConvertToSingle, Roles.ConvertToHalf,
        Roles.AnyDevice, Roles.HostDevice, Roles.IsOnDevice, Roles.Tensor, Roles.OutputView, Roles.OutputList, Roles.TensorCopy, Roles.StridedIndexer,
        Roles.KernelBody, Roles.ThreadIndex, Roles.ViewLayout, Roles.DoubleMath,
        Roles.GradientsOff, Roles.UsesGradients, Roles.EvaluationMode, Roles.ReturnsMoved, Roles.DisposeScope,
        Roles.LogCall, Roles.CostlyGetter,
    };

    private readonly RoleCatalog catalog;
    private readonly WrapperNames names;
    private readonly WrapperBodies bodies;
    private readonly DelegateTargets delegates;

    internal WrapperModel(Compilation compilation, RoleCatalog catalog, SourceWords words)
    {
        this.catalog = catalog;
        this.names = new(compilation, catalog, words);
        this.bodies = new(this, compilation);
        this.delegates = new(this, this.bodies);
    }

    /// <summary>
    /// Names, as written in source, under which one of these roles can be reached: the catalog's, the wrappers', and those of
    /// variables that hold a delegate which plays it. More than do; not among them are kernels that came as a parameter.
    /// </summary>
    public ImmutableHashSet<string> SourceNames(ImmutableHashSet<string> roles) =>
        roles.Count == 1 ? this.names.Of(roles.First()) : roles.SelectMany(this.names.Of).ToImmutableHashSet(StringComparer.Ordinal);

    /// <summary>Binds code of other files.</summary>
    internal BoundBodies Bodies => this.bodies.Bodies;

    /// <summary>The files in which the role can be met at all.</summary>
    internal RoleFiles FilesOf(string role) => this.names.FilesOf(role);

    /// <summary>See <see cref="CompilationModel.Match"/>.</summary>
    public RoleMatch? Match(IOperation operation, string role) => this.Match(operation, role, 0);

    /// <summary>The member that an operation uses: the method of a call or conversion, a constructor, a property or a field.</summary>
    public static ISymbol? MemberOf(IOperation operation) => operation switch
    {
        IInvocationOperation call => call.TargetMethod,
        IObjectCreationOperation creation => creation.Constructor,
        IPropertyReferenceOperation property => property.Property,
        IFieldReferenceOperation field => field.Field,
        IConversionOperation conversion => conversion.OperatorMethod,
        _ => null,
    };

    /// <summary>The role of an operation met at this depth of wrappers.</summary>
    internal RoleMatch? Match(IOperation operation, string role, int depth)
    {
        if (MemberOf(operation) is not { } member)
        {
            return null;
        }

        if (this.catalog.LineOf(member, operation, role) is { } line)
        {
            return new RoleMatch(line, operation, member, InputOf(member, line), ImmutableArray<string>.Empty);
        }

        if (role == Roles.Infer && this.OverloadedBy(member) is { } overloaded)
        {
            return new RoleMatch(overloaded, operation, member, null, ImmutableArray<string>.Empty);
        }

        if (depth >= MaxDepth || !IsWrappable(role))
        {
            return null;
        }

        if (operation is IInvocationOperation { TargetMethod.MethodKind: MethodKind.DelegateInvoke } call)
        {
            return this.delegates.Match(call, role, depth);
        }

        if (member is not (IMethodSymbol or IPropertySymbol) || !this.names.Of(role).Contains(NameOf(member))
            || this.bodies.RoleOf(member, role, depth + 1) is not { } found)
        {
            return null;
        }

        var input = found.Input is { } ordinal ? ParametersOf(member).ElementAtOrDefault(ordinal) : null;
        return found.Input is not null && input is null
            ? null
            : new RoleMatch(found.Line, operation, member, input, found.Through.Insert(0, PathOf(member)));
    }

    // forward(x, memory) of a network that has a forward(x): the network, run with more.
    private CatalogLine? OverloadedBy(ISymbol member)
    {
        if (member is IMethodSymbol { IsStatic: false, ContainingType.BaseType: { } inherited } && !member.DeclaringSyntaxReferences.IsEmpty)
        {
            for (var type = inherited; type is { SpecialType: SpecialType.None }; type = type.BaseType)
            {
                foreach (var named in type.GetMembers(member.Name))
                {
                    if (this.catalog.LineOf(named, Roles.Infer) is { } line)
                    {
                        return line;
                    }
                }
            }
        }

        return null;
    }

    /// <summary>Whether methods around a member of this role play it too.</summary>
    internal static bool IsWrappable(string role) => !directRoles.Contains(role);

    /// <summary>See <see cref="CompilationModel.OperationOf"/>.</summary>
    internal IOperation? OperationOf(SyntaxNode node) => this.bodies.Bodies.OperationOf(node);

    /// <summary>What the delegate behind a launch was given; empty when that is not known.</summary>
    internal ImmutableArray<IOperation> LoadsOf(IInvocationOperation launch) => this.delegates.LoadsOf(launch);

    internal ImmutableHashSet<string> NamesOf(string role) => this.names.Of(role);

    internal CatalogLine? LineOf(ITypeSymbol type, string role) => this.catalog.LineOf(type, role);

    internal CatalogLine? LineOf(ISymbol member, IOperation use, string role) => this.catalog.LineOf(member, use, role);

    /// <summary>How a message shows a wrapper: <c>TokenCounter.Count</c>.</summary>
    internal static string PathOf(ISymbol member) => member switch
    {
        ILocalSymbol or IParameterSymbol or IMethodSymbol { MethodKind: MethodKind.LocalFunction } => member.Name,
        IMethodSymbol { MethodKind: MethodKind.Constructor, ContainingType: { } type } => "new " + type.Name,
        { ContainingType: { } type } => type.Name + "." + (member is IPropertySymbol { IsIndexer: true } ? "this[]" : member.Name),
        _ => member.Name,
    };

    /// <summary>The parameter that the role is about: the one named by the key <c>text</c> or <c>input</c>, otherwise the first that takes text or an item.</summary>
    internal static IParameterSymbol? InputOf(ISymbol member, CatalogLine line)
    {
        var parameters = ParametersOf(member);
        if (line.Keys.TryGetValue("text", out var name) || line.Keys.TryGetValue("input", out name))
        {
            return parameters.FirstOrDefault(parameter => parameter.Name == name);
        }

        return parameters.FirstOrDefault(parameter =>
            parameter.Type.SpecialType == SpecialType.System_String
            || (parameter.Type is INamedTypeSymbol { Name: "ReadOnlySpan", TypeArguments.Length: 1 } span
                && span.TypeArguments[0].SpecialType == SpecialType.System_Char));
    }

    private static string NameOf(ISymbol member) => member switch
    {
        IMethodSymbol { MethodKind: MethodKind.Constructor, ContainingType: { } type } => type.Name,
        IPropertySymbol { IsIndexer: true } => NameIndex.Indexer,
        IMethodSymbol { MethodKind: MethodKind.ExplicitInterfaceImplementation } explicitly => explicitly.Name.Substring(explicitly.Name.LastIndexOf('.') + 1),
        _ => member.Name,
    };

    private static ImmutableArray<IParameterSymbol> ParametersOf(ISymbol member) => member switch
    {
        IMethodSymbol method => (method.ReducedFrom ?? method).Parameters,
        IPropertySymbol property => property.Parameters,
        _ => ImmutableArray<IParameterSymbol>.Empty,
    };
}
