using PerfProof.Loading;
using PerfProof.Planning;

namespace PerfProof;

/// <summary>Names what the verdict on a pair rests on: see <see cref="RunKey"/>. Sizes, what is declared and the oracle stand in the sources, and so do both sides.</summary>
internal sealed class PairKeys(LoadedCode code, LoadedCode? candidate, CompareOptions options)
{
    private readonly ProjectDigests task = new(code);
    private readonly ProjectDigests? other = candidate is null ? null : new(candidate);
    private readonly Task<string> run = Task.Run(() => RunKey
        .Of(options with { Source = new(""), Candidate = null, Only = null, EvidencePath = null, Budget = null, CacheFolder = null })
        .ToString());

    /// <summary>The key of a pair.</summary>
    /// <param name="declared">Where it stands.</param>
    /// <param name="pair">The pair.</param>
    public async Task<string> OfAsync(DeclaredPair declared, Pair pair)
    {
        var hash = new ContentHash().Add(await this.run.ConfigureAwait(false), declared.Name, declared.File, $"{declared.Line}", pair.After.Display);
        foreach (var method in new[] { pair.Before, pair.After })
        {
            var digests = ReferenceEquals(method.Code, code) ? this.task : this.other!;
            hash.Add(await digests.OfAsync(method.Project).ConfigureAwait(false));
        }

        return hash.ToString();
    }
}
