using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using PerfProof.HotPath;

namespace PerfProof.Rules;

/// <summary>One of the values that an expression can have.</summary>
/// <param name="Value">Where it is written.</param>
/// <param name="Conditions">What decides that it is this one; empty where nothing does.</param>
internal sealed record ValueChoice(IOperation Value, ImmutableArray<IOperation> Conditions);

/// <summary>
/// What an expression can be: followed through locals, fields that only their type assigns, conditional expressions and the <c>if</c>s around
/// assignments. What comes from elsewhere is a choice of its own, that nobody recognises.
/// </summary>
internal sealed class ValueChoices
{
    private const int MaxDepth = 8;

    private readonly List<ValueChoice> choices = [];
    private readonly HashSet<ISymbol> path = new(SymbolEqualityComparer.Default);

    private ValueChoices(IOperation value) => this.Visit(value, ImmutableArray<IOperation>.Empty, 0);

    /// <summary>The values.</summary>
    internal IReadOnlyList<ValueChoice> All => this.choices;

    /// <summary>The variables that the value came through.</summary>
    internal IReadOnlyCollection<ISymbol> Path => this.path;

    /// <summary>The choices of an expression.</summary>
    internal static ValueChoices Of(IOperation value) => new(value);

    /// <summary>The names that an expression depends on: variables, and static members that are read or called.</summary>
    internal static ImmutableHashSet<string> NamesIn(IEnumerable<IOperation> expressions)
    {
        var names = ImmutableHashSet.CreateBuilder<string>();
        var pending = new Stack<(IOperation Operation, int Depth)>(expressions.Select(expression => (expression, 0)));
        while (pending.Count > 0)
        {
            var (expression, depth) = pending.Pop();
            foreach (var name in expression.Syntax.DescendantNodesAndSelf().OfType<IdentifierNameSyntax>())
            {
                var symbol = expression.SemanticModel?.GetSymbolInfo(name).Symbol;
                var isMember = name.Parent is MemberAccessExpressionSyntax access && access.Name == name;
                if (symbol is INamespaceOrTypeSymbol || (isMember && symbol is not { IsStatic: true }))
                {
                    continue;
                }

                names.Add(symbol?.ToDisplayString() ?? name.Identifier.ValueText);
                if (symbol is ILocalSymbol && depth < MaxDepth)
                {
                    foreach (var value in MemberIndex.Of(expression).ValuesOf(symbol))
                    {
                        pending.Push((value, depth + 1));
                    }
                }
            }
        }

        return names.ToImmutable();
    }

    /// <summary>The conditions of the <c>if</c>s, conditional expressions and <c>switch</c>es around an operation, within its member.</summary>
    internal static IEnumerable<IOperation> ConditionsAround(IOperation operation)
    {
        for (var (child, parent) = (operation, operation.Parent); parent is not null; (child, parent) = (parent, parent.Parent))
        {
            switch (parent)
            {
                case IConditionalOperation conditional when child != conditional.Condition:
                    yield return conditional.Condition;
                    break;
                case ISwitchOperation choice when child != choice.Value:
                    yield return choice.Value;
                    break;
                case ISwitchExpressionOperation choice when child != choice.Value:
                    yield return choice.Value;
                    break;
            }
        }
    }

    private void Visit(IOperation value, ImmutableArray<IOperation> conditions, int depth)
    {
        value = Operations.Unwrap(value);
        switch (value)
        {
            case IConditionalOperation { WhenFalse: { } otherwise } conditional:
                this.Visit(conditional.WhenTrue, conditions.Add(conditional.Condition), depth);
                this.Visit(otherwise, conditions.Add(conditional.Condition), depth);
                return;

            case ISwitchExpressionOperation choice:
                foreach (var arm in choice.Arms)
                {
                    this.Visit(arm.Value, conditions.Add(choice.Value), depth);
                }

                return;

            case ILocalReferenceOperation local when depth < MaxDepth && MemberIndex.Of(local).ValuesOf(local.Local) is { IsEmpty: false } values:
                this.path.Add(local.Local);
                this.VisitAssigned(values, conditions, depth);
                return;

            case IFieldReferenceOperation { Field: { IsConst: false } field } reference when depth < MaxDepth && OwnValuesOf(field, reference) is { Count: > 0 } values:
                this.path.Add(field);
                this.VisitAssigned(values, conditions, depth);
                return;

            default:
                if (Operations.VariableOf(value) is { } variable)
                {
                    this.path.Add(variable);
                }

                this.choices.Add(new(value, conditions));
                return;
        }
    }

    /// <summary>What all assignments stand under decides nothing between them.</summary>
    private void VisitAssigned(IReadOnlyList<IOperation> values, ImmutableArray<IOperation> conditions, int depth)
    {
        var around = values.Select(value => ConditionsAround(value).ToList()).ToList();
        for (var i = 0; i < values.Count; i++)
        {
            this.Visit(values[i], conditions.AddRange(around[i].Where(condition => !around.All(others => others.Contains(condition)))), depth + 1);
        }
    }

    /// <summary>What a private field is given, where its type lies in this file and gives it nothing that cannot be seen; null otherwise.</summary>
    private static List<IOperation>? OwnValuesOf(IFieldSymbol field, IOperation reference)
    {
        if (field.DeclaredAccessibility != Accessibility.Private
            || reference.SemanticModel is not { } model
            || field.ContainingType.DeclaringSyntaxReferences is not { Length: 1 } declarations
            || declarations[0].SyntaxTree != model.SyntaxTree)
        {
            return null;
        }

        var values = new List<IOperation>();
        foreach (var name in declarations[0].GetSyntax().DescendantNodes().Where(node => IsNamed(node, field.Name)))
        {
            switch (name)
            {
                case VariableDeclaratorSyntax { Initializer.Value: { } initializer } declarator when Operations.Same(model.GetDeclaredSymbol(declarator), field):
                    if (model.GetOperation(initializer) is not { } first)
                    {
                        return null;
                    }

                    values.Add(first);
                    break;

                case IdentifierNameSyntax use when Operations.Same(model.GetSymbolInfo(use).Symbol, field):
                    var target = use.Parent is MemberAccessExpressionSyntax access && access.Name == use ? (ExpressionSyntax)access : use;
                    if (target.Parent is ArgumentSyntax { RefKindKeyword.RawKind: not 0 })
                    {
                        return null;
                    }

                    if (target.Parent is AssignmentExpressionSyntax assignment && assignment.Left == target)
                    {
                        if (model.GetOperation(assignment.Right) is not { } assigned)
                        {
                            return null;
                        }

                        values.Add(assigned);
                    }

                    break;
            }
        }

        return values;
    }

    private static bool IsNamed(SyntaxNode node, string name) => node switch
    {
        IdentifierNameSyntax identifier => identifier.Identifier.ValueText == name,
        VariableDeclaratorSyntax declarator => declarator.Identifier.ValueText == name,
        _ => false,
    };
}
