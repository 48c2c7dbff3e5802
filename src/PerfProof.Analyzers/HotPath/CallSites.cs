using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using PerfProof.Wrappers;

namespace PerfProof.HotPath;

/// <summary>Where a method of this compilation is called or handed over by name, found on demand and remembered per method.</summary>
internal sealed class CallSites(SourceWords words, BoundBodies bodies)
{
    /// <summary>Most places that are looked at: with more, nothing is known.</summary>
    private const int MaxSites = 64;

    private readonly ConcurrentDictionary<ISymbol, Found> memo = new(SymbolEqualityComparer.Default);

    /// <summary>The calls of a method and the references to it.</summary>
    /// <param name="Uses">Calls (<see cref="IInvocationOperation"/>) and references by name (<see cref="IMethodReferenceOperation"/>).</param>
    /// <param name="IsComplete">Whether these are all: none of that name failed to bind, and they are not too many.</param>
    public sealed record Found(ImmutableArray<IOperation> Uses, bool IsComplete);

    /// <summary>Where the method is used.</summary>
    public Found Of(IMethodSymbol method) => this.memo.GetOrAdd(Whole(method), method => this.Find((IMethodSymbol)method));

    private Found Find(IMethodSymbol method)
    {
        // The name of an explicit implementation carries the interface's.
        var name = method.Name.Substring(method.Name.LastIndexOf('.') + 1);
        var uses = ImmutableArray.CreateBuilder<IOperation>();
        var isComplete = true;
        foreach (var tree in words.FilesWithPart(ImmutableArray.Create(name)))
        {
            foreach (var node in tree.GetRoot().DescendantNodes())
            {
                if (node is not SimpleNameSyntax simple || simple.Identifier.ValueText != name || UseOf(simple) is not { } use)
                {
                    continue;
                }

                switch (bodies.OperationOf(use))
                {
                    case IInvocationOperation call when IsCallOf(call.TargetMethod, method):
                        uses.Add(call);
                        break;
                    case IMethodReferenceOperation reference when IsCallOf(reference.Method, method):
                        uses.Add(reference);
                        break;
                    case IInvalidOperation:
                        isComplete = false;
                        break;
                }

                if (uses.Count > MaxSites)
                {
                    return new(uses.ToImmutable(), false);
                }
            }
        }

        return new(uses.ToImmutable(), isComplete);
    }

    // Of x.Name(...) the call, of x.Name alone the reference; nothing for a declaration or a type.
    private static SyntaxNode? UseOf(SimpleNameSyntax name)
    {
        SyntaxNode whole = name.Parent switch
        {
            MemberAccessExpressionSyntax access when access.Name == name => access,
            MemberBindingExpressionSyntax binding => binding,
            _ => name,
        };
        return whole.Parent switch
        {
            InvocationExpressionSyntax call when call.Expression == whole => call,
            ArgumentSyntax or EqualsValueClauseSyntax or AssignmentExpressionSyntax or ReturnStatementSyntax or ArrowExpressionClauseSyntax or CastExpressionSyntax => whole,
            _ => null,
        };
    }

    /// <summary>Whether a call that binds to <paramref name="target"/> may run <paramref name="method"/>.</summary>
    private static bool IsCallOf(IMethodSymbol target, IMethodSymbol method)
    {
        target = Whole(target.ReducedFrom ?? target);
        if (Operations.Same(target, method))
        {
            return true;
        }

        for (var overridden = method.OverriddenMethod; overridden is not null; overridden = overridden.OverriddenMethod)
        {
            if (Operations.Same(target, overridden.OriginalDefinition))
            {
                return true;
            }
        }

        return target.ContainingType is { TypeKind: TypeKind.Interface } contract
            && method.ContainingType.AllInterfaces.Any(implemented =>
                Operations.Same(implemented.OriginalDefinition, contract)
                && implemented.GetMembers(target.Name).Any(member =>
                    Operations.Same(member.OriginalDefinition, target)
                    && Operations.Same(method.ContainingType.FindImplementationForInterfaceMember(member)?.OriginalDefinition, method)));
    }

    // A partial method is called by its defining part and found by its implementing one.
    private static IMethodSymbol Whole(IMethodSymbol method)
    {
        method = method.OriginalDefinition;
        return method.PartialDefinitionPart ?? method;
    }
}
