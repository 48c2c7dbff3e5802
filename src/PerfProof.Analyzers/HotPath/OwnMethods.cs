using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace PerfProof.HotPath;

/// <summary>
/// Which fields and properties of its own type a method may read, assign or change, found by name in the syntax of its body and of
/// the methods of that type which it calls. Nothing is bound: names say more than is so, never less.
/// </summary>
internal sealed class OwnMethods
{
    private const int MaxDepth = 4;

    private static readonly ConditionalWeakTable<ISymbol, OwnMethods> memo = new();

    private readonly HashSet<string> reads = new(StringComparer.Ordinal);
    private readonly HashSet<string> assigned = new(StringComparer.Ordinal);
    private readonly HashSet<string> changed = new(StringComparer.Ordinal);
    private readonly HashSet<string> called = new(StringComparer.Ordinal);

    /// <summary>Whether there is no body to look at: what it does is not known.</summary>
    public bool IsUnknown { get; private set; }

    /// <summary>Names that it mentions.</summary>
    public IReadOnlyCollection<string> Reads => this.reads;

    /// <summary>Names that it assigns.</summary>
    public IReadOnlyCollection<string> Assigned => this.assigned;

    /// <summary>Names of objects that it calls something on, or hands to something.</summary>
    public IReadOnlyCollection<string> Changed => this.changed;

    /// <summary>Whether it calls anything at all.</summary>
    public bool Calls => this.called.Count > 0;

    /// <summary>What a method or property accessor of this compilation touches.</summary>
    public static OwnMethods Of(ISymbol member) => memo.GetValue(member.OriginalDefinition, static member =>
    {
        var summary = new OwnMethods();
        var seen = new HashSet<ISymbol>(SymbolEqualityComparer.Default) { member };
        var level = new List<ISymbol> { member };
        for (var depth = 0; level.Count > 0; depth++)
        {
            if (depth > MaxDepth)
            {
                summary.IsUnknown = true;
                break;
            }

            var next = new List<ISymbol>();
            foreach (var current in level)
            {
                foreach (var name in summary.Scan(current))
                {
                    foreach (var callee in current.ContainingType.GetMembers(name))
                    {
                        if (callee is IMethodSymbol && seen.Add(callee))
                        {
                            next.Add(callee);
                        }
                    }
                }
            }

            level = next;
        }

        return summary;
    });

    private HashSet<string> Scan(ISymbol member)
    {
        var calls = new HashSet<string>(StringComparer.Ordinal);
        if (member.DeclaringSyntaxReferences.IsEmpty || member.IsAbstract || member is IMethodSymbol { IsExtern: true })
        {
            this.IsUnknown |= member is not IMethodSymbol { MethodKind: MethodKind.Constructor };
            return calls;
        }

        foreach (var reference in member.DeclaringSyntaxReferences)
        {
            foreach (var node in reference.GetSyntax().DescendantNodes())
            {
                if (node is SimpleNameSyntax name)
                {
                    this.Add(name, calls);
                }
            }
        }

        this.called.UnionWith(calls);
        return calls;
    }

    private void Add(SimpleNameSyntax name, HashSet<string> calls)
    {
        var text = name.Identifier.ValueText;
        SyntaxNode whole = name;
        if (name.Parent is MemberAccessExpressionSyntax access && access.Name == name)
        {
            // Only members of this object count: this.x, not other.x. A static member may be written with its type.
            if (access.Expression is not (ThisExpressionSyntax or BaseExpressionSyntax or IdentifierNameSyntax))
            {
                return;
            }

            whole = access;
        }

        this.reads.Add(text);
        switch (whole.Parent)
        {
            case InvocationExpressionSyntax call when call.Expression == whole:
                calls.Add(text);
                break;
            case AssignmentExpressionSyntax assignment when assignment.Left == whole:
            case PrefixUnaryExpressionSyntax prefix when prefix.IsKind(SyntaxKind.PreIncrementExpression) || prefix.IsKind(SyntaxKind.PreDecrementExpression):
            case PostfixUnaryExpressionSyntax postfix when postfix.IsKind(SyntaxKind.PostIncrementExpression) || postfix.IsKind(SyntaxKind.PostDecrementExpression):
            case ArgumentSyntax { RefKindKeyword.RawKind: not 0 }:
                this.assigned.Add(text);
                break;
            case ArgumentSyntax { Parent: TupleExpressionSyntax }:
                this.assigned.Add(text);
                break;
            case ArgumentSyntax:
                this.changed.Add(text);
                break;
            case MemberAccessExpressionSyntax outer when outer.Expression == whole:
            case ElementAccessExpressionSyntax element when element.Expression == whole:
            case ConditionalAccessExpressionSyntax conditional when conditional.Expression == whole:
                if (MayChange(whole.Parent!))
                {
                    this.changed.Add(text);
                }

                break;
        }
    }

    // x.Name and x[i] that are only read leave x as it is; a call, an assignment or an increment somewhere along the chain may not.
    private static bool MayChange(SyntaxNode node)
    {
        for (SyntaxNode? current = node, child = null; current is not null; child = current, current = current.Parent)
        {
            switch (current)
            {
                case MemberAccessExpressionSyntax or ElementAccessExpressionSyntax or ConditionalAccessExpressionSyntax or MemberBindingExpressionSyntax:
                    continue;
                case InvocationExpressionSyntax call:
                    return call.Expression is not MemberAccessExpressionSyntax { Name.Identifier.ValueText: "ToString" or "Contains" or "ContainsKey" or "ToArray" or "ToList" or "GetHashCode" or "Equals" };
                case AssignmentExpressionSyntax assignment:
                    return assignment.Left == child;
                case PrefixUnaryExpressionSyntax or PostfixUnaryExpressionSyntax or ArgumentSyntax:
                    return true;
                default:
                    return false;
            }
        }

        return false;
    }
}
