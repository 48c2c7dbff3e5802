using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using PerfProof.KernelHost;

namespace PerfProof.Planning;

/// <summary>
/// A test returns and prints nothing; what it computes are the values that it asserts. In the copies of the program each of them is handed to
/// whoever listens before the assertion gets it, so that both sides can be compared by more than that no assertion failed. Nobody listens while it is timed.
/// </summary>
internal static class AssertedValues
{
    private const string Listener = "AssertedValues_";

    private static readonly HashSet<string> spaces = ["Xunit", "NUnit.Framework", "Microsoft.VisualStudio.TestTools.UnitTesting"];

    /// <summary>The project with its asserted values handed on.</summary>
    public static async Task<Solution> HandOnAsync(Solution solution, ProjectId id, CancellationToken cancellation)
    {
        foreach (var document in solution.GetProject(id)!.Documents)
        {
            if (document.FilePath is null || await document.GetSyntaxRootAsync(cancellation).ConfigureAwait(false) is not CompilationUnitSyntax root)
            {
                continue;
            }

            var model = (await document.GetSemanticModelAsync(cancellation).ConfigureAwait(false))!;
            var asserted = root.DescendantNodes().OfType<InvocationExpressionSyntax>().SelectMany(call => Values(call, model)).ToHashSet();
            if (asserted.Count == 0)
            {
                continue;
            }

            // A name that no other file has: a type of its own in each, at the end, where it stands in whatever namespace the file has.
            var listener = Listener + Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(document.FilePath)).AsSpan(0, 4));
            var rewritten = root.ReplaceNodes(asserted, (_, value) => Handed(value, listener));
            solution = solution.WithDocumentText(document.Id, Microsoft.CodeAnalysis.Text.SourceText.From(rewritten.ToFullString() + Type(listener)));
        }

        return solution;
    }

    private static IEnumerable<ExpressionSyntax> Values(InvocationExpressionSyntax call, SemanticModel model)
    {
        if (call.Expression is MemberAccessExpressionSyntax { Expression: { } subject, Name.Identifier.ValueText: "Should" } && call.ArgumentList.Arguments.Count == 0)
        {
            return IsValue(subject, model) ? [subject] : [];
        }

        return model.GetSymbolInfo(call).Symbol is IMethodSymbol { ContainingType: { } type } && type.Name.EndsWith("Assert", StringComparison.Ordinal) && spaces.Contains(type.ContainingNamespace.ToDisplayString())
            ? call.ArgumentList.Arguments.Where(argument => argument.RefKindKeyword.IsKind(SyntaxKind.None)).Select(argument => argument.Expression).Where(value => IsValue(value, model))
            : [];
    }

    // What has a type of its own that can be handed around, and is not in the source already. Truth values tell nothing: that they are true is asserted.
    private static bool IsValue(ExpressionSyntax value, SemanticModel model) =>
        value is not (AnonymousFunctionExpressionSyntax or LiteralExpressionSyntax)
        && model.GetSymbolInfo(value).Symbol is not (IMethodSymbol { MethodKind: not MethodKind.Ordinary and not MethodKind.ReducedExtension and not MethodKind.Constructor } or INamedTypeSymbol)
        && !model.GetConstantValue(value).HasValue
        && (value is InvocationExpressionSyntax || model.GetSymbolInfo(value).Symbol is not IMethodSymbol { MethodKind: MethodKind.Ordinary or MethodKind.ReducedExtension })
        && model.GetTypeInfo(value).Type is { TypeKind: not TypeKind.Error and not TypeKind.Delegate and not TypeKind.Pointer and not TypeKind.FunctionPointer, IsRefLikeType: false, SpecialType: not SpecialType.System_Boolean and not SpecialType.System_Void };

    private static ExpressionSyntax Handed(ExpressionSyntax value, string listener) =>
        SyntaxFactory.ParseExpression($"{listener}.Hand({value.WithoutTrivia().ToFullString()})").WithTriviaFrom(value);

    private static string Type(string listener) => $$"""

        internal static class {{listener}}
        {
            public static T Hand<T>(T value)
            {
                (global::System.AppDomain.CurrentDomain.GetData("{{EntrySpec.AssertedData}}") as global::System.Collections.Generic.List<object>)?.Add(value);
                return value;
            }
        }

        """;
}
