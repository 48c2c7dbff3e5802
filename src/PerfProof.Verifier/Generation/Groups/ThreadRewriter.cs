using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace PerfProof.Generation.Groups;

/// <summary>Writes a part of a kernel between two barriers as what one thread does in its turn.</summary>
/// <param name="model">The kernel's meaning.</param>
/// <param name="units">Which variables are kept from part to part.</param>
/// <param name="barriers">What a group does together.</param>
/// <param name="end">The label at the end of the turn.</param>
/// <param name="result">The call of a barrier whose result stands ready, and where; null for none.</param>
/// <param name="isWatched">Whether its accesses to memory are told.</param>
internal sealed class ThreadRewriter(SemanticModel model, Units units, Barriers barriers, string end, (InvocationExpressionSyntax Call, string Value)? result, bool isWatched) : AccessRewriter(model, isWatched)
{
    /// <summary>Whether some thread may end here for good.</summary>
    public bool Returns { get; private set; }

    /// <summary>Whether a loop around the barrier is left or begun anew from here.</summary>
    public bool Leaves { get; private set; }

    /// <inheritdoc/>
    public override SyntaxNode? VisitIdentifierName(IdentifierNameSyntax node) =>
        units.Field(this.Model.GetSymbolInfo(node).Symbol) is { } field ? Kept(field).WithTriviaFrom(node) : node;

    /// <inheritdoc/>
    public override SyntaxNode? VisitInvocationExpression(InvocationExpressionSyntax node)
    {
        if (result is { } ready && node == ready.Call)
        {
            return SyntaxFactory.ParseExpression(ready.Value);
        }

        return barriers.Member(node, "SharedMemory") is not null
            ? throw new GroupException("shared memory is allocated inside an expression; declare a variable for it")
            : base.VisitInvocationExpression(node);
    }

    /// <inheritdoc/>
    public override SyntaxNode? VisitLocalDeclarationStatement(LocalDeclarationStatementSyntax node) =>
        units.Field(this.Model.GetDeclaredSymbol(node.Declaration.Variables[0])) is null
            ? base.VisitLocalDeclarationStatement(node)
            : SyntaxFactory.ParseStatement("{" + this.Sets(node.Declaration) + "}");

    /// <summary>The declaration of variables that are kept, as assignments.</summary>
    public string Sets(VariableDeclarationSyntax declaration) => string.Concat(declaration.Variables.Select(variable => variable.Initializer?.Value switch
    {
        null => "",
        InitializerExpressionSyntax => throw new GroupException($"'{variable.Identifier.ValueText}' is an array that is kept across a barrier"),
        var value => $"{Kept(units.Field(this.Model.GetDeclaredSymbol(variable))!)} = {this.Visit(value)};",
    }));

    /// <inheritdoc/>
    public override SyntaxNode? VisitDeclarationExpression(DeclarationExpressionSyntax node)
    {
        var isKept = node.DescendantNodes().OfType<SingleVariableDesignationSyntax>().Any(single => units.Field(this.Model.GetDeclaredSymbol(single)) is not null);
        return isKept ? SyntaxFactory.ParseExpression(this.Target(node.Designation)) : base.VisitDeclarationExpression(node);
    }

    /// <inheritdoc/>
    public override SyntaxNode? VisitSingleVariableDesignation(SingleVariableDesignationSyntax node) =>
        units.Field(this.Model.GetDeclaredSymbol(node)) is null
            ? node
            : throw new GroupException($"'{node.Identifier.ValueText}' is declared in a pattern and kept across a barrier; declare it on its own");

    private string Target(VariableDesignationSyntax designation) => designation switch
    {
        ParenthesizedVariableDesignationSyntax several => $"({string.Join(", ", several.Variables.Select(this.Target))})",
        SingleVariableDesignationSyntax single => units.Field(this.Model.GetDeclaredSymbol(single)) is { } field ? Kept(field).ToString() : $"var {single}",
        _ => designation.ToString(),
    };

    /// <inheritdoc/>
    public override SyntaxNode? VisitReturnStatement(ReturnStatementSyntax node)
    {
        this.Returns = true;
        return SyntaxFactory.ParseStatement($"{{ {GroupKernel.Thread}.done = true; goto {end}; }}");
    }

    /// <inheritdoc/>
    public override SyntaxNode? VisitBreakStatement(BreakStatementSyntax node) => this.Leave(node, GroupKernel.Break);

    /// <inheritdoc/>
    public override SyntaxNode? VisitContinueStatement(ContinueStatementSyntax node) => this.Leave(node, GroupKernel.Continue);

    // Returns in these are theirs; what they are called with is seen where they are called.
    /// <inheritdoc/>
    public override SyntaxNode? VisitLocalFunctionStatement(LocalFunctionStatementSyntax node) => node;

    private StatementSyntax Leave(StatementSyntax node, int way)
    {
        var left = node.Ancestors().First(ancestor => ancestor is ForStatementSyntax or WhileStatementSyntax or DoStatementSyntax or CommonForEachStatementSyntax
            || (ancestor is SwitchStatementSyntax && way == GroupKernel.Break));
        if (!barriers.IsIn(left))
        {
            return node;
        }

        this.Leaves = true;
        return SyntaxFactory.ParseStatement($"{{ left__ = {way}; goto {end}; }}");
    }

    private static ExpressionSyntax Kept(string field) => SyntaxFactory.ParseExpression($"{GroupKernel.Thread}.{field}");
}
