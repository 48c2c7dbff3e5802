using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using PerfProof.Rewriting;

namespace PerfProof.Rules;

/// <summary>Puts the count in the place of an encoding and its length: in one expression, or across the local between them.</summary>
internal sealed class CountRewrite
{
    private readonly Document document;
    private readonly ExpressionSyntax replaced;
    private readonly ExpressionSyntax count;
    private readonly VariableDeclarationSyntax? declaration;
    private readonly IReadOnlyList<ExpressionSyntax> lengths;

    private CountRewrite(
        Document document, ExpressionSyntax replaced, ExpressionSyntax count, VariableDeclarationSyntax? declaration, IReadOnlyList<ExpressionSyntax> lengths)
    {
        this.document = document;
        this.replaced = replaced;
        this.count = count;
        this.declaration = declaration;
        this.lengths = lengths;
    }

    /// <summary>The member that counts.</summary>
    public string Name { get; private init; } = "";

    /// <summary>Whether it counts texts that the encoding refuses.</summary>
    public bool IsUnchecked { get; private init; }

    /// <summary>Checks every precondition; null when the call cannot be rewritten.</summary>
    public static async Task<CountRewrite?> FindAsync(Document document, Diagnostic diagnostic, CancellationToken cancellation)
    {
        if (!diagnostic.Properties.TryGetValue(Facts.Counterpart, out var id) || id is null
            || await document.GetSyntaxRootAsync(cancellation).ConfigureAwait(false) is not { } root
            || await document.GetSemanticModelAsync(cancellation).ConfigureAwait(false) is not { } model
            || DocumentationCommentId.GetFirstSymbolForDeclarationId(id, model.Compilation) is not IMethodSymbol counterpart
            || root.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true) is not ExpressionSyntax place
            || Statements.MustStay(place)
            || Encoding(place, model, cancellation) is not { Syntax: InvocationExpressionSyntax syntax } call
            || CountCall(syntax, call, counterpart) is not { } count
            || !Binds(model, syntax, count, counterpart))
        {
            return null;
        }

        diagnostic.Properties.TryGetValue(Facts.Shape, out var shape);
        if (place != syntax)
        {
            return new CountRewrite(document, place, count, null, []) { Name = counterpart.Name, IsUnchecked = shape == EncodedToCount.UncheckedShape };
        }

