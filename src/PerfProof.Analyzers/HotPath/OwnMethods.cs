using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using PerfProof.Wrappers;

namespace PerfProof.HotPath;

/// <summary>
/// Which fields, properties and parameters a method of this compilation may read, assign or change, found by name in the syntax
/// of its body and of the methods of its type which it calls. Nothing is bound: names say more than is so, seldom less.
/// </summary>
internal sealed class OwnMethods
{
    private const int MaxDepth = 4;

    // Members that leave what they are called on as it was, whatever it is.
    private static readonly HashSet<string> readers = new(StringComparer.Ordinal)
    {
        "ToString", "Contains", "ContainsKey", "ToArray", "ToList", "ToDictionary", "GetHashCode", "Equals", "GetType", "CompareTo", "TryGetValue", "AsSpan", "AsMemory",
        "Select", "SelectMany", "Where", "Any", "All", "Count", "Sum", "Min", "Max", "Average", "First", "FirstOrDefault", "Last", "LastOrDefault", "Single",
        "OrderBy", "OrderByDescending", "GroupBy", "Skip", "Take", "Zip", "Concat", "Distinct", "Reverse", "Aggregate",
        "Trim", "TrimEnd", "TrimStart", "Split", "Substring", "StartsWith", "EndsWith", "IndexOf", "LastIndexOf", "ToLower", "ToUpper", "ToLowerInvariant", "IsEnabled",
    };

    private static readonly ConditionalWeakTable<ISymbol, OwnMethods> memo = new();
    private static readonly ConditionalWeakTable<ISymbol, OwnMethods> bodies = new();

    private readonly HashSet<string> reads = new(StringComparer.Ordinal);
    private readonly HashSet<string> assigned = new(StringComparer.Ordinal);
    private readonly HashSet<string> changed = new(StringComparer.Ordinal);
    private readonly HashSet<string> called = new(StringComparer.Ordinal);
    private readonly HashSet<string> filled = new(StringComparer.Ordinal);
    private readonly HashSet<string> used = new(StringComparer.Ordinal);

    private OwnMethods()
    {
    }

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

    /// <summary>What a method or property accessor of this compilation touches, with what it calls in its own type.</summary>
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
                var body = bodies.GetValue(current, static current => OfBody(current));
                summary.Add(body);
                foreach (var name in body.called)
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

    /// <summary>Whether the method is known to leave the object that it is called on as it was.</summary>
    public static bool LeavesItsObject(IMethodSymbol method)
    {
        if (method.IsStatic || !HasOneBody(method))
        {
            return false;
        }

        var own = Of(method);
        return !own.IsUnknown && !own.assigned.Concat(own.changed).Any(name => method.ContainingType.GetMembers(name).Any(member => member is IFieldSymbol or IPropertySymbol));
    }

    /// <summary>Whether the method is known to leave what it is given for this parameter as it was.</summary>
    public static bool LeavesParameter(IMethodSymbol method, IParameterSymbol parameter)
    {
        if (!HasOneBody(method) || method.MethodKind == MethodKind.LocalFunction)
        {
            return false;
        }

        var own = Of(method);
        return !own.IsUnknown && !own.changed.Contains(parameter.Name) && !own.assigned.Contains(parameter.Name);
    }

    /// <summary>Whether the method does nothing with what it is given for this parameter but write into it.</summary>
    public static bool OnlyFills(IMethodSymbol method, IParameterSymbol parameter)
    {
        if (!HasOneBody(method))
        {
            return false;
        }

        var own = Of(method);
        return !own.IsUnknown && own.filled.Contains(parameter.Name) && !own.used.Contains(parameter.Name);
    }

    private static bool HasOneBody(IMethodSymbol method) =>
        !method.DeclaringSyntaxReferences.IsEmpty && !method.IsAbstract && !method.IsVirtual && !(method.IsOverride && !method.IsSealed);

