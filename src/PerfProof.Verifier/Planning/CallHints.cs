using System.Collections.Immutable;
using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace PerfProof.Planning;

/// <summary>The constants that the program itself gives to parameters: better inputs than any guess.</summary>
public static class CallHints
{
    /// <summary>
    /// By parameter name, the constant most often given to that parameter of the methods, or of a constructor of the
    /// project's own types.
    /// </summary>
    public static async Task<ImmutableDictionary<string, string>> FindAsync(Project project, ISymbol method, CancellationToken cancellation)
    {
        var given = new Dictionary<string, Dictionary<string, int>>(StringComparer.Ordinal);
        foreach (var document in project.Documents)
        {
            var root = await document.GetSyntaxRootAsync(cancellation).ConfigureAwait(false);
            SemanticModel? model = null;
            foreach (var node in root!.DescendantNodes())
            {
                // Only names that can be meant are bound.
                if (node is not (InvocationExpressionSyntax or BaseObjectCreationExpressionSyntax)
                    || (node is InvocationExpressionSyntax && !node.ToString().Contains(method.Name, StringComparison.Ordinal)))
                {
                    continue;
                }

                model ??= await document.GetSemanticModelAsync(cancellation).ConfigureAwait(false);
                var arguments = model!.GetOperation(node, cancellation) switch
                {
                    IInvocationOperation call when SymbolEqualityComparer.Default.Equals(call.TargetMethod.OriginalDefinition, method.OriginalDefinition) => call.Arguments,
                    IObjectCreationOperation creation when SymbolEqualityComparer.Default.Equals(creation.Constructor?.ContainingAssembly, method.ContainingAssembly) => creation.Arguments,
                    _ => [],
                };
                foreach (var argument in arguments)
                {
                    if (argument is { ArgumentKind: ArgumentKind.Explicit, Parameter: { } parameter, Value.ConstantValue: { HasValue: true, Value: { } value } })
                    {
                        var text = Convert.ToString(value, CultureInfo.InvariantCulture)!;
                        var counts = given.TryGetValue(parameter.Name, out var known) ? known : given[parameter.Name] = new(StringComparer.Ordinal);
                        counts[text] = counts.GetValueOrDefault(text) + 1;
                    }
                }
            }
        }

        return given.ToImmutableDictionary(
            pair => pair.Key,
            pair => pair.Value.OrderByDescending(count => count.Value).ThenBy(count => count.Key, StringComparer.Ordinal).First().Key,
            StringComparer.Ordinal);
    }
}
