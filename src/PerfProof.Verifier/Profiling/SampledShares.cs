using System.Collections.Immutable;
using PerfProof.Loading;

namespace PerfProof.Profiling;

/// <summary>Findings ranked by the share of a run's wall time during which a stack shows them.</summary>
internal static class SampledShares
{
    // What is hidden for less of the run than this is within what samples can tell.
    private const double LeastOfRange = 0.005;

    /// <summary>The findings, the hottest first.</summary>
    public static async Task<ImmutableArray<ProfiledFinding>> RankAsync(IReadOnlyList<Finding> findings, IReadOnlyList<Samples> traces, CancellationToken cancellation)
    {
        var targets = new List<(Finding Finding, FindingTarget? Target)>();
        foreach (var finding in findings)
        {
            targets.Add((finding, await FindingTarget.OfAsync(finding, cancellation).ConfigureAwait(false)));
        }

        var counts = targets.Select(_ => new Count()).ToList();
        var total = 0.0;
        foreach (var samples in traces)
        {
            // What each stack shows, asked once.
            var hidden = targets.Select(pair => pair.Target?.HiddenIn(samples.Inlined) ?? new HashSet<string>()).ToList();
            var shown = samples.Stacks.Select(stack => !stack.IsOwn ? [] : targets
                .Select((pair, index) => (Index: index, On: pair.Target?.On(stack) ?? default, MayBe: hidden[index].Count > 0 && stack.Frames.Any(hidden[index].Contains)))
                .Where(one => one.On.Member || one.MayBe)
                .ToList()).ToList();
            foreach (var (stacks, weight) in samples.Moments())
            {
                total += weight;
                foreach (var group in stacks.SelectMany(stack => shown[stack]).GroupBy(one => one.Index))
                {
                    counts[group.Key].Add(weight, group.Any(one => one.On.Call), group.Any(one => one.MayBe));
                }
            }
        }

        var together = targets.Where(pair => pair.Target?.Callee is not null).ToLookup(pair => (pair.Target!.Type, pair.Target.Member, pair.Target.Callee));
        return Ranked(targets.Zip(counts, (pair, count) => Describe(pair.Finding, pair.Target, count, total, pair.Target is { } target ? together[(target.Type, target.Member, target.Callee)].Count() : 0)));
    }

    /// <summary>The hottest first; then what was not seen, in the order of the code.</summary>
    public static ImmutableArray<ProfiledFinding> Ranked(IEnumerable<ProfiledFinding> findings) =>
        [.. findings.OrderByDescending(finding => finding.Share ?? -1).ThenBy(finding => finding.Basis == ShareBasis.Member).ThenBy(finding => finding.File, StringComparer.Ordinal).ThenBy(finding => finding.Line)];

    private static ProfiledFinding Describe(Finding finding, FindingTarget? target, Count count, double total, int together)
    {
        var (share, basis, samples) = count switch
        {
            _ when total <= 0 => ((double?)null, ShareBasis.Unseen, 0L),
            { CallMoments: > 0 } => (count.Call / total, together > 1 ? ShareBasis.Calls : ShareBasis.Call, count.CallMoments),
            { Moments: > 0 } when target is not { IsAwaited: true } => (count.Member / total, ShareBasis.Member, count.Moments),
            _ => (null, ShareBasis.Unseen, 0),
        };
        double? most = basis is ShareBasis.Call or ShareBasis.Calls && target is { IsAwaited: false } && count.Hidden >= LeastOfRange * total ? (count.Call + count.Hidden) / total : null;
        var note = target is { IsAwaited: true } ? "what it waits for is on no stack: use --exact"
            : most is not null ? "a range: as the run went on it was compiled into its caller, where samples do not tell it apart"
            : basis == ShareBasis.Calls ? $"together with {together - 1} more of the same call in this method"
            : basis == ShareBasis.Member ? "at most: the method that contains it"
            : basis == ShareBasis.Unseen ? "not seen in any sample"
            : null;
        return Create(finding, share, basis, samples, target is { IsAwaited: true }, null, note) with { AtMost = most };
    }

    /// <summary>A finding with its part in a run.</summary>
    public static ProfiledFinding Create(Finding finding, double? share, ShareBasis basis, long samples, bool awaited, ProfiledCalls? counted, string? note) =>
        new(finding.Id, finding.Rule, finding.File, finding.Line, finding.Symbol, finding.Message, share, basis, samples, awaited, counted, note);

    private sealed class Count
    {
        public double Member { get; private set; }

        public double Call { get; private set; }

        public long Moments { get; private set; }

        public long CallMoments { get; private set; }

        public double Hidden { get; private set; }

        public void Add(double weight, bool isCall, bool mayBeCall)
        {
            this.Member += weight;
            this.Moments++;
            this.Call += isCall ? weight : 0;
            this.CallMoments += isCall ? 1 : 0;
            this.Hidden += mayBeCall && !isCall ? weight : 0;
        }
    }
}
