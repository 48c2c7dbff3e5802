using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using PerfProof.Catalog;
using PerfProof.HotPath;
using PerfProof.Rewriting;

namespace PerfProof.Rules;

/// <summary>
/// Keeps what a method makes on every call in a field that is filled on first use: static where it is made from what is static, otherwise
/// of the object. Only for things that several threads may use at once, made from what does not change.
/// </summary>
internal static class CreationField
{
    /// <summary>The fix for what several threads may use at once, made once for all; null where it does not apply.</summary>
    public static FixAction? Of(CreationSite site) => site.Match.Line[Keys.Shared] == "yes" ? Of(site, null) : null;

    /// <summary>The fix by <c>??=</c>, for what may be made twice where threads meet, and is not disposed; null where it does not apply.</summary>
    public static FixAction? OfAssigned(CreationSite site, string title) => site.Using is null && site.Statement?.UsingKeyword.IsKind(SyntaxKind.UsingKeyword) != true ? Of(site, title) : null;

    private static FixAction? Of(CreationSite site, string? assignedTitle)
    {
        if (site.Creation.Parent is AwaitExpressionSyntax
            || site.MadeType is not INamedTypeSymbol { IsReferenceType: true } made
            || site.Member is not MethodDeclarationSyntax { Parent: ClassDeclarationSyntax { TypeParameterList: null } type } method
            || (site.Repeated.Rate == CreationRate.Turn && site.Repeated.Path.IsEmpty)
            || !IsReplaceable(site)
            || type.ContainsDirectives)
        {
            return null;
        }

        var isStatic = true;
        var isSteady = site.CanStandElsewhere(site.Creation, symbol =>
        {
            switch (symbol)
            {
                case INamespaceOrTypeSymbol or IMethodSymbol { IsStatic: true } or IMethodSymbol { MethodKind: MethodKind.Constructor }:
                    return true;
                case IFieldSymbol { IsStatic: true } field:
                    return field.IsReadOnly || field.IsConst;
                case IPropertySymbol { IsStatic: true }:
                    return true;
                case IFieldSymbol { IsReadOnly: true } or IPropertySymbol { SetMethod: null or { IsInitOnly: true } } when SymbolEqualityComparer.Default.Equals(symbol.ContainingType, site.Model.GetDeclaredSymbol(type)):
                    isStatic = false;
                    return true;
                case IFieldSymbol or IPropertySymbol or IMethodSymbol:
                    // Of a value that is steady itself: path.Length, a property in an initialiser.
                    return symbol is IMethodSymbol or IPropertySymbol && !symbol.IsStatic && !SymbolEqualityComparer.Default.Equals(symbol.ContainingType, site.Model.GetDeclaredSymbol(type));
                default:
                    return false;
            }
        });
        // A controller lives for one request: a field of its object would be filled anew each time.
        var livesForARequest = site.Repeated is { Rate: CreationRate.Request, Path.IsEmpty: true };
        if (!isSteady || (!isStatic && (livesForARequest || method.Modifiers.Any(SyntaxKind.StaticKeyword))))
        {
            return null;
        }

        return new FixAction(
            assignedTitle ?? $"Keep one {made.Name} for all calls (never disposed; calls at the same time share it)",
            cancellation => Apply(site, made, type, isStatic, assignedTitle is not null, cancellation));
    }

    // The thing is given to a local of its own, or something is called on it where it is made.
    private static bool IsReplaceable(CreationSite site)
    {
        if (site.Variable is not null)
        {
            return site.IsOnlyUsed()
                && (site.Statement is { Parent: BlockSyntax or SwitchSectionSyntax } || site.Using is { Parent: BlockSyntax, Statement: BlockSyntax, ContainsDirectives: false });
        }

        return site.Creation.Parent is MemberAccessExpressionSyntax { Parent: InvocationExpressionSyntax, Name.Identifier.ValueText: not ("Dispose" or "DisposeAsync") }
            or ParenthesizedExpressionSyntax { Parent: MemberAccessExpressionSyntax { Parent: InvocationExpressionSyntax } };
    }

