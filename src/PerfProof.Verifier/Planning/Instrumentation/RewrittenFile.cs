using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace PerfProof.Planning.Instrumentation;

/// <summary>A file on its way to being rewritten.</summary>
internal sealed class RewrittenFile(Document document, ImmutableArray<CallSite> sites)
{
    private readonly List<LeftOutSite> leftOut = [];

    /// <summary>The file as the first project that has it sees it.</summary>
    public Document Document => document;

    /// <summary>What was asked for in it.</summary>
    public ImmutableArray<CallSite> Sites => sites;

    /// <summary>Its syntax as it was.</summary>
    public SyntaxNode? Root { get; set; }

    /// <summary>How its calls are rewritten.</summary>
    public List<SitePlan> Plans { get; } = [];

    /// <summary>What is not.</summary>
    public IReadOnlyList<LeftOutSite> LeftOut => this.leftOut;

    /// <summary>What a call is counted for.</summary>
    public IEnumerable<CallSite> SitesOf(TextSpan call) => sites.Where(site => site.Span == call);

    /// <summary>Leaves a call as it is.</summary>
    public void LeaveOut(TextSpan call, string reason) => this.leftOut.AddRange(this.SitesOf(call).Select(site => new LeftOutSite(site, reason)));

    /// <summary>Takes plans back; whether there were any.</summary>
    public bool LeaveOut(Func<SitePlan, bool> which, string reason)
    {
        var taken = this.Plans.Where(which).ToList();
        foreach (var plan in taken)
        {
            this.LeaveOut(plan.Call.Span, reason);
            this.Plans.Remove(plan);
        }

        return taken.Count > 0;
    }
}