    private static OwnMethods OfBody(ISymbol member)
    {
        var summary = new OwnMethods();
        if (member.DeclaringSyntaxReferences.IsEmpty || member.IsAbstract || member is IMethodSymbol { IsExtern: true })
        {
            summary.IsUnknown = member is not IMethodSymbol { MethodKind: MethodKind.Constructor };
            return summary;
        }

        foreach (var reference in member.DeclaringSyntaxReferences)
        {
            foreach (var node in reference.GetSyntax().DescendantNodes())
            {
                if (node is SimpleNameSyntax name)
                {
                    summary.Add(name);
                }
            }
        }

        return summary;
    }

    private void Add(OwnMethods other)
    {
        this.IsUnknown |= other.IsUnknown;
        this.reads.UnionWith(other.reads);
        this.assigned.UnionWith(other.assigned);
        this.changed.UnionWith(other.changed);
        this.called.UnionWith(other.called);
        this.filled.UnionWith(other.filled);
        this.used.UnionWith(other.used);
    }

    private void Add(SimpleNameSyntax name)
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
        (IsFilled(whole) ? this.filled : this.used).Add(text);
        switch (whole.Parent)
        {
            case InvocationExpressionSyntax call when call.Expression == whole:
                this.called.Add(text);
                break;
            case AssignmentExpressionSyntax assignment when assignment.Left == whole:
            case PrefixUnaryExpressionSyntax prefix when prefix.IsKind(SyntaxKind.PreIncrementExpression) || prefix.IsKind(SyntaxKind.PreDecrementExpression):
            case PostfixUnaryExpressionSyntax postfix when postfix.IsKind(SyntaxKind.PostIncrementExpression) || postfix.IsKind(SyntaxKind.PostDecrementExpression):
            case ArgumentSyntax { RefKindKeyword.RawKind: not 0 }:
            case ArgumentSyntax { Parent: TupleExpressionSyntax }:
                this.assigned.Add(text);
                break;
            case ArgumentSyntax or AssignmentExpressionSyntax or EqualsValueClauseSyntax or ReturnStatementSyntax or ArrowExpressionClauseSyntax or InitializerExpressionSyntax:
                // Handed on, or known by another name from here.
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

    // buffer.CopyTo(x), x[i] = value
    private static bool IsFilled(SyntaxNode name) => name.Parent switch
    {
        ArgumentSyntax { Parent.Parent: InvocationExpressionSyntax call } => NameIndex.SourceName(call) is { } method && Effects.Fills(method),
        ElementAccessExpressionSyntax { Parent: AssignmentExpressionSyntax assignment } element => assignment.Left == element && assignment.IsKind(SyntaxKind.SimpleAssignmentExpression),
        _ => false,
    };

    // x.Name and x[i] that are only read leave x as it is; a call, an assignment or an increment somewhere along the chain may not.
    private static bool MayChange(SyntaxNode node)
    {
        for (SyntaxNode? current = node, child = null; current is not null; child = current, current = current.Parent)
        {
            switch (current)
            {
                case MemberAccessExpressionSyntax or ElementAccessExpressionSyntax or ConditionalAccessExpressionSyntax or MemberBindingExpressionSyntax:
                    continue;
                case InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: var name } }:
                    return !readers.Contains(name);
                case InvocationExpressionSyntax:
                    return true;
                case AssignmentExpressionSyntax assignment:
                    return assignment.Left == child;
                case PrefixUnaryExpressionSyntax prefix:
                    return prefix.IsKind(SyntaxKind.PreIncrementExpression) || prefix.IsKind(SyntaxKind.PreDecrementExpression);
                case PostfixUnaryExpressionSyntax postfix:
                    return postfix.IsKind(SyntaxKind.PostIncrementExpression) || postfix.IsKind(SyntaxKind.PostDecrementExpression);
                default:
                    return false;
            }
        }

        return false;
    }
}
