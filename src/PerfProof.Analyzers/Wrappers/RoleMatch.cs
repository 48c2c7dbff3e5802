using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using PerfProof.Catalog;

namespace PerfProof.Wrappers;

/// <summary>An operation that plays a role.</summary>
/// <param name="Line">The catalog line behind it.</param>
/// <param name="Operation">The operation in the code under analysis.</param>
/// <param name="Member">The member it uses: a catalogued one, or a wrapper.</param>
/// <param name="Input">The parameter of <paramref name="Member"/> that takes the text or item the role is about; null where the role has none or it is not known.</param>
/// <param name="Through">The wrappers passed through, outermost first (<c>Embedder.EmbedAsync</c>); empty for a direct use.</param>
public sealed record RoleMatch(
    CatalogLine Line,
    IOperation Operation,
    ISymbol Member,
    IParameterSymbol? Input,
    ImmutableArray<string> Through)
{
    /// <summary>The role.</summary>
    public string Role => this.Line.Role;

    /// <summary>Whether the member is a wrapper rather than the library's own.</summary>
    public bool IsWrapped => this.Through.Length > 0;

    /// <summary>The value given for <see cref="Input"/> at this use; null when unknown.</summary>
    public IOperation? InputValue
    {
        get
        {
            if (this.Input is not { } input)
            {
                return null;
            }

            var arguments = this.Operation switch
            {
                IInvocationOperation call => call.Arguments,
                IObjectCreationOperation creation => creation.Arguments,
                IPropertyReferenceOperation property => property.Arguments,
                _ => ImmutableArray<IArgumentOperation>.Empty,
            };
            foreach (var argument in arguments)
            {
                if (argument.Parameter?.Ordinal == input.Ordinal)
                {
                    return argument.Value;
                }
            }

            return null;
        }
    }

    /// <summary>The member as the code calls it: a delegate by the name of its variable.</summary>
    public string Name =>
        this.Member is IMethodSymbol { MethodKind: MethodKind.DelegateInvoke } && this.Operation is IInvocationOperation { Instance: { } instance }
            ? instance switch
            {
                ILocalReferenceOperation local => local.Local.Name,
                IParameterReferenceOperation parameter => parameter.Parameter.Name,
                IMemberReferenceOperation member => member.Member.Name,
                _ => this.Member.Name,
            }
            : this.Member.Name;

    /// <summary>What a message adds about wrappers: <c> (through TokenCounter.Count)</c>; nothing for a direct use.</summary>
    public string Via => this.IsWrapped ? $" (through {string.Join(" and ", this.Through)})" : "";

    /// <summary>How a message names the member: <c>Count (through TokenCounter.Count)</c>.</summary>
    public string Display => this.Name + this.Via;
}
