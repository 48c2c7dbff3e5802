using System;

namespace PerfProof;

/// <summary>
/// Shows where time goes: a <c>using</c> around each stage, and a table of them all. Safe to use from any thread, and across
/// awaits: a scope that is opened within another, in whatever task, is shown below it.
/// </summary>
/// <example>
/// <code>
/// using (Measure.Scope("embed"))
/// {
///     await EmbedAsync(text);
/// }
///
/// Console.WriteLine(Measure.Summary());
/// </code>
/// </example>
public static class Measure
{
    private static readonly ScopeTree shared = new();

    /// <summary>Opens a scope, which ends when it is disposed, also by an exception that leaves the <c>using</c>.</summary>
    /// <param name="name">What it is called. Calls with the same name below the same scope are one line of the summary, so that a name should not hold data: at most 1,000 lines are kept apart.</param>
    /// <exception cref="ArgumentException">The name is null or empty.</exception>
    public static MeasureScope Scope(string name) => shared.Enter(name);

    /// <summary>What was measured so far. Can be asked at any time; scopes that are still open are told as such.</summary>
    public static MeasureSummary Summary() => shared.Summary();

    /// <summary>Forgets what was measured. Scopes that are open now are not in later summaries.</summary>
    public static void Reset() => shared.Reset();
}
