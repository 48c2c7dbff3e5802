using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace PerfProof.Planning.Instrumentation;

/// <summary>An expression of the user's program that is to be counted and timed: a call, a creation, an element access, or a property that is read.</summary>
/// <param name="Key">What it is counted for: the id of a finding, or a role. Several sites may have the same.</param>
/// <param name="Document">Where it stands.</param>
/// <param name="Span">The expression.</param>
public sealed record CallSite(string Key, DocumentId Document, TextSpan Span);

/// <summary>How far the time of a site tells what its call costs.</summary>
public enum SiteTime
{
    /// <summary>From the call to its return.</summary>
    Call,

    /// <summary>From the call until what it returned has completed.</summary>
    Awaited,

    /// <summary>What the reader of a stream waits for its items.</summary>
    Stream,
}

/// <summary>A site that the rewritten program counts.</summary>
/// <param name="Index">Its number in the records of a run.</param>
/// <param name="Sites">What it is counted for.</param>
/// <param name="Time">What its time is.</param>
/// <param name="Operands">The names of the operands whose sizes are noted, by their number in the records.</param>
/// <param name="IncludesOperands">Whether its time includes the evaluation of its arguments, since the clock could not be started after them.</param>
public sealed record CountedSite(int Index, ImmutableArray<CallSite> Sites, SiteTime Time, ImmutableArray<string> Operands, bool IncludesOperands);

/// <summary>A site that is not counted.</summary>
/// <param name="Site">The site.</param>
/// <param name="Reason">Why: the rest of a sentence that begins with the site.</param>
public sealed record LeftOutSite(CallSite Site, string Reason);

/// <summary>A program whose calls go through the recorder that it carries.</summary>
/// <param name="Solution">The program: some documents rewritten, and one more in each project that has any.</param>
/// <param name="Counted">The sites that are counted.</param>
/// <param name="LeftOut">Those that are not, and why.</param>
public sealed record InstrumentedProgram(Solution Solution, ImmutableArray<CountedSite> Counted, ImmutableArray<LeftOutSite> LeftOut);
