using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace PerfProof.Planning.Instrumentation;

/// <summary>Rewrites the calls of one document as planned. Every line stays where it is.</summary>
internal sealed class SiteRewriter : CSharpSyntaxRewriter
{
    private const string SiteKind = "perfproof.site";
    private const string CallKind = "perfproof.call";

    private readonly Dictionary<SyntaxNode, SitePlan> nodes;
    private readonly Dictionary<SyntaxNode, SitePlan> calls;
    private readonly ILookup<SyntaxNode, SitePlan> operands;
    private readonly Dictionary<SyntaxNode, SitePlan> statements;

    private SiteRewriter(IReadOnlyCollection<SitePlan> plans)
    {
        this.nodes = plans.Where(plan => plan.End is not null).ToDictionary(plan => (SyntaxNode)plan.Node);
        this.calls = plans.ToDictionary(plan => (SyntaxNode)plan.Call);
        this.operands = plans
            .SelectMany(plan => plan.Sizes.Select(size => size.Operand).Append(plan.Late).OfType<SyntaxNode>().Distinct().Select(operand => (operand, plan)))
            .ToLookup(pair => pair.operand, pair => pair.plan);
        this.statements = plans.Where(plan => plan.End is null).ToDictionary(plan => SiteUse.StatementOf(plan.Node) ?? plan.Node.Parent!);
    }

    /// <summary>Rewrites a document.</summary>
    public static SyntaxNode Rewrite(SyntaxNode root, IReadOnlyCollection<SitePlan> plans) => new SiteRewriter(plans).Visit(root)!;

    /// <summary>The sites that a place of a rewritten document belongs to, the innermost first.</summary>
    public static IEnumerable<int> SitesAt(SyntaxNode root, Microsoft.CodeAnalysis.Text.TextSpan span) =>
        root.FindNode(span, getInnermostNodeForTie: true).AncestorsAndSelf().SelectMany(node => node.GetAnnotations(SiteKind)).Select(annotation => int.Parse(annotation.Data!, System.Globalization.CultureInfo.InvariantCulture));

    /// <summary>The call of a site in a rewritten document.</summary>
    public static ExpressionSyntax? CallOf(SyntaxNode root, int index) =>
        root.GetAnnotatedNodes(CallKind).OfType<ExpressionSyntax>().FirstOrDefault(node => node.GetAnnotations(CallKind).Any(annotation => annotation.Data == Number(index)));

    /// <inheritdoc/>
    public override SyntaxNode? Visit(SyntaxNode? node)
    {
        var visited = base.Visit(node);
        if (node is null || visited is null)
        {
            return visited;
        }

        if (this.calls.TryGetValue(node, out var call))
        {
            visited = visited.WithAdditionalAnnotations(new SyntaxAnnotation(CallKind, Number(call.Index)));
        }

        // A node that is both is wrapped as a call of its own first, and then as what it is to the call around it.
        if (this.nodes.TryGetValue(node, out var plan))
        {
            visited = Wrap(plan, (ExpressionSyntax)visited);
        }

        foreach (var outer in this.operands[node])
        {
            visited = WrapOperand(outer, node, (ExpressionSyntax)visited);
        }

        return visited switch
        {
            BlockSyntax block => block.WithStatements(this.Expand(((BlockSyntax)node).Statements, block.Statements)),
            SwitchSectionSyntax section => section.WithStatements(this.Expand(((SwitchSectionSyntax)node).Statements, section.Statements)),
            CompilationUnitSyntax unit => unit.WithMembers(this.Expand(((CompilationUnitSyntax)node).Members, unit.Members)),
            StatementSyntax statement when this.statements.TryGetValue(node, out var alone) && node.Parent is not (BlockSyntax or SwitchSectionSyntax or GlobalStatementSyntax) => Embed(alone, statement),
            LambdaExpressionSyntax { ExpressionBody: { } body } lambda when this.statements.TryGetValue(node, out var alone) =>
                lambda.WithExpressionBody(null).WithBlock(Body(alone, body)),
            _ when node is ArrowExpressionClauseSyntax => visited,
            _ => this.Arrow(node, visited),
        };
    }

