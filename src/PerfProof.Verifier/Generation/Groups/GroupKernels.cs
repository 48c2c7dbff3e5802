using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace PerfProof.Generation.Groups;

/// <summary>Takes the kernels of a pattern that are launched by groups apart, and says which cannot be.</summary>
internal static class GroupKernels
{
    private static readonly string[] telling = ["Group", "Grid", "SharedMemory", "Warp"];

    /// <summary>The methods that run groups; or why there are none.</summary>
    public static (string Text, string? Problem) Write(IReadOnlyList<KernelShape> kernels, Func<CSharpCompilation> compiled, bool isChecked)
    {
        if (kernels.All(kernel => kernel.Index is not null && !telling.Any(word => kernel.Source.Contains(word, StringComparison.Ordinal))))
        {
            return ("", null);
        }

        var compilation = Inliner.Inline(compiled());
        var tree = compilation.SyntaxTrees[^1];
        var model = compilation.GetSemanticModel(tree);
        var barriers = new Barriers(model);
        var text = new StringBuilder();
        var methods = tree.GetRoot().DescendantNodes().OfType<MethodDeclarationSyntax>().ToList();
        foreach (var method in methods)
        {
            var name = method.Identifier.ValueText;
            switch (kernels.FirstOrDefault(kernel => kernel.Name == name))
            {
                case null when Inliner.IsTogether(method, barriers) && IsCalled(method, methods, model):
                    return ("", $"method {name}: threads wait for each other or share memory in it, and the managed host cannot write it into its caller: "
                        + "call it in a statement of its own, not in a condition; it returns at its end only and takes its parameters by value");
                case { Index: not null } when barriers.UsesOfGroup(method) is { } used:
                    return ("", $"kernel {name}: it takes its index, so the device chooses its groups, and it uses {used}; launch it by groups, without an index");
                case { Index: null } when method.Body is null:
                    return ("", $"kernel {name}: write its body as a block");
                case { Index: null }:
                    try
                    {
                        text.Append(GroupKernel.Write(method, model, isChecked)).Append('\n');
                    }
                    catch (GroupException exception)
                    {
                        return ("", $"kernel {name}: the managed host cannot run it by groups: {exception.Message}");
                    }

                    break;
            }
        }

        return (text.ToString(), null);
    }

    private static bool IsCalled(MethodDeclarationSyntax method, List<MethodDeclarationSyntax> methods, SemanticModel model) =>
        methods.SelectMany(caller => caller.DescendantNodes()).OfType<InvocationExpressionSyntax>()
            .Any(call => SymbolEqualityComparer.Default.Equals((model.GetSymbolInfo(call).Symbol as IMethodSymbol)?.OriginalDefinition, model.GetDeclaredSymbol(method)));
}
