using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace PerfProof.Generation.Groups;

/// <summary>A kernel that cannot be taken apart at its barriers. The message says why.</summary>
/// <param name="message">Why, to follow the kernel's name.</param>
internal sealed class GroupException(string message) : Exception(message);

/// <summary>
/// The parts of a kernel between barriers, each of which one thread after the other can run, and the variables that a
/// thread must keep from one to the next.
/// </summary>
internal sealed class Units
{
    private readonly Dictionary<SyntaxNode, int> unitOf = [];
    private readonly Dictionary<ISymbol, string> kept = new(SymbolEqualityComparer.Default);
    private readonly SemanticModel model;
    private readonly Barriers barriers;
    private int count;

    /// <param name="kernel">The kernel.</param>
    /// <param name="model">Its meaning.</param>
    public Units(MethodDeclarationSyntax kernel, SemanticModel model)
    {
        (this.model, this.barriers) = (model, new Barriers(model));
        this.List(kernel.Body!.Statements);
        foreach (var parameter in kernel.ParameterList.Parameters.Select(parameter => model.GetDeclaredSymbol(parameter)!))
        {
            if (model.AnalyzeDataFlow(kernel.Body)!.WrittenInside.Contains(parameter, SymbolEqualityComparer.Default))
            {
                this.Keep(parameter);
            }
        }

        foreach (var name in kernel.Body.DescendantNodes().OfType<IdentifierNameSyntax>())
        {
            if (model.GetSymbolInfo(name).Symbol is ILocalSymbol { IsConst: false } local
                && local.DeclaringSyntaxReferences is [var reference]
                && reference.GetSyntax() is var declared
                && this.Of(declared) is { } home
                && this.Of(name) != home)
            {
                this.Keep(local);
                foreach (var other in (declared.Parent as VariableDeclarationSyntax)?.Variables ?? default)
                {
                    this.Keep((ILocalSymbol)model.GetDeclaredSymbol(other)!);
                }
            }
        }
    }

    /// <summary>The variables that are kept across barriers, by the name of their field.</summary>
    public IEnumerable<(ITypeSymbol Type, string Field)> Kept => this.kept
        .Select(pair => (pair.Key is ILocalSymbol local ? local.Type : ((IParameterSymbol)pair.Key).Type, pair.Value))
        .OrderBy(pair => pair.Value, StringComparer.Ordinal);

    /// <summary>The field that keeps a variable; null for one that need not be kept.</summary>
    public string? Field(ISymbol? symbol) => symbol is not null && this.kept.TryGetValue(symbol, out var field) ? field : null;

    private int? Of(SyntaxNode node)
    {
        foreach (var ancestor in node.AncestorsAndSelf())
        {
            if (this.unitOf.TryGetValue(ancestor, out var unit))
            {
                return unit;
            }
        }

        return null;
    }

    private void Keep(ISymbol symbol)
    {
        if (symbol is ILocalSymbol { IsRef: true })
        {
            throw new GroupException($"'{symbol.Name}' is a reference that is kept across a barrier; keep its index instead");
        }

        this.kept.TryAdd(symbol, $"{symbol.Name}_{this.kept.Count}");
    }

    private void List(IEnumerable<StatementSyntax> statements)
    {
        this.count++;
        foreach (var statement in statements)
        {
            if (this.barriers.IsIn(statement))
            {
                this.count++;
                this.Together(statement);
                this.count++;
            }
            else if (!this.barriers.IsShared(statement))
            {
                this.unitOf[statement] = this.count;
            }
        }

        this.count++;
    }

    // A statement in which threads wait for each other.
    private void Together(StatementSyntax statement)
    {
        switch (statement)
        {
            case BlockSyntax block:
                this.List(block.Statements);
                break;
            case IfStatementSyntax choice:
                this.One(choice.Condition);
                this.Body(choice.Statement);
                this.Body(choice.Else?.Statement);
                break;
            case WhileStatementSyntax loop:
                this.One(loop.Condition);
                this.Body(loop.Statement);
                break;
            case DoStatementSyntax loop:
                this.Body(loop.Statement);
                this.One(loop.Condition);
                break;
            case ForStatementSyntax loop:
                this.One(loop.Declaration);
                this.count++;
                foreach (var initializer in loop.Initializers)
                {
                    this.unitOf[initializer] = this.count;
                }

                this.One(loop.Condition);
                this.Body(loop.Statement);
                this.count++;
                foreach (var incrementor in loop.Incrementors)
                {
                    this.unitOf[incrementor] = this.count;
                }

                break;
            case ExpressionStatementSyntax or LocalDeclarationStatementSyntax:
                var calls = this.barriers.Of(statement).ToList();
                if (calls.Count > 1)
                {
                    throw new GroupException("one statement has several barriers; give each its own");
                }

                if (!this.barriers.IsPlain(calls[0]))
                {
                    // The arguments come before the barrier, the statement after it.
                    this.One(calls[0].ArgumentList);
                    this.count++;
                    this.unitOf[statement] = this.count;
                }

                break;
            default:
                throw new GroupException($"a barrier inside a '{statement.GetFirstToken().Text}' statement; only blocks, if, for, while and do are taken apart");
        }
    }

    private void Body(StatementSyntax? statement)
    {
        switch (statement)
        {
            case null:
                break;
            case BlockSyntax block:
                this.List(block.Statements);
                break;
            default:
                this.List([statement]);
                break;
        }
    }

    private void One(SyntaxNode? node)
    {
        if (node is null)
        {
            return;
        }

        if (node is not ArgumentListSyntax && this.barriers.IsIn(node))
        {
            throw new GroupException("a barrier inside a condition; put its result into a variable first");
        }

        this.unitOf[node] = ++this.count;
    }
}