    private SyntaxNode Arrow(SyntaxNode node, SyntaxNode visited)
    {
        var arrow = node switch
        {
            BaseMethodDeclarationSyntax method => method.ExpressionBody,
            LocalFunctionStatementSyntax function => function.ExpressionBody,
            AccessorDeclarationSyntax accessor => accessor.ExpressionBody,
            _ => null,
        };
        if (arrow is null || !this.statements.TryGetValue(arrow, out var plan))
        {
            return visited;
        }

        // The end of the line that stood after the semicolon stays at the end.
        return visited switch
        {
            MethodDeclarationSyntax method => method.WithExpressionBody(null).WithSemicolonToken(default).WithBody(Body(plan, method.ExpressionBody!.Expression).WithTrailingTrivia(method.GetTrailingTrivia())),
            ConstructorDeclarationSyntax constructor => constructor.WithExpressionBody(null).WithSemicolonToken(default).WithBody(Body(plan, constructor.ExpressionBody!.Expression).WithTrailingTrivia(constructor.GetTrailingTrivia())),
            DestructorDeclarationSyntax destructor => destructor.WithExpressionBody(null).WithSemicolonToken(default).WithBody(Body(plan, destructor.ExpressionBody!.Expression).WithTrailingTrivia(destructor.GetTrailingTrivia())),
            LocalFunctionStatementSyntax function => function.WithExpressionBody(null).WithSemicolonToken(default).WithBody(Body(plan, function.ExpressionBody!.Expression).WithTrailingTrivia(function.GetTrailingTrivia())),
            AccessorDeclarationSyntax accessor => accessor.WithExpressionBody(null).WithSemicolonToken(default).WithBody(Body(plan, accessor.ExpressionBody!.Expression).WithTrailingTrivia(accessor.GetTrailingTrivia())),
            _ => visited,
        };
    }

    private SyntaxList<StatementSyntax> Expand(SyntaxList<StatementSyntax> original, SyntaxList<StatementSyntax> visited) => !original.Any(this.statements.ContainsKey) ? visited : List(
        original.Zip(visited).SelectMany(pair => this.statements.TryGetValue(pair.First, out var plan) ? Around(plan, pair.Second) : [pair.Second]));

    private SyntaxList<MemberDeclarationSyntax> Expand(SyntaxList<MemberDeclarationSyntax> original, SyntaxList<MemberDeclarationSyntax> visited) => List(
        original.Zip(visited).SelectMany(pair => pair.First is GlobalStatementSyntax global && this.statements.TryGetValue(global.Statement, out var plan)
            ? Around(plan, ((GlobalStatementSyntax)pair.Second).Statement).Select(statement => (MemberDeclarationSyntax)GlobalStatement(statement))
            : [pair.Second]));

    private static BlockSyntax Embed(SitePlan plan, StatementSyntax statement) => Block(Around(plan, statement));

    private static BlockSyntax Body(SitePlan plan, ExpressionSyntax expression) => Block(Around(plan, ExpressionStatement(expression)));

    // Begin; statement; End; in the place of the statement.
    private static StatementSyntax[] Around(SitePlan plan, StatementSyntax statement)
    {
        var end = ParseStatement($" PerfProofCalls.End({plan.Mark});");
        var inner = statement.WithoutLeadingTrivia().WithoutTrailingTrivia();
        StatementSyntax[] all = plan.Late is null ? [ParseStatement($"var {plan.Mark} = PerfProofCalls.Begin({plan.Index}); "), inner, end] : [inner, end];
        all[0] = all[0].WithLeadingTrivia(statement.GetLeadingTrivia());
        all[^1] = all[^1].WithTrailingTrivia(statement.GetTrailingTrivia());
        return [.. all.Select(one => one.WithAdditionalAnnotations(Site(plan)))];
    }

    private static ExpressionSyntax Wrap(SitePlan plan, ExpressionSyntax call)
    {
        // Arguments are evaluated in the order in which they are written: the mark comes after the call where the call begins it.
        var written = plan.Late is null
            ? $"PerfProofCalls.{plan.End}{plan.TypeArgument}(PerfProofCalls.Begin({plan.Index}), __call)"
            : $"PerfProofCalls.{plan.End}{plan.TypeArgument}(value: __call, mark: {plan.Mark})";
        return Replace(written, call).WithAdditionalAnnotations(Site(plan));
    }

    private static ExpressionSyntax WrapOperand(SitePlan plan, SyntaxNode original, ExpressionSyntax operand)
    {
        var result = operand;
        for (var i = 0; i < plan.Sizes.Length; i++)
        {
            var size = plan.Sizes[i];
            if (size.Operand == original)
            {
                result = Replace(
                    size.Length is null ? $"PerfProofCalls.SizeSpan(__call, {plan.Index}, {i})" : $"PerfProofCalls.Size(__call, {plan.Index}, {i}, __v => {size.Length})",
                    result);
            }
        }

        return plan.Late == original ? Replace($"PerfProofCalls.{plan.Begin}(__call, {plan.Index}, out var {plan.Mark})", result) : result;
    }

    // The written call with the expression in it; what stood around the expression stands around the whole.
    private static ExpressionSyntax Replace(string written, ExpressionSyntax expression)
    {
        var template = ParseExpression(written);
        var hole = template.DescendantNodes().OfType<IdentifierNameSyntax>().First(name => name.Identifier.ValueText == "__call");
        return template
            .ReplaceNode(hole, expression.WithoutLeadingTrivia().WithoutTrailingTrivia())
            .WithLeadingTrivia(expression.GetLeadingTrivia())
            .WithTrailingTrivia(expression.GetTrailingTrivia());
    }

    private static SyntaxAnnotation Site(SitePlan plan) => new(SiteKind, Number(plan.Index));

    private static string Number(int index) => index.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