    private static async Task<Document> Apply(CreationSite site, INamedTypeSymbol made, ClassDeclarationSyntax type, bool isStatic, bool isAssigned, CancellationToken cancellation)
    {
        var name = FieldName(site, isAssigned && site.Variable is { } local ? local.Identifier.ValueText : made.Name, type);
        var typeName = Names.Full(made);
        var creation = site.Creation is ImplicitObjectCreationExpressionSyntax written
            ? $"new {typeName}{written.ArgumentList}{written.Initializer}"
            : site.Creation.WithoutTrivia().ToString();
        var nullable = site.Model.GetNullableContext(type.SpanStart).AnnotationsEnabled() ? "?" : "";
        var field = isAssigned ? $"private {(isStatic ? "static " : "")}{typeName}{nullable} {name};"
            : isStatic ? $"private static readonly global::System.Lazy<{typeName}> {name} = new global::System.Lazy<{typeName}>(() => {creation});"
            : $"private {typeName}{nullable} {name};";
        var access = isAssigned ? (site.Variable is null ? $"({name} ??= {creation})" : $"{name} ??= {creation}")
            : isStatic ? $"{name}.Value" : $"global::System.Threading.LazyInitializer.EnsureInitialized(ref {name}, () => {creation})";

        var changed = Replace(site, type, Names.Shortened(SyntaxFactory.ParseExpression(access)));
        changed = changed.WithMembers(changed.Members.Insert(0, Field(site, type, Names.Shortened(SyntaxFactory.ParseMemberDeclaration(field)!))));
        return await Names.ImportAsync(site.Document.WithSyntaxRoot(site.Root.ReplaceNode(type, changed)), cancellation).ConfigureAwait(false);
    }

    private static ClassDeclarationSyntax Replace(CreationSite site, ClassDeclarationSyntax type, ExpressionSyntax access)
    {
        var value = access.WithTriviaFrom(site.Creation);
        switch (site)
        {
            case { Statement: { } statement, Variable: { } variable }:
                var kept = statement.ReplaceNode(site.Creation, value).WithUsingKeyword(default).WithAwaitKeyword(default).WithLeadingTrivia(statement.GetLeadingTrivia());
                return type.ReplaceNode(statement, kept);
            case { Using: { Declaration: { } declaration } resources }:
                var indentation = Statements.Indentation(resources);
                var made = SyntaxFactory.LocalDeclarationStatement(declaration.ReplaceNode(site.Creation, value).WithoutTrivia())
                    .NormalizeKeeping()
                    .WithLeadingTrivia(resources.GetLeadingTrivia())
                    .WithTrailingTrivia(Statements.NewLine(site.Root));
                return type.ReplaceNode(resources, new StatementSyntax[] { made, resources.Statement.WithLeadingTrivia(indentation) });
            default:
                return type.ReplaceNode(site.Creation, value);
        }
    }

    // A declaration as it stood in the parentheses of a using has no space to lose.
    private static LocalDeclarationStatementSyntax NormalizeKeeping(this LocalDeclarationStatementSyntax statement) =>
        statement.WithSemicolonToken(SyntaxFactory.Token(SyntaxKind.SemicolonToken));

    private static MemberDeclarationSyntax Field(CreationSite site, ClassDeclarationSyntax type, MemberDeclarationSyntax field)
    {
        var first = type.Members[0];
        var newLine = Statements.NewLine(site.Root);
        var trailing = SyntaxFactory.TriviaList(newLine);
        if (first is not FieldDeclarationSyntax)
        {
            trailing = trailing.Add(newLine);
        }

        return field.WithLeadingTrivia(Statements.Indentation(first)).WithTrailingTrivia(trailing);
    }

    // As the fields of the class are named, and like nothing in it.
    private static string FieldName(CreationSite site, string made, ClassDeclarationSyntax type)
    {
        var fields = type.Members.OfType<FieldDeclarationSyntax>().Where(field => field.Modifiers.All(modifier => modifier.Kind() is not (SyntaxKind.PublicKeyword or SyntaxKind.ConstKeyword)))
            .SelectMany(field => field.Declaration.Variables).Select(variable => variable.Identifier.ValueText).ToList();
        var prefix = fields.Count > 0 && fields.All(field => field.StartsWith("_", StringComparison.Ordinal)) ? "_" : "";
        var wanted = prefix + FreshNames.Camel(made);
        var used = new HashSet<string>(type.DescendantTokens().Where(token => token.IsKind(SyntaxKind.IdentifierToken)).Select(token => token.ValueText), StringComparer.Ordinal);
        used.UnionWith(site.Model.LookupSymbols(type.OpenBraceToken.Span.End).Where(symbol => symbol is not INamespaceOrTypeSymbol).Select(symbol => symbol.Name));
        var name = wanted;
        for (var number = 2; used.Contains(name); number++)
        {
            name = wanted + number.ToString(System.Globalization.CultureInfo.InvariantCulture);
        }

        return name;
    }
}
