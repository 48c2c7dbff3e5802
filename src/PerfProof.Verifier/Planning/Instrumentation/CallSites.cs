using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using PerfProof.Catalog;
using PerfProof.Loading;

namespace PerfProof.Planning.Instrumentation;

/// <summary>Which expressions of a program are worth counting.</summary>
public static class CallSites
{
    /// <summary>The call that each finding is about. A finding about something else, such as a loop or a conversion, has none.</summary>
    public static async Task<ImmutableArray<CallSite>> OfFindingsAsync(IEnumerable<Finding> findings, CancellationToken cancellation)
    {
        var sites = ImmutableArray.CreateBuilder<CallSite>();
        foreach (var finding in findings)
        {
            if (finding.Document is { } document
                && CallAt(await document.GetSyntaxRootAsync(cancellation).ConfigureAwait(false), finding.Diagnostic.Location.SourceSpan) is { } call)
            {
                sites.Add(new(finding.Id, document.Id, call.Span));
            }
        }

        return sites.ToImmutable();
    }

    /// <summary>Every expression of the asked projects that uses a catalogued member in one of these roles; the key of each is its role.</summary>
    /// <param name="code">The program.</param>
    /// <param name="roles">Roles of the catalog, such as <see cref="Roles.CountTokens"/>.</param>
    /// <param name="cancellation">Cancels.</param>
    public static Task<ImmutableArray<CallSite>> OfRolesAsync(LoadedCode code, IReadOnlyCollection<string> roles, CancellationToken cancellation) =>
        OfRolesAsync(code.Solution, code.Projects.Select(project => project.Id), roles, cancellation);

    /// <summary>Every expression of these projects that uses a catalogued member in one of these roles; the key of each is its role.</summary>
    public static async Task<ImmutableArray<CallSite>> OfRolesAsync(
        Solution solution, IEnumerable<ProjectId> projects, IReadOnlyCollection<string> roles, CancellationToken cancellation)
    {
        var sites = ImmutableArray.CreateBuilder<CallSite>();
        foreach (var project in projects.Select(id => solution.GetProject(id)!))
        {
            var compilation = await project.GetCompilationAsync(cancellation).ConfigureAwait(false);
            var catalog = CompilationModel.Get(compilation!, project.AnalyzerOptions, cancellation).Catalog;
            foreach (var document in project.Documents)
            {
                var root = await document.GetSyntaxRootAsync(cancellation).ConfigureAwait(false);
                var model = compilation!.GetSemanticModel(root!.SyntaxTree);
                foreach (var node in root.DescendantNodes().OfType<ExpressionSyntax>().Where(IsSite))
                {
                    if (model.GetSymbolInfo(node, cancellation).Symbol is { } symbol
                        && !catalog.LinesOf(symbol).IsEmpty
                        && model.GetOperation(node, cancellation) is { } operation)
                    {
                        sites.AddRange(roles.Where(role => catalog.LineOf(symbol, operation, role) is not null).Select(role => new CallSite(role, document.Id, node.Span)));
                    }
                }
            }
        }

        return sites.ToImmutable();
    }

    /// <summary>Whether an expression is of a kind that can be counted; what a call is made of is not.</summary>
    internal static bool IsSite(ExpressionSyntax node) => node switch
    {
        InvocationExpressionSyntax or BaseObjectCreationExpressionSyntax or ElementAccessExpressionSyntax => true,
        MemberAccessExpressionSyntax access => access.IsKind(SyntaxKind.SimpleMemberAccessExpression) && access.Parent is not InvocationExpressionSyntax,
        _ => false,
    };

    /// <summary>The call that a finding at this place is about: what is flagged is the call or its name. Null where it is about something else, such as an argument.</summary>
    internal static ExpressionSyntax? CallAt(SyntaxNode? root, Microsoft.CodeAnalysis.Text.TextSpan span)
    {
        for (var node = root?.FindNode(span, getInnermostNodeForTie: true); node is not (null or StatementSyntax or MemberDeclarationSyntax or LambdaExpressionSyntax or ArgumentSyntax); node = node.Parent)
        {
            // await f(), (f()), x = f(): the value that is flagged is the call's.
            var inner = node;
            while (inner is AwaitExpressionSyntax or ParenthesizedExpressionSyntax or CastExpressionSyntax)
            {
                inner = inner switch
                {
                    AwaitExpressionSyntax awaited => awaited.Expression,
                    ParenthesizedExpressionSyntax parenthesized => parenthesized.Expression,
                    _ => ((CastExpressionSyntax)inner).Expression,
                };
            }

            if (inner is InvocationExpressionSyntax or BaseObjectCreationExpressionSyntax or ElementAccessExpressionSyntax)
            {
                return (ExpressionSyntax)inner;
            }

            if (inner is MemberAccessExpressionSyntax access && access.Span == span && IsSite(access))
            {
                return access;
            }
        }

        return null;
    }
}
