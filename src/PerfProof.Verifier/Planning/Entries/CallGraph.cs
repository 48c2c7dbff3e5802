using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace PerfProof.Planning;

/// <summary>
/// What may call what, over all projects of a solution, as far as sources tell: calls, constructions, properties, operators, method groups; an
/// interface or a virtual member stands for all that implement or override it, a lambda or local function for the member around it,
/// and a type that a container is given for its constructors. It tells rather too much than too little: what is reached in
/// truth shows when it is run.
/// </summary>
internal sealed class CallGraph
{
    private const string StaticPart = " (static)";
    private const string InstancePart = " (instance)";
    private const string AnyMember = " (any)";

    private readonly ConcurrentDictionary<string, ConcurrentDictionary<string, bool>> callers = new(StringComparer.Ordinal);
    private readonly HashSet<string> assemblies;

    private CallGraph(Solution solution) =>
        this.assemblies = solution.Projects.Select(project => project.AssemblyName).ToHashSet(StringComparer.Ordinal);

    /// <summary>Reads a solution.</summary>
    public static async Task<CallGraph> ReadAsync(Solution solution, CancellationToken cancellation)
    {
        var graph = new CallGraph(solution);
        foreach (var project in solution.Projects.Where(project => project.Language == LanguageNames.CSharp))
        {
            if (await project.GetCompilationAsync(cancellation).ConfigureAwait(false) is not { } compilation)
            {
                continue;
            }

            await Parallel.ForEachAsync(compilation.SyntaxTrees, cancellation, async (tree, stop) =>
            {
                var model = compilation.GetSemanticModel(tree);
                var main = compilation.GetEntryPoint(stop);
                foreach (var node in (await tree.GetRootAsync(stop).ConfigureAwait(false)).DescendantNodes())
                {
                    graph.Visit(node, model, main);
                }
            }).ConfigureAwait(false);
        }

        return graph;
    }

    /// <summary>How many calls away each member is that may lead to the code at a node, which is in one itself (0).</summary>
    public IReadOnlyDictionary<string, int> Leading(SyntaxNode node, SemanticModel model)
    {
        var distances = new Dictionary<string, int>(StringComparer.Ordinal);
        var queue = new Queue<string>();
        foreach (var start in Owners(node, model, model.Compilation.GetEntryPoint(CancellationToken.None)))
        {
            distances[start] = 0;
            queue.Enqueue(start);
        }

        while (queue.TryDequeue(out var member))
        {
            foreach (var caller in this.callers.TryGetValue(member, out var known) ? known.Keys : [])
            {
                if (distances.TryAdd(caller, distances[member] + 1))
                {
                    queue.Enqueue(caller);
                }
            }
        }

        return distances;
    }

    /// <summary>How a member is called here; the same for all compilations that see it.</summary>
    public static string Key(ISymbol symbol)
    {
        var member = symbol switch
        {
            IMethodSymbol { AssociatedSymbol: { } property } => property.OriginalDefinition,
            IMethodSymbol { ReducedFrom: { } extension } => extension.OriginalDefinition,
            _ => symbol.OriginalDefinition,
        };
        return $"{member.ContainingAssembly?.Name}/{member.GetDocumentationCommentId()}";
    }

    private void Visit(SyntaxNode node, SemanticModel model, IMethodSymbol? main)
    {
        if (node is BaseTypeDeclarationSyntax or DelegateDeclarationSyntax)
        {
            if (model.GetDeclaredSymbol(node) is INamedTypeSymbol type)
            {
                this.AddType(type);
            }

            return;
        }

        if (node is not (SimpleNameSyntax or BaseObjectCreationExpressionSyntax or ElementAccessExpressionSyntax or ConstructorInitializerSyntax or PrimaryConstructorBaseTypeSyntax
            or BinaryExpressionSyntax or CastExpressionSyntax))
        {
            return;
        }

        var info = model.GetSymbolInfo(node);
        foreach (var used in info.Symbol is { } symbol ? [symbol] : info.CandidateSymbols)
        {
            foreach (var target in this.Targets(used, node))
            {
                foreach (var owner in Owners(node, model, main))
                {
                    this.Add(owner, target);
                }
            }
        }
    }

