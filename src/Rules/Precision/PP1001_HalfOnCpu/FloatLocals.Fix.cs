using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using PerfProof.Catalog;

namespace PerfProof.Rules;

/// <summary>
/// Which variables of a half type become float: those that a nest computes with. Declared in the nest, or declared before
/// it and written in it (accumulators), they change type; read in it only, they get a copy in front of it.
/// </summary>
internal sealed class FloatLocals
{
    private FloatLocals(HashSet<ISymbol> promoted, Dictionary<ISymbol, string> hoisted)
    {
        this.Promoted = promoted;
        this.Hoisted = hoisted;
    }

    /// <summary>Locals whose type becomes float.</summary>
    internal HashSet<ISymbol> Promoted { get; }

    /// <summary>Locals and parameters of which a float copy is made before the loop, and its name.</summary>
    internal Dictionary<ISymbol, string> Hoisted { get; }

    /// <summary>Looks at every variable of a half type that the loop names.</summary>
    internal static FloatLocals Of(StatementSyntax loop, SyntaxNode body, SemanticModel model, RoleCatalog catalog)
    {
        var promoted = new HashSet<ISymbol>(SymbolEqualityComparer.Default);
        var hoisted = new Dictionary<ISymbol, string>(SymbolEqualityComparer.Default);
        var uses = body.DescendantNodes().OfType<IdentifierNameSyntax>()
            .Select(name => (Name: name, model.GetSymbolInfo(name).Symbol))
            .Where(use => use.Symbol is ILocalSymbol { IsRef: false, IsConst: false } or IParameterSymbol { RefKind: RefKind.None }
                && HalfTypes.IsHalf((use.Symbol as ILocalSymbol)?.Type ?? ((IParameterSymbol)use.Symbol).Type, catalog))
            .GroupBy(use => use.Symbol!, use => use.Name, SymbolEqualityComparer.Default)
            .ToList();
        foreach (var variable in uses)
        {
            var symbol = variable.Key!;
            var inLoop = variable.Where(use => loop.Span.Contains(use.Span)).ToList();
            if (inLoop.Count == 0
                || !inLoop.Any(use => IsComputedWith(use, model, catalog))
                || variable.Any(use => IsAliased(use) || IsInNestedFunction(use, body)))
            {
                continue;
            }

            var declaration = symbol.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax();
            var isDeclaredInLoop = declaration is not null && loop.Span.Contains(declaration.Span);
            var isWrittenInLoop = inLoop.Any(IsWritten);
            if (declaration is VariableDeclaratorSyntax { Parent: VariableDeclarationSyntax { Variables.Count: 1, Parent: LocalDeclarationStatementSyntax { UsingKeyword.RawKind: 0 } } }
                && body.Span.Contains(declaration.Span)
                && (isDeclaredInLoop || isWrittenInLoop))
            {
                promoted.Add(symbol);
            }
            else if (!isDeclaredInLoop && !isWrittenInLoop && FreeName(symbol.Name + "Single", loop, body, model) is { } name)
            {
                hoisted.Add(symbol, name);
            }
        }

        return new(promoted, hoisted);
    }

    private static string? FreeName(string name, StatementSyntax loop, SyntaxNode body, SemanticModel model) =>
        model.LookupSymbols(loop.SpanStart, name: name).IsEmpty
        && body.DescendantTokens().All(token => !token.IsKind(SyntaxKind.IdentifierToken) || token.ValueText != name)
            ? name
            : null;

    private static bool IsComputedWith(IdentifierNameSyntax use, SemanticModel model, RoleCatalog catalog)
    {
        var operation = model.GetOperation(use);
        var parent = operation?.Parent;
        while (parent is IParenthesizedOperation or IUnaryOperation or IArgumentOperation or IConversionOperation { OperatorMethod: null })
        {
            parent = parent.Parent;
        }

        return parent switch
        {
            null => false,
            // A minimum or the like computes in float where another of its operands does.
            IInvocationOperation { TargetMethod: { IsStatic: true } method } => HalfTypes.IsHalf(method.ContainingType, catalog) && HalfTypes.IsHalf(method.ReturnType, catalog),
            ISimpleAssignmentOperation assignment => assignment.Target == operation && HalfArithmetic.Is(Bare(assignment.Value), catalog),
            _ => HalfArithmetic.Is(parent, catalog),
        };
    }

    private static IOperation Bare(IOperation operation)
    {
        while (operation is IParenthesizedOperation parenthesized)
        {
            operation = parenthesized.Operand;
        }

        return operation;
    }

    private static bool IsWritten(IdentifierNameSyntax use) => use.Parent switch
    {
        AssignmentExpressionSyntax assignment => assignment.Left == use,
        PrefixUnaryExpressionSyntax prefix => prefix.IsKind(SyntaxKind.PreIncrementExpression) || prefix.IsKind(SyntaxKind.PreDecrementExpression),
        PostfixUnaryExpressionSyntax postfix => postfix.IsKind(SyntaxKind.PostIncrementExpression) || postfix.IsKind(SyntaxKind.PostDecrementExpression),
        _ => false,
    };

    /// <summary>Whether something else may write the variable, or depends on its type.</summary>
    private static bool IsAliased(IdentifierNameSyntax use) => use.Parent
        is ArgumentSyntax { RefKindKeyword.RawKind: not 0 }
        or ArgumentSyntax { Parent: TupleExpressionSyntax { Parent: AssignmentExpressionSyntax or ForEachVariableStatementSyntax } }
        or RefExpressionSyntax
        or PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.AddressOfExpression }
        or MakeRefExpressionSyntax
        or IsPatternExpressionSyntax
        or SwitchExpressionSyntax or SwitchStatementSyntax;

    private static bool IsInNestedFunction(IdentifierNameSyntax use, SyntaxNode body) =>
        use.Ancestors().TakeWhile(node => node != body).Any(node => node is AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax);
}
