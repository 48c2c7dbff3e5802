using System.Collections.Immutable;

namespace PerfProof.Profiling;

/// <summary>What a share rests on.</summary>
public enum ShareBasis
{
    /// <summary>Nothing: the run did not show it.</summary>
    Unseen,

    /// <summary>Samples in which the flagged call is on the stack.</summary>
    Call,

    /// <summary>Samples of several findings that call the same member in the same method, which stacks cannot tell apart: the share of all of them.</summary>
    Calls,

    /// <summary>Samples of the method that contains the finding: a bound from above.</summary>
    Member,

    /// <summary>Spans around the flagged call itself.</summary>
    Exact,
}

/// <summary>How large an operand of a flagged call was.</summary>
/// <param name="Operand">The parameter, or <c>this</c>.</param>
/// <param name="Count">How often it was there.</param>
/// <param name="Min">The smallest size, in items or characters.</param>
/// <param name="Median">The median of an even sample.</param>
/// <param name="Max">The largest.</param>
public sealed record ProfiledSize(string Operand, long Count, long Min, long Median, long Max);

/// <summary>What was counted at a flagged call.</summary>
/// <param name="Calls">How often it was called.</param>
/// <param name="Ended">How many calls ended without throwing; of awaited ones, how many completed.</param>
/// <param name="Items">How many items its streams gave.</param>
/// <param name="Seconds">Seconds of wall time during which at least one call ran.</param>
/// <param name="Sum">Seconds of all calls together.</param>
/// <param name="IncludesArguments">Whether that includes the evaluation of its arguments.</param>
/// <param name="Sizes">Sizes of its operands.</param>
public sealed record ProfiledCalls(long Calls, long Ended, long Items, double Seconds, double Sum, bool IncludesArguments, ImmutableArray<ProfiledSize> Sizes);

/// <summary>A finding and its part in a run.</summary>
/// <param name="Id">The finding's id.</param>
/// <param name="Rule">The rule.</param>
/// <param name="File">The file, relative to the root.</param>
/// <param name="Line">The line, from 1.</param>
/// <param name="Symbol">The member that contains it.</param>
/// <param name="Message">What the rule says.</param>
/// <param name="Share">Its inclusive share of the run's wall time, from 0 to 1; null where the run did not show it.</param>
/// <param name="Basis">What the share rests on.</param>
/// <param name="Samples">Samples that show it.</param>
/// <param name="Awaited">Whether it is awaited: its wait is on no stack, so that a sampled share is only what it computes.</param>
/// <param name="Counted">What was counted; null where the run was sampled.</param>
/// <param name="Note">What there is to know about the share; null for nothing.</param>
public sealed record ProfiledFinding(
    string Id, string Rule, string File, int Line, string Symbol, string Message, double? Share, ShareBasis Basis, long Samples, bool Awaited, ProfiledCalls? Counted, string? Note)
{
    /// <summary>
    /// What the share may be at most, where the flagged code was compiled into its caller during the run, so that samples tell only a part of
    /// it; null where <see cref="Share"/> is all there is.
    /// </summary>
    public double? AtMost { get; init; }
}

/// <summary>A stack and how often it was seen.</summary>
/// <param name="Stack">Methods from the root to the leaf, separated by semicolons, as flame graph tools read them.</param>
/// <param name="Samples">How often.</param>
public sealed record FoldedStack(string Stack, long Samples);

/// <summary>What a run showed of the findings of a program.</summary>
/// <param name="Schema">The version of the format.</param>
/// <param name="Tool">The version of the tool.</param>
/// <param name="Date">When it was made.</param>
/// <param name="Machine">On what.</param>
/// <param name="Command">What was run.</param>
/// <param name="Exact">Whether it rests on spans around the flagged calls; otherwise on samples, and is approximate.</param>
/// <param name="Seconds">How long the program ran; of several processes, all together.</param>
/// <param name="Samples">How many samples there are.</param>
/// <param name="Findings">The findings, the hottest first.</param>
/// <param name="Stacks">The stacks, for a flame graph.</param>
/// <param name="Notes">What there is to know about the run.</param>
public sealed record Profile(
    int Schema,
    string Tool,
    DateTimeOffset Date,
    string Machine,
    string Command,
    bool Exact,
    double Seconds,
    long Samples,
    ImmutableArray<ProfiledFinding> Findings,
    ImmutableArray<FoldedStack> Stacks,
    ImmutableArray<string> Notes)
{
    /// <summary>The version that this tool writes, and the newest that it reads.</summary>
    public const int CurrentSchema = 1;
}
