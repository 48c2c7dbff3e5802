using System.Composition;
using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using PerfProof.Rewriting;

namespace PerfProof.Rules;

/// <summary>Fix of PP8001: a limit in the options. Offered, since longer answers are cut off.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(UnlimitedGenerationFix))]
public sealed class UnlimitedGenerationFix : RuleFix
{
    /// <summary>New tokens, where the library counts those.</summary>
    internal const int NewTokens = 1024;

    /// <summary>Tokens of the prompt and the answer, where the library counts both.</summary>
    internal const int AllTokens = 4096;

    /// <inheritdoc/>
    public override DiagnosticDescriptor Rule => UnlimitedGeneration.Descriptor;

    /// <inheritdoc/>
    public override FixSafety Safety => FixSafety.Offered;

    /// <inheritdoc/>
    protected internal override async Task<FixAction?> FixAsync(Document document, Diagnostic diagnostic, CancellationToken cancellation)
    {
        if (await document.GetSyntaxRootAsync(cancellation).ConfigureAwait(false) is not { } root
            || await document.GetSemanticModelAsync(cancellation).ConfigureAwait(false) is not { } model
            || !diagnostic.Properties.TryGetValue(Facts.Counterpart, out var limit) || limit is null
            || !diagnostic.Properties.TryGetValue(Facts.ElementType, out var type) || type is null
            || model.Compilation.GetTypeByMetadataName(type) is not { } options)
        {
            return null;
        }

        var node = root.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true);
        var parts = limit.Split(':');
        if (options.GetMembers(parts[0]).IsEmpty)
        {
            return null;
        }

        SyntaxNode? changed = (diagnostic.Properties[Facts.Shape], parts.Length) switch
        {
            ("options", 1) => WithProperty(root, node.FirstAncestorOrSelf<BaseObjectCreationExpressionSyntax>(), parts[0]),
            ("options", _) => WithCall(root, node.FirstAncestorOrSelf<BaseObjectCreationExpressionSyntax>(), parts[0], parts[1]),
            ("missing", 1) => WithArgument(root, node.FirstAncestorOrSelf<InvocationExpressionSyntax>(), model, options, parts[0]),
            _ => null,
        };
        if (changed is null)
        {
            return null;
        }

        var title = parts.Length == 1
            ? $"Set {parts[0]} to {NewTokens.ToString("N0", CultureInfo.InvariantCulture)} (cuts off longer answers)"
            : $"Set {parts[1]} to {AllTokens.ToString("N0", CultureInfo.InvariantCulture)}, prompt included (cuts off longer answers)";
        return new(title, cancellation => Names.ImportAsync(document.WithSyntaxRoot(changed), cancellation));
    }

    /// <summary><c>new Options { Limit = 1024 }</c>.</summary>
    private static SyntaxNode? WithProperty(SyntaxNode root, BaseObjectCreationExpressionSyntax? creation, string property)
    {
        if (creation is null or { ContainsDiagnostics: true })
        {
            return null;
        }

        var value = SyntaxFactory.ParseExpression($"{property} = {NewTokens}");
        if (creation.Initializer is not { } initializer)
        {
            var text = creation.WithoutTrivia().ToString();
            return root.ReplaceNode(creation, SyntaxFactory.ParseExpression($"{text} {{ {property} = {NewTokens} }}").WithTriviaFrom(creation));
        }

        if (initializer.Expressions.Count == 0 || initializer.Expressions.Any(part => part is not AssignmentExpressionSyntax)
            || initializer.Expressions.Any(part => part is AssignmentExpressionSyntax { Left: IdentifierNameSyntax name } && name.Identifier.ValueText == property))
        {
            return null;
        }

        // Behind the last one, on a line of its own where that has one. Comments behind the last one stay there.
        var last = initializer.Expressions.Last();
        var isLined = last.GetFirstToken().GetPreviousToken().TrailingTrivia.Any(SyntaxKind.EndOfLineTrivia);
        var newLine = SyntaxFactory.TriviaList(Statements.NewLine(creation));
        value = isLined ? value.WithLeadingTrivia(Statements.Indentation(last)) : value;
        var items = initializer.Expressions.GetWithSeparators().ToList();
        if (initializer.Expressions.SeparatorCount == initializer.Expressions.Count)
        {
            items.Add(value);
            items.Add(SyntaxFactory.Token(SyntaxKind.CommaToken).WithTrailingTrivia(isLined ? newLine : SyntaxFactory.TriviaList(SyntaxFactory.Space)));
        }
        else
        {
            items[items.Count - 1] = last.WithoutTrailingTrivia();
            items.Add(SyntaxFactory.Token(SyntaxKind.CommaToken).WithTrailingTrivia(isLined ? last.GetTrailingTrivia() : SyntaxFactory.TriviaList(SyntaxFactory.Space)));
            items.Add(value.WithTrailingTrivia(isLined ? newLine : last.GetTrailingTrivia()));
        }

        return root.ReplaceNode(initializer, initializer.WithExpressions(SyntaxFactory.SeparatedList<ExpressionSyntax>(items)));
    }

    /// <summary><c>options.SetOption("limit", 4096);</c> behind the declaration.</summary>
    private static SyntaxNode? WithCall(SyntaxNode root, BaseObjectCreationExpressionSyntax? creation, string method, string option)
    {
        if (creation?.Parent is not EqualsValueClauseSyntax
            {
                Parent: VariableDeclaratorSyntax { Parent: VariableDeclarationSyntax { Variables.Count: 1, Parent: LocalDeclarationStatementSyntax { Parent: BlockSyntax } declaration } } variable,
            }
            || Statements.MustStay(declaration))
        {
            return null;
        }

        var call = SyntaxFactory.ParseStatement($"{variable.Identifier.Text}.{method}(\"{option}\", {AllTokens});")
            .WithLeadingTrivia(Statements.Indentation(declaration))
            .WithTrailingTrivia(Statements.NewLine(declaration));
        return root.InsertNodesAfter(declaration, [call]);
    }

    /// <summary><c>Generate(prompt, options: new Options { Limit = 1024 })</c>.</summary>
    private static SyntaxNode? WithArgument(SyntaxNode root, InvocationExpressionSyntax? call, SemanticModel model, INamedTypeSymbol options, string property)
    {
        if (call is null or { ContainsDiagnostics: true }
            || model.GetSymbolInfo(call).Symbol is not IMethodSymbol method
            || method.Parameters.FirstOrDefault(parameter => model.Compilation.ClassifyConversion(options, parameter.Type) is { IsImplicit: true, IsUserDefined: false } && parameter.IsOptional) is not { } parameter)
        {
            return null;
        }

        var name = SyntaxFacts.GetKeywordKind(parameter.Name) == SyntaxKind.None ? parameter.Name : "@" + parameter.Name;
        var text = call.ArgumentList.Arguments.Count == 0 ? "" : call.ArgumentList.Arguments.ToFullString() + ", ";
        var arguments = SyntaxFactory.ParseArgumentList($"({text}{name}: new {Names.Full(options)} {{ {property} = {NewTokens} }})");
        return root.ReplaceNode(call.ArgumentList, Names.Shortened(arguments).WithTriviaFrom(call.ArgumentList));
    }
}
