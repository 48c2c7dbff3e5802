using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace PerfProof.Rules;

/// <summary>
/// Looks at the callers of a method, by name and without binding: a caller that mentions a scope is taken to put the call into it.
/// Runs only where a finding is about to be reported.
/// </summary>
internal static class CallersByName
{
    private const int MaxDepth = 6;
    private const int MaxNames = 64;

    /// <summary>Whether a method by whose name this one may be reached, directly or through others, mentions one of these members.</summary>
    public static bool Mention(CompilationModel model, IMethodSymbol method, ImmutableHashSet<string> members, CancellationToken cancellation)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal) { method.Name };
        var names = new List<string> { method.Name };
        for (var depth = 0; depth < MaxDepth && names.Count > 0 && seen.Count < MaxNames; depth++)
        {
            var callers = new List<string>();
            foreach (var tree in model.Words.FilesWithPart(names.ToImmutableArray()))
            {
                foreach (var call in tree.GetRoot(cancellation).DescendantNodes().OfType<SimpleNameSyntax>().Where(name => names.Contains(name.Identifier.ValueText)))
                {
                    if (call.FirstAncestorOrSelf<MemberDeclarationSyntax>(member => member is not (BaseNamespaceDeclarationSyntax or BaseTypeDeclarationSyntax)) is not { } member)
                    {
                        continue;
                    }

                    SyntaxNode body = member is GlobalStatementSyntax ? tree.GetRoot(cancellation) : member;
                    if (body.DescendantNodes().OfType<SimpleNameSyntax>().Any(name => members.Contains(name.Identifier.ValueText)))
                    {
                        return true;
                    }

                    if (member is MethodDeclarationSyntax declaration && seen.Add(declaration.Identifier.ValueText))
                    {
                        callers.Add(declaration.Identifier.ValueText);
                    }
                }
            }

            names = callers;
        }

        return false;
    }
}
