using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using PerfProof.Catalog;
using PerfProof.HotPath;
using PerfProof.Rewriting;

namespace PerfProof.Rules;

/// <summary>
/// Fix of PP6004 where a copy is only read: reads the output where it lies. Offered where the results are disposed by a <c>using</c>
/// around the place, or belong to the caller, so that the span does not outlive them.
/// </summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(OutputCopySpanFix))]
public sealed class OutputCopySpanFix : RuleFix
{
    /// <summary>Title of the fix.</summary>
    public const string Title = "Read the output where it lies (valid while the results live)";

    private const int MaxDepth = 8;

    /// <inheritdoc/>
    public override DiagnosticDescriptor Rule => OutputCopy.Descriptor;

    /// <inheritdoc/>
    public override FixSafety Safety => FixSafety.Offered;

    /// <inheritdoc/>
    public override string WhyNoFixAll => "The span reads memory that the results own; each place needs a look at who disposes them, and when.";

    /// <inheritdoc/>
    protected internal override async Task<FixAction?> FixAsync(Document document, Diagnostic diagnostic, CancellationToken cancellation)
    {
        var root = await document.GetSyntaxRootAsync(cancellation).ConfigureAwait(false);
        var semantics = await document.GetSemanticModelAsync(cancellation).ConfigureAwait(false);
        if (root is null || semantics is null
            || root.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true) is not InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Expression: { } receiver } } node
            || node.ContainsDirectives
            || semantics.GetOperation(node, cancellation) is not IInvocationOperation call)
        {
            return null;
        }

        var model = CompilationModel.Get(semantics.Compilation, document.Project.AnalyzerOptions, cancellation);
        if (CopiedOutput.Of(model, call) is not { Copies: 1, Source: CopySource.Elements or CopySource.Span } copied
            || copied.Shape() != CopyShape.Read
            || semantics.GetEnclosingSymbol(node.SpanStart, cancellation) is not IMethodSymbol { IsAsync: false }
            || IsInIterator(node)
            || !OutlivesThePlace(model, copied.View, 0)
            || ElementOf(call) is not { } element
            || Span(copied, receiver, element, semantics) is not { } span)
        {
            return null;
        }

        var changes = new Dictionary<SyntaxNode, SyntaxNode> { [node] = Names.Shortened(SyntaxFactory.ParseExpression(span)).WithTriviaFrom(node) };
        var value = CopyShapes.Outermost(call);
        if (value.Parent is IVariableInitializerOperation { Parent: IVariableDeclaratorOperation declarator })
        {
            if (declarator.Syntax.Parent is not VariableDeclarationSyntax { Variables.Count: 1, Parent: LocalDeclarationStatementSyntax } declaration
                || !CopyShapes.References(declarator).All(use => IsReadOfASpan(use, declarator)))
            {
                return null;
            }

            var type = SyntaxFactory.ParseTypeName($"global::System.ReadOnlySpan<{Names.Full(element)}>");
            changes.Add(declaration.Type, Names.Shortened(type).WithTriviaFrom(declaration.Type));
        }
        else if (value.Parent is not IConversionOperation)
        {
            return null;
        }

        return new FixAction(
            Title,
            cancellation => Names.ImportAsync(document.WithSyntaxRoot(root.ReplaceNodes(changes.Keys, (old, _) => changes[old])), cancellation));
    }

    private static ITypeSymbol? ElementOf(IInvocationOperation call) => call.Type is IArrayTypeSymbol array ? array.ElementType : null;

    private static string? Span(CopiedOutput copied, ExpressionSyntax receiver, ITypeSymbol element, SemanticModel semantics)
    {
        var source = receiver.WithoutTrivia().ToString();
        if (copied.Source == CopySource.Span)
        {
            return CopiedOutput.IsSpan(semantics.GetTypeInfo(receiver).Type) && semantics.GetTypeInfo(receiver).Type!.Name is "Span" or "ReadOnlySpan" ? source : null;
        }

        if (copied.Line?.Naming(Keys.Buffer)?.Parts is not { } buffer || semantics.Compilation.GetTypeByMetadataName(buffer.TypeName)?.Construct(element) is not { } dense)
        {
            return null;
        }

        if (SymbolEqualityComparer.Default.Equals(semantics.GetTypeInfo(receiver).Type, dense))
        {
            return $"{Names.Operand(receiver)}.{buffer.MemberName}.Span";
        }

        // What is shown as a sequence is asked for as the tensor that it is; a local of the base type is cast.
        var tensor = receiver is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name: GenericNameSyntax name } access } view
            && copied.View.Syntax == view && copied.Line.Naming(Keys.Tensor)?.Parts is { } member
                ? view.WithExpression(access.WithName(name.WithIdentifier(SyntaxFactory.Identifier(member.MemberName).WithTriviaFrom(name.Identifier)))).WithoutTrivia().ToString()
                : semantics.Compilation.ClassifyConversion(semantics.GetTypeInfo(receiver).Type!, dense) is { IsExplicit: true, IsReference: true } ? Names.Operand(receiver) : null;
        return tensor is null ? null : $"(({Names.Full(dense)}){tensor}).{buffer.MemberName}.Span";
    }

    /// <summary>Whether the results that the view belongs to are certainly not disposed of before the place is left.</summary>
    private static bool OutlivesThePlace(CompilationModel model, IOperation view, int depth)
    {
        var owner = Operations.Unwrap(view);
        while (owner is IInvocationOperation or IPropertyReferenceOperation)
        {
            var next = owner switch
            {
                IInvocationOperation { Instance: { } instance } call when model.Catalog.LineOf(call.TargetMethod, call, Roles.OutputView) is not null => instance,
                IInvocationOperation call when CopiedOutput.IsLinq(call) => call.Arguments[0].Value,
                IPropertyReferenceOperation { Instance: { } instance } => instance,
                _ => null,
            };
            if (next is null)
            {
                return false;
            }

            owner = Operations.Unwrap(next);
        }

        switch (owner)
        {
            case IParameterReferenceOperation parameter:
                return !Operations.RootOf(owner).Descendants().Any(other => Disposes(other, parameter.Parameter) || (other is IAssignmentOperation assignment && Operations.Same(Operations.VariableOf(assignment.Target), parameter.Parameter)));
            case ILocalReferenceOperation local when depth < MaxDepth:
                var index = MemberIndex.Of(local);
                if (index.CollectionOf(local.Local) is { } collection)
                {
                    return OutlivesThePlace(model, collection, depth + 1);
                }

                return index.OnlyValueOf(local.Local) is { } value
                    && (IsUsing(value) || (Operations.Unwrap(value) is IInvocationOperation or IPropertyReferenceOperation or ILocalReferenceOperation && OutlivesThePlace(model, value, depth + 1)));
            default:
                return false;
        }
    }

    private static bool Disposes(IOperation operation, ISymbol variable) => operation switch
    {
        IUsingOperation block => Operations.Same(Operations.VariableOf(block.Resources), variable),
        IInvocationOperation { TargetMethod.Name: "Dispose", Instance: { } instance } => Operations.Same(Operations.VariableOf(instance), variable),
        _ => false,
    };

    private static bool IsUsing(IOperation value)
    {
        for (var parent = value.Parent; parent is not null; parent = parent.Parent)
        {
            switch (parent)
            {
                case IUsingDeclarationOperation:
                    return true;
                case IUsingOperation block:
                    return Operations.IsWithin(value, block.Resources);
                case IBlockOperation:
                    return false;
            }
        }

        return false;
    }

    private static bool IsReadOfASpan(ILocalReferenceOperation use, IVariableDeclaratorOperation declarator)
    {
        if (!SymbolEqualityComparer.Default.Equals(use.SemanticModel?.GetEnclosingSymbol(use.Syntax.SpanStart), declarator.Symbol.ContainingSymbol))
        {
            return false;
        }

        return CopyShapes.Outermost(use).Parent switch
        {
            IArrayElementReferenceOperation element => element.Indices.Length == 1 && element.Indices[0].Type?.SpecialType == SpecialType.System_Int32,
            IPropertyReferenceOperation property => property.Property.Name == "Length",
            IForEachLoopOperation => true,
            IConversionOperation conversion => CopiedOutput.IsSpan(conversion.Type),
            _ => false,
        };
    }

    private static bool IsInIterator(SyntaxNode node) =>
        node.Ancestors().FirstOrDefault(ancestor => ancestor is MemberDeclarationSyntax or LocalFunctionStatementSyntax or AnonymousFunctionExpressionSyntax)?.DescendantNodes().OfType<YieldStatementSyntax>().Any() == true;
}
