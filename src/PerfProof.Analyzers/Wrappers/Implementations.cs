using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace PerfProof.Wrappers;

/// <summary>The code that runs when a member is called: of an interface or abstract member, its implementations in this compilation.</summary>
internal sealed class Implementations(Compilation compilation)
{
    private readonly Lazy<Maps> maps = new(() => new Maps(compilation));

    /// <summary>The members whose bodies can run; empty when they are not all known.</summary>
    public ImmutableArray<ISymbol> Of(ISymbol member)
    {
        member = member.OriginalDefinition;
        if (member.ContainingType is not { } type || member.DeclaringSyntaxReferences.IsEmpty)
        {
            return ImmutableArray<ISymbol>.Empty;
        }

        if (type.TypeKind == TypeKind.Interface)
        {
            var implementing = this.maps.Value.ImplementersOf(type);
            if (implementing.Count == 0)
            {
                return member.IsAbstract ? ImmutableArray<ISymbol>.Empty : ImmutableArray.Create(member);
            }

            var found = implementing.Select(implementer => InType(implementer, member)).ToList();
            return found.Contains(null) ? ImmutableArray<ISymbol>.Empty : found.Distinct(SymbolEqualityComparer.Default).ToImmutableArray()!;
        }

        if (!member.IsAbstract && !member.IsVirtual && !(member.IsOverride && !member.IsSealed))
        {
            return ImmutableArray.Create(member);
        }

        var bodies = this.maps.Value.OverridesOf(member).SelectMany(overriding => this.Of(overriding));
        return (member.IsAbstract ? bodies : bodies.Append(member)).ToImmutableArray();
    }

    private static ISymbol? InType(INamedTypeSymbol type, ISymbol member)
    {
        foreach (var contract in type.AllInterfaces)
        {
            if (!SymbolEqualityComparer.Default.Equals(contract.OriginalDefinition, member.ContainingType))
            {
                continue;
            }

            foreach (var declared in contract.GetMembers(member.Name))
            {
                if (SymbolEqualityComparer.Default.Equals(declared.OriginalDefinition, member)
                    && type.FindImplementationForInterfaceMember(declared) is { DeclaringSyntaxReferences.IsEmpty: false } found)
                {
                    return found.OriginalDefinition;
                }
            }
        }

        return null;
    }

    private sealed class Maps
    {
        private static readonly List<INamedTypeSymbol> noTypes = [];
        private static readonly List<ISymbol> noMembers = [];

        private readonly Dictionary<ISymbol, List<INamedTypeSymbol>> implementers = new(SymbolEqualityComparer.Default);
        private readonly Dictionary<ISymbol, List<ISymbol>> overrides = new(SymbolEqualityComparer.Default);

        public Maps(Compilation compilation)
        {
            var pending = new Stack<INamespaceOrTypeSymbol>();
            pending.Push(compilation.Assembly.GlobalNamespace);
            while (pending.Count > 0)
            {
                foreach (var member in pending.Pop().GetMembers())
                {
                    if (member is INamedTypeSymbol { TypeKind: TypeKind.Class or TypeKind.Struct } type)
                    {
                        this.Add(type);
                    }

                    if (member is INamespaceOrTypeSymbol inner)
                    {
                        pending.Push(inner);
                    }
                }
            }
        }

        public List<INamedTypeSymbol> ImplementersOf(ISymbol contract) => this.implementers.TryGetValue(contract, out var types) ? types : noTypes;

        public List<ISymbol> OverridesOf(ISymbol member) => this.overrides.TryGetValue(member, out var members) ? members : noMembers;

        private void Add(INamedTypeSymbol type)
        {
            if (!type.IsAbstract)
            {
                foreach (var contract in type.AllInterfaces)
                {
                    if (!contract.OriginalDefinition.DeclaringSyntaxReferences.IsEmpty)
                    {
                        Put(this.implementers, contract.OriginalDefinition, type);
                    }
                }
            }

            foreach (var member in type.GetMembers())
            {
                ISymbol? overridden = member switch
                {
                    IMethodSymbol method => method.OverriddenMethod,
                    IPropertySymbol property => property.OverriddenProperty,
                    _ => null,
                };
                if (overridden is { OriginalDefinition.DeclaringSyntaxReferences.IsEmpty: false })
                {
                    Put(this.overrides, overridden.OriginalDefinition, member);
                }
            }
        }

        private static void Put<T>(Dictionary<ISymbol, List<T>> map, ISymbol key, T value)
        {
            if (!map.TryGetValue(key, out var list))
            {
                map.Add(key, list = []);
            }

            list.Add(value);
        }
    }
}
