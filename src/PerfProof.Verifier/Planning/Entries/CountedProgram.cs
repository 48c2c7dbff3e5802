using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.FindSymbols;
using PerfProof.Catalog;
using PerfProof.KernelHost;
using PerfProof.Loading;
using PerfProof.Planning.Instrumentation;

namespace PerfProof.Planning;

/// <summary>How often both sides make calls of one kind in one run from an entry: exact, where times are noisy.</summary>
/// <param name="Role">The role in the catalog, such as <c>count-tokens</c>.</param>
/// <param name="Before">Calls of the program as it is.</param>
/// <param name="After">The same with the fix.</param>
public sealed record CallCount(string Role, long Before, long After);

/// <summary>A program that counts its own calls, to be run once and never timed.</summary>
/// <param name="Side">The program; null where there is none.</param>
/// <param name="Program">What it counts; null likewise.</param>
/// <param name="Frameworks">Shared frameworks besides the base one.</param>
/// <param name="Problem">Why there is none; null where there is one.</param>
internal sealed record CountedProgram(VariantSpec? Side, InstrumentedProgram? Program, ImmutableArray<string> Frameworks, string? Problem);

/// <summary>Which calls are counted.</summary>
internal static class CountedCalls
{
    /// <summary>Calls that cost: work on text, requests, work on a device and waiting for it, and what is made once at best.</summary>
    public static ImmutableArray<string> Roles { get; } =
    [
        Catalog.Roles.CountTokens, Catalog.Roles.EncodeTokens, Catalog.Roles.DecodeTokens, Catalog.Roles.CutByTokens, Catalog.Roles.CreateTokenizer,
        Catalog.Roles.EmbedOne, Catalog.Roles.EmbedBatch, Catalog.Roles.Infer, Catalog.Roles.Ask, Catalog.Roles.GenerateText,
        Catalog.Roles.DeviceToHost, Catalog.Roles.HostToDevice, Catalog.Roles.QueueDeviceToHost, Catalog.Roles.MoveToDevice, Catalog.Roles.AllocateDevice,
        Catalog.Roles.Launch, Catalog.Roles.Synchronize, Catalog.Roles.LoadKernel, Catalog.Roles.CreateModel, Catalog.Roles.CreateEngine, Catalog.Roles.CreateClient,
    ];

    /// <summary>
    /// For each finding an expression that runs when the flagged code does, by the finding's id: the call that it is about, otherwise the first in what is flagged, or in the
    /// statement around it. Findings without any are left out.
    /// </summary>
    public static async Task<ImmutableArray<CallSite>> OfFindingsAsync(IReadOnlyList<Finding> findings, CancellationToken cancellation)
    {
        var sites = (await CallSites.OfFindingsAsync(findings, cancellation).ConfigureAwait(false)).ToBuilder();
        var known = sites.Select(site => site.Key).ToHashSet(StringComparer.Ordinal);
        foreach (var finding in findings.Where(finding => finding.Document is not null && !known.Contains(finding.Id)))
        {
            var root = (await finding.Document!.GetSyntaxRootAsync(cancellation).ConfigureAwait(false))!;
            var flagged = root.FindNode(finding.Diagnostic.Location.SourceSpan, getInnermostNodeForTie: true);
            var inside = flagged.DescendantNodesAndSelf().OfType<ExpressionSyntax>().FirstOrDefault(CallSites.IsSite)
                ?? flagged.FirstAncestorOrSelf<StatementSyntax>()?.DescendantNodes().OfType<ExpressionSyntax>().FirstOrDefault(CallSites.IsSite);
            if (inside is not null)
            {
                sites.Add(new(finding.Id, finding.Document!.Id, inside.Span));
            }
        }

        return sites.ToImmutable();
    }

    /// <summary>The calls of a method, wherever it is called in the sources; the key of each is that of the method.</summary>
    public static async Task<ImmutableArray<CallSite>> OfMethodAsync(Solution code, IMethodSymbol method, CancellationToken cancellation)
    {
        var sites = ImmutableArray.CreateBuilder<CallSite>();
        foreach (var caller in await SymbolFinder.FindCallersAsync(method, code, cancellation).ConfigureAwait(false))
        {
            foreach (var location in caller.Locations.Where(location => location.IsInSource))
            {
                var root = await location.SourceTree!.GetRootAsync(cancellation).ConfigureAwait(false);
                if (code.GetDocument(location.SourceTree) is { } document && root.FindNode(location.SourceSpan).FirstAncestorOrSelf<InvocationExpressionSyntax>() is { } call)
                {
                    sites.Add(new(CallGraph.Key(method), document.Id, call.Span));
                }
            }
        }

        return sites.ToImmutable();
    }

    /// <summary>The program with its costly calls, and those of findings, counted.</summary>
    /// <param name="code">The program.</param>
    /// <param name="entry">From where it is run.</param>
    /// <param name="ofFindings">Sites of findings.</param>
    /// <param name="cancellation">Cancels.</param>
    public static async Task<InstrumentedProgram> InstrumentAsync(Solution code, Entry entry, ImmutableArray<CallSite> ofFindings, CancellationToken cancellation)
    {
        var projects = code.GetProjectDependencyGraph().GetProjectsThatThisProjectTransitivelyDependsOn(entry.Project.Id).Append(entry.Project.Id).ToList();
        var sites = await CallSites.OfRolesAsync(code, projects, Roles, cancellation).ConfigureAwait(false);
        return await CallInstrumenter.InstrumentAsync(code, sites.Concat(ofFindings.Where(site => projects.Contains(site.Document.ProjectId))), cancellation).ConfigureAwait(false);
    }
}
