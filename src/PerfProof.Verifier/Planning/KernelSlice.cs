using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace PerfProof.Planning;

/// <summary>A kernel of the user's own cannot be taken out of its program.</summary>
/// <param name="message">Why, as a clause.</param>
internal sealed class KernelSliceException(string message) : Exception(message);

/// <summary>
/// A kernel of the user's own with everything of the sources that it uses: methods, constants, structures. Their text stays as it is,
/// but for two things: members can be seen from outside, and names of libraries are written in full, since the text is compiled
/// without the directives of its file.
/// </summary>
internal sealed class KernelSlice
{
    private readonly Compilation compilation;
    private readonly Dictionary<SyntaxNode, ISymbol> taken = [];
    private readonly Queue<SyntaxNode> left = new();

    private KernelSlice(Compilation compilation) => this.compilation = compilation;

    /// <summary>The text of a class with the kernel in it, in the types that it stands in.</summary>
    /// <param name="compilation">The program.</param>
    /// <param name="kernel">The kernel.</param>
    /// <param name="name">Name of the class.</param>
    /// <exception cref="KernelSliceException">It uses what cannot be taken along.</exception>
    public static string Of(Compilation compilation, IMethodSymbol kernel, string name)
    {
        var slice = new KernelSlice(compilation);
        slice.Take(kernel);
        while (slice.left.TryDequeue(out var node))
        {
            slice.TakeUsed(node);
        }

        return $"public static class {name}\n{{\n{slice.Types(null)}}}\n";
    }

    /// <summary>How the kernel is called from outside of that class.</summary>
    public static string Path(ISymbol kernel) => kernel.ContainingType is { } type ? $"{Path(type)}.{kernel.Name}" : kernel.Name;

    private void TakeUsed(SyntaxNode node)
    {
        var model = this.compilation.GetSemanticModel(node.SyntaxTree);
        foreach (var name in node.DescendantNodesAndSelf().OfType<SimpleNameSyntax>())
        {
            if (model.GetSymbolInfo(name).Symbol is { } symbol)
            {
                this.Take(symbol);
            }
        }

        // What has no name where it is used: new(), operators and conversions come with their structure.
        foreach (var created in node.DescendantNodes().OfType<ImplicitObjectCreationExpressionSyntax>())
        {
            if (model.GetTypeInfo(created).Type is { } type)
            {
                this.Take(type);
            }
        }
    }

    private void Take(ISymbol symbol)
    {
        symbol = (symbol is IMethodSymbol { ReducedFrom: { } extension } ? extension : symbol).OriginalDefinition;
        if (symbol.DeclaringSyntaxReferences.IsEmpty || symbol is not (INamedTypeSymbol or IMethodSymbol { MethodKind: not MethodKind.LocalFunction } or IFieldSymbol or IPropertySymbol or IEventSymbol))
        {
            return;
        }

        if (!SymbolEqualityComparer.Default.Equals(symbol.ContainingAssembly, this.compilation.Assembly))
        {
            throw new KernelSliceException($"it uses {symbol.Name} of the project {symbol.ContainingAssembly?.Name}");
        }

        // A structure or an enumeration comes as a whole; of classes, the members that are used.
        if ((symbol as INamedTypeSymbol ?? symbol.ContainingType) is { TypeKind: TypeKind.Struct or TypeKind.Enum } value)
        {
            this.Add(value);
            return;
        }

        switch (symbol)
        {
            case INamedTypeSymbol { TypeKind: TypeKind.Class, IsGenericType: false }:
                break;
            case INamedTypeSymbol type:
                throw new KernelSliceException($"it uses {type.Name}, which is no structure");
            case IFieldSymbol { IsStatic: true, IsReadOnly: false, IsConst: false } or IEventSymbol:
                throw new KernelSliceException($"it uses {symbol.Name}, which can change");
            case { IsStatic: true, ContainingType.IsGenericType: false }:
                this.Add(symbol);
                break;
            default:
                throw new KernelSliceException($"it uses {(symbol.Name == ".ctor" ? $"an object of type {symbol.ContainingType.Name}" : $"{symbol.Name} of an object")}");
        }
    }

    private void Add(ISymbol symbol)
    {
        foreach (var reference in symbol.DeclaringSyntaxReferences)
        {
            // A field is a part of its declaration, a getter of its property.
            var node = reference.GetSyntax().FirstAncestorOrSelf<MemberDeclarationSyntax>()!;
            if (this.taken.TryAdd(node, symbol))
            {
                this.left.Enqueue(node);
            }
        }
    }

    // In the order of the sources, so that the text is the same each time.
    private string Types(INamedTypeSymbol? outer)
    {
        var inside = this.taken.Where(pair => SymbolEqualityComparer.Default.Equals(pair.Value.ContainingType, outer));
        var text = string.Concat(inside.OrderBy(pair => pair.Key.SyntaxTree.FilePath, StringComparer.Ordinal).ThenBy(pair => pair.Key.SpanStart).Select(pair => this.Text(pair.Key) + "\n"));
        var nested = this.taken.Values.SelectMany(Around)
            .Where(type => SymbolEqualityComparer.Default.Equals(type.ContainingType, outer) && type.TypeKind == TypeKind.Class)
            .Distinct<INamedTypeSymbol>(SymbolEqualityComparer.Default)
            .OrderBy(type => type.ToDisplayString(), StringComparer.Ordinal);
        return text + string.Concat(nested.Select(type => $"public static class {type.Name}\n{{\n{this.Types(type)}}}\n"));
    }

