using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using PerfProof.HotPath;
using PerfProof.Wrappers;

namespace PerfProof.Rules;

/// <summary>Where something is made again and again, as the fixes of this area see it.</summary>
internal sealed class CreationSite
{
    private CreationSite(Document document, SyntaxNode root, SemanticModel model, ExpressionSyntax creation, RoleMatch match, RepeatedCreation repeated)
    {
        this.Document = document;
        this.Root = root;
        this.Model = model;
        this.Creation = creation;
        this.Match = match;
        this.Repeated = repeated;
        var whole = creation.Parent is AwaitExpressionSyntax awaited ? awaited : creation;
        if (whole.Parent is EqualsValueClauseSyntax { Parent: VariableDeclaratorSyntax { Parent: VariableDeclarationSyntax { Variables.Count: 1 } declaration } variable })
        {
            this.Variable = variable;
            this.Statement = declaration.Parent as LocalDeclarationStatementSyntax;
            this.Using = declaration.Parent as UsingStatementSyntax;
        }
    }

    /// <summary>The file.</summary>
    public Document Document { get; }

    /// <summary>Its root.</summary>
    public SyntaxNode Root { get; }

    /// <summary>Its semantic model.</summary>
    public SemanticModel Model { get; }

    /// <summary>The call or construction.</summary>
    public ExpressionSyntax Creation { get; }

    /// <summary>Its role.</summary>
    public RoleMatch Match { get; }

    /// <summary>How it comes to be repeated.</summary>
    public RepeatedCreation Repeated { get; }

    /// <summary>The local that is given the thing, alone in its declaration; null where there is none.</summary>
    public VariableDeclaratorSyntax? Variable { get; }

    /// <summary>The statement that declares <see cref="Variable"/>, with <c>using</c> or without; null in a <c>using (...)</c>.</summary>
    public LocalDeclarationStatementSyntax? Statement { get; }

    /// <summary>The <c>using (...)</c> that declares <see cref="Variable"/>.</summary>
    public UsingStatementSyntax? Using { get; }

    /// <summary>The member around the place.</summary>
    public MemberDeclarationSyntax? Member => this.Creation.FirstAncestorOrSelf<MemberDeclarationSyntax>();

    /// <summary>The place of a finding; null where the code around it is half-written, or no longer means the same.</summary>
    public static async Task<CreationSite?> FindAsync(Document document, Diagnostic diagnostic, string role, CancellationToken cancellation)
    {
        if (await document.GetSyntaxRootAsync(cancellation).ConfigureAwait(false) is not { } root
            || await document.GetSemanticModelAsync(cancellation).ConfigureAwait(false) is not { } model
            || root.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true) is not ExpressionSyntax creation
            || creation.FirstAncestorOrSelf<MemberDeclarationSyntax>() is not { ContainsDiagnostics: false }
            || model.GetOperation(creation, cancellation) is not { } operation)
        {
            return null;
        }

        var compilation = CompilationModel.Get(model.Compilation, document.Project.AnalyzerOptions, cancellation);
        return compilation.Match(operation, role) is { } match && RepeatedCreation.Of(compilation, match) is { } repeated
            ? new(document, root, model, creation, match, repeated)
            : null;
    }

    /// <summary>
    /// Whether the local is only used as it is: never assigned again, handed by reference or disposed, and nothing else in the member
    /// bears its name.
    /// </summary>
    public bool IsOnlyUsed()
    {
        if (this.Variable is not { } variable || this.Member is not { } member || this.Model.GetDeclaredSymbol(variable) is not { } symbol
            || Rewriting.FreshNames.IsDeclaredTwice(variable, symbol.Name))
        {
            return false;
        }

        return member.DescendantNodes().OfType<IdentifierNameSyntax>()
            .Where(name => name.Identifier.ValueText == symbol.Name && SymbolEqualityComparer.Default.Equals(this.Model.GetSymbolInfo(name).Symbol, symbol))
            .All(name => name.Parent switch
            {
                AssignmentExpressionSyntax assignment => assignment.Left != name,
                ArgumentSyntax argument => argument.RefOrOutKeyword.IsKind(SyntaxKind.None),
                MemberAccessExpressionSyntax { Name.Identifier.ValueText: var called } => called is not ("Dispose" or "DisposeAsync" or "Close"),
                ConditionalAccessExpressionSyntax conditional => !conditional.WhenNotNull.ToString().StartsWith(".Dispose", StringComparison.Ordinal),
                _ => true,
            });
    }

    /// <summary>Whether an expression means the same elsewhere: it assigns and declares nothing, and its names fulfil a condition.</summary>
    public bool CanStandElsewhere(ExpressionSyntax expression, Func<ISymbol, bool> isKnownThere) =>
        !expression.DescendantNodesAndSelf().Any(node => node is DeclarationExpressionSyntax or AssignmentExpressionSyntax { Parent: not InitializerExpressionSyntax } or AnonymousFunctionExpressionSyntax)
        && expression.DescendantNodesAndSelf().OfType<SimpleNameSyntax>().All(name =>
            name.Parent is NameColonSyntax
            || (name.Parent is AssignmentExpressionSyntax { Parent: InitializerExpressionSyntax } assignment && assignment.Left == name)
            || (this.Model.GetSymbolInfo(name).Symbol is { } symbol && isKnownThere(symbol)));

    /// <summary>Whether a symbol is a local, a parameter or a range variable that is declared within a node.</summary>
    public static bool IsDeclaredIn(ISymbol symbol, SyntaxNode node) =>
        symbol is ILocalSymbol or IParameterSymbol or IRangeVariableSymbol
        && symbol.DeclaringSyntaxReferences.Any(reference => reference.SyntaxTree == node.SyntaxTree && node.Span.Contains(reference.Span));

    /// <summary>The type of what is made, or of what its task gives.</summary>
    public ITypeSymbol? MadeType =>
        this.Match.Operation is { Parent: IAwaitOperation { Type: { } awaited } } ? awaited : this.Match.Operation.Type;
}