        // The ids stand in a local of which only the length is read.
        return syntax.FirstAncestorOrSelf<VariableDeclaratorSyntax>() is { Parent: VariableDeclarationSyntax { Variables.Count: 1, Parent: LocalDeclarationStatementSyntax { UsingKeyword.RawKind: 0 } } declaration } variable
            && variable.Initializer?.Value == syntax
            && model.GetDeclaredSymbol(variable, cancellation) is ILocalSymbol local
            && Lengths(variable, local, model, cancellation) is { Count: > 0 } lengths
                ? new CountRewrite(document, syntax, count, declaration, lengths) { Name = counterpart.Name, IsUnchecked = shape == EncodedToCount.UncheckedShape }
                : null;
    }

    /// <summary>Makes the change.</summary>
    public async Task<Document> ApplyAsync(CancellationToken cancellation)
    {
        var root = (await this.document.GetSyntaxRootAsync(cancellation).ConfigureAwait(false))!;
        if (this.declaration is null)
        {
            return this.document.WithSyntaxRoot(root.ReplaceNode(this.replaced, this.count.WithTriviaFrom(this.replaced)));
        }

        var variable = this.declaration.Variables[0];
        var name = FreshNames.For(this.declaration, CountName(variable.Identifier.ValueText));
        var type = this.declaration.Type.IsVar ? this.declaration.Type : SyntaxFactory.PredefinedType(SyntaxFactory.Token(SyntaxKind.IntKeyword)).WithTriviaFrom(this.declaration.Type);
        var changed = this.declaration
            .WithType(type)
            .WithVariables(SyntaxFactory.SingletonSeparatedList(variable
                .WithIdentifier(SyntaxFactory.Identifier(name).WithTriviaFrom(variable.Identifier))
                .WithInitializer(variable.Initializer!.WithValue(this.count.WithTriviaFrom(this.replaced)))));
        return this.document.WithSyntaxRoot(root.ReplaceNodes(
            this.lengths.Append<SyntaxNode>(this.declaration),
            (original, _) => original == this.declaration ? changed : SyntaxFactory.IdentifierName(name).WithTriviaFrom(original)));
    }

    private static IInvocationOperation? Encoding(ExpressionSyntax place, SemanticModel model, CancellationToken cancellation)
    {
        var inner = place switch
        {
            MemberAccessExpressionSyntax length => length.Expression,
            InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Count", Expression: var source }, ArgumentList.Arguments.Count: 0 } => source,
            InvocationExpressionSyntax { ArgumentList.Arguments: { Count: 1 } arguments } call
                when model.GetSymbolInfo(call, cancellation).Symbol is IMethodSymbol { Name: "Count", ContainingType.Name: "Enumerable" } => arguments[0].Expression,
            _ => place,
        };
        while (inner is ParenthesizedExpressionSyntax parenthesized)
        {
            inner = parenthesized.Expression;
        }

        return model.GetOperation(inner, cancellation) as IInvocationOperation;
    }

    /// <summary>The same call of the other member, without what only the encoding gives; null for forms of a call that have no such place.</summary>
    private static ExpressionSyntax? CountCall(InvocationExpressionSyntax call, IInvocationOperation operation, IMethodSymbol counterpart)
    {
        SimpleNameSyntax? name = call.Expression switch
        {
            MemberAccessExpressionSyntax access => access.Name,
            IdentifierNameSyntax identifier => identifier,
            _ => null,
        };
        if (name is null)
        {
            return null;
        }

        var kept = operation.Arguments
            .Where(argument => argument.ArgumentKind == ArgumentKind.Explicit && argument.Parameter?.RefKind != RefKind.Out)
            .Select(argument => argument.Syntax)
            .OfType<ArgumentSyntax>()
            .OrderBy(argument => argument.SpanStart)
            .ToList();
        var list = kept.Count == call.ArgumentList.Arguments.Count
            ? call.ArgumentList
            : call.ArgumentList.WithArguments(SyntaxFactory.SeparatedList(kept, Enumerable.Repeat(SyntaxFactory.Token(SyntaxKind.CommaToken).WithTrailingTrivia(SyntaxFactory.Space), kept.Count - 1)));
        return call.ReplaceNode(name, SyntaxFactory.IdentifierName(counterpart.Name).WithTriviaFrom(name)).WithArgumentList(list);
    }

    /// <summary>Whether the new call means the counterpart: its type may hide it, or lack an argument.</summary>
    private static bool Binds(SemanticModel model, InvocationExpressionSyntax call, ExpressionSyntax count, IMethodSymbol counterpart) =>
        model.GetSpeculativeSymbolInfo(call.SpanStart, count, SpeculativeBindingOption.BindAsExpression).Symbol is IMethodSymbol bound
        && bound.Name == counterpart.Name
        && bound.ReturnType.SpecialType == SpecialType.System_Int32
        && SymbolEqualityComparer.Default.Equals(bound.ContainingType, counterpart.ContainingType);

    /// <summary>The places that read the length of the list; null when something else is done with it.</summary>
    private static IReadOnlyList<ExpressionSyntax>? Lengths(VariableDeclaratorSyntax variable, ILocalSymbol local, SemanticModel model, CancellationToken cancellation)
    {
        var lengths = new List<ExpressionSyntax>();
        var scope = variable.Ancestors().OfType<MemberDeclarationSyntax>().FirstOrDefault(member => member is not GlobalStatementSyntax) ?? variable.SyntaxTree.GetRoot(cancellation);
        foreach (var name in scope.DescendantNodes().OfType<IdentifierNameSyntax>())
        {
            if (name.Identifier.ValueText != local.Name || !SymbolEqualityComparer.Default.Equals(model.GetSymbolInfo(name, cancellation).Symbol, local))
            {
                continue;
            }

            if (name.Parent is not MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Count" or "Length" } access || access.Expression != name)
            {
                return null;
            }

            lengths.Add(access.Parent is InvocationExpressionSyntax call && call.Expression == access ? call : access);
        }

        return lengths;
    }

    private static string CountName(string name) =>
        (name.Length > 2 && name.EndsWith("s", StringComparison.Ordinal) && !name.EndsWith("ss", StringComparison.Ordinal) ? name.Substring(0, name.Length - 1) : name) + "Count";
}