    private static IEnumerable<INamedTypeSymbol> Around(ISymbol symbol)
    {
        for (var type = symbol.ContainingType; type is not null; type = type.ContainingType)
        {
            yield return type;
        }
    }

    private string Text(SyntaxNode member)
    {
        var written = (MemberDeclarationSyntax)new InFull(this.compilation.GetSemanticModel(member.SyntaxTree), this.compilation.Assembly).Visit(member)!;
        var modifiers = written.Modifiers.Where(modifier => !IsAccess(modifier)).Prepend(SyntaxFactory.Token(SyntaxKind.PublicKeyword).WithTrailingTrivia(SyntaxFactory.Space));
        return written.WithoutLeadingTrivia().WithModifiers(SyntaxFactory.TokenList(modifiers.Select(modifier => modifier.WithLeadingTrivia()))).ToFullString();
    }

    private static bool IsAccess(SyntaxToken modifier) =>
        modifier.Kind() is SyntaxKind.PrivateKeyword or SyntaxKind.ProtectedKeyword or SyntaxKind.InternalKeyword or SyntaxKind.PublicKeyword;

    /// <summary>Writes names of libraries in full.</summary>
    private sealed class InFull(SemanticModel model, IAssemblySymbol assembly) : CSharpSyntaxRewriter
    {
        public override SyntaxNode? VisitIdentifierName(IdentifierNameSyntax node) => this.Name(node) ?? base.VisitIdentifierName(node);

        public override SyntaxNode? VisitGenericName(GenericNameSyntax node) =>
            this.Name(node) is { } whole && node.TypeArgumentList.Accept(this) is TypeArgumentListSyntax arguments
                ? SyntaxFactory.ParseName(whole + arguments.ToString()).WithTriviaFrom(node)
                : base.VisitGenericName(node);

        // A namespace in front of a name of our own leads nowhere in the class that the slice becomes.
        public override SyntaxNode? VisitQualifiedName(QualifiedNameSyntax node) =>
            model.GetSymbolInfo(node.Left).Symbol is INamespaceSymbol && this.IsOwn(node) ? this.Visit(node.Right)!.WithTriviaFrom(node) : base.VisitQualifiedName(node);

        public override SyntaxNode? VisitMemberAccessExpression(MemberAccessExpressionSyntax node) =>
            model.GetSymbolInfo(node.Expression).Symbol is INamespaceSymbol && this.IsOwn(node) ? this.Visit(node.Name)!.WithTriviaFrom(node) : base.VisitMemberAccessExpression(node);

        private bool IsOwn(SyntaxNode node) => SymbolEqualityComparer.Default.Equals(model.GetSymbolInfo(node).Symbol?.ContainingAssembly, assembly);

        private NameSyntax? Name(SimpleNameSyntax node)
        {
            var isLast = node.Parent switch
            {
                MemberAccessExpressionSyntax access => access.Name == node,
                QualifiedNameSyntax qualified => qualified.Right == node,
                _ => node.Parent is NameColonSyntax or NameEqualsSyntax or MemberBindingExpressionSyntax or AliasQualifiedNameSyntax,
            };
            // The name of an attribute is bound to its constructor.
            if (isLast || node.IsVar || model.GetSymbolInfo(node).Symbol is not { } symbol)
            {
                return null;
            }

            symbol = node.Parent is AttributeSyntax ? symbol.ContainingType : symbol;
            if (SymbolEqualityComparer.Default.Equals(symbol.ContainingAssembly, assembly))
            {
                // Members that 'using static' makes visible, and types behind an alias.
                return symbol is { IsStatic: true, ContainingType: { } own } and not (INamedTypeSymbol or IMethodSymbol { MethodKind: MethodKind.LocalFunction }) ? Parse($"{Path(own)}.{symbol.Name}")
                    : symbol is INamedTypeSymbol type && type.Name != node.Identifier.ValueText && node.Parent is not AttributeSyntax ? Parse(Path(type))
                    : null;
            }

            return symbol switch
            {
                // Each host has a type of its own for it, under this name.
                INamedTypeSymbol { Name: "Half", ContainingNamespace.Name: "ILGPU" } => Parse("Half"),
                INamedTypeSymbol { TypeKind: not TypeKind.Error } type => Parse(Whole(type)),
                { IsStatic: true, ContainingType: { } type } and (IMethodSymbol { MethodKind: MethodKind.Ordinary } or IFieldSymbol or IPropertySymbol) => Parse($"{Whole(type)}.{symbol.Name}"),
                _ => null,
            };

            NameSyntax Parse(string text) => SyntaxFactory.ParseName(text).WithTriviaFrom(node);
        }

        private static string Whole(INamedTypeSymbol type) => type.ContainingType is { } outer ? $"{Whole(outer)}.{type.Name}"
            : type.ContainingNamespace is { IsGlobalNamespace: false } space ? $"global::{space.ToDisplayString()}.{type.Name}"
            : $"global::{type.Name}";
    }
}