    private IEnumerable<string> Targets(ISymbol used, SyntaxNode node)
    {
        switch (used)
        {
            case INamedTypeSymbol { TypeKind: TypeKind.Class or TypeKind.Struct } type when node.Parent is TypeArgumentListSyntax && this.IsOurs(type):
                // A container makes what it is told to: AddSingleton<IStore, FileStore>().
                return type.InstanceConstructors.Select(Key);
            case IFieldSymbol { IsStatic: true, IsConst: false } field when this.IsOurs(field):
                return [Key(field.ContainingType) + StaticPart];
            case IMethodSymbol or IPropertySymbol when this.IsOurs(used) || used.IsAbstract || used.IsVirtual:
                return [Key(used)];
            case IMethodSymbol { IsExtensionMethod: true } extension when (extension.ReducedFrom ?? extension).Parameters[0].Type is INamedTypeSymbol { TypeKind: TypeKind.Interface } contract:
                // An extension of a library calls what it extends.
                return [Key(contract) + AnyMember];
            default:
                return [];
        }
    }

    private void AddType(INamedTypeSymbol type)
    {
        foreach (var member in type.GetMembers())
        {
            if (member is not (IMethodSymbol or IPropertySymbol) || member is IMethodSymbol { AssociatedSymbol: not null })
            {
                continue;
            }

            var key = Key(member);
            this.Add(key, Key(type) + StaticPart);
            if (member is IMethodSymbol { MethodKind: MethodKind.Constructor })
            {
                this.Add(key, Key(type) + InstancePart);
            }

            for (var overridden = Overridden(member); overridden is not null; overridden = Overridden(overridden))
            {
                this.Add(Key(overridden), key);
            }
        }

        // A constructor that names no other begins with that of its base class.
        if (type.BaseType is { } inherited && this.IsOurs(inherited) && inherited.InstanceConstructors.FirstOrDefault(constructor => constructor.Parameters.IsEmpty) is { } first)
        {
            this.Add(Key(type) + InstancePart, Key(first));
        }

        foreach (var contract in type.TypeKind == TypeKind.Interface ? [] : type.AllInterfaces)
        {
            foreach (var member in contract.GetMembers())
            {
                if (type.FindImplementationForInterfaceMember(member) is { } implementation && this.IsOurs(implementation))
                {
                    this.Add(Key(member), Key(implementation));
                    this.Add(Key(contract) + AnyMember, Key(implementation));
                }
            }
        }
    }

    private static ISymbol? Overridden(ISymbol member) => member switch
    {
        IMethodSymbol method => method.OverriddenMethod,
        IPropertySymbol property => property.OverriddenProperty,
        _ => null,
    };

    /// <summary>The members that run the code at a node: the one around it; for an initialiser, making the object or the first use of the type.</summary>
    private static IEnumerable<string> Owners(SyntaxNode node, SemanticModel model, IMethodSymbol? main)
    {
        for (var (inner, around) = (node, node.Parent); around is not null; (inner, around) = (around, around.Parent))
        {
            switch (around)
            {
                case BaseMethodDeclarationSyntax or IndexerDeclarationSyntax or EventDeclarationSyntax:
                    return model.GetDeclaredSymbol(around) is { } member ? [Key(member)] : [];
                case PropertyDeclarationSyntax property when model.GetDeclaredSymbol(property) is { } declared:
                    return inner == property.Initializer ? [Part(declared)] : [Key(declared)];
                case BaseFieldDeclarationSyntax field when field.Declaration.Variables.FirstOrDefault() is { } variable && model.GetDeclaredSymbol(variable) is { } declared:
                    return [Part(declared)];
                case GlobalStatementSyntax when main is not null:
                    return [Key(main)];
                case BaseTypeDeclarationSyntax type when model.GetDeclaredSymbol(type) is { } declared:
                    // Arguments for the constructor of a base class.
                    return inner is BaseListSyntax ? [Key(declared) + InstancePart] : [];
            }
        }

        return [];
    }

    private static string Part(ISymbol declared) => Key(declared.ContainingType) + (declared.IsStatic ? StaticPart : InstancePart);

    private bool IsOurs(ISymbol symbol) => symbol.ContainingAssembly is { } assembly && this.assemblies.Contains(assembly.Name);

    private void Add(string caller, string called)
    {
        if (caller != called)
        {
            this.callers.GetOrAdd(called, _ => new(StringComparer.Ordinal)).TryAdd(caller, true);
        }
    }
}
