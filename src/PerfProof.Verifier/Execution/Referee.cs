namespace PerfProof.Execution;

/// <summary>Who judges a run while it goes on; nothing here knows how.</summary>
/// <param name="IsEqual">Whether the outcomes so far allow timing at all; equality is judged before speed.</param>
/// <param name="Decide">What the times so far say.</param>
public sealed record Referee(Func<RawRun, bool> IsEqual, Func<RawRun, Decision> Decide)
{
    /// <summary>Whether the times so far lie so far from where it is decided that each further process need not be precise in itself.</summary>
    public Func<RawRun, bool> IsClear { get; init; } = _ => false;

    /// <summary>Whether the sides of a trial are further apart than the tolerance, in a way that rounding could explain.</summary>
    public Func<Trial, bool> DoubtsTrial { get; init; } = _ => false;

    /// <summary>The same for a call among the timed ones.</summary>
    public Func<Reveal, bool> DoubtsReveal { get; init; } = _ => false;
}
