using System.Security.Cryptography;
using System.Text;
using PerfProof.Execution;
using PerfProof.Loading;
using PerfProof.Pairs;
using PerfProof.Planning;
using PerfProof.Reporting;

namespace PerfProof;

/// <summary>How <see cref="Speedup"/> compares.</summary>
public sealed record SpeedupOptions
{
    /// <summary>Sizes n to time at; outputs are compared at others too. Null for those that calls of a good length have, of 16 to 262,144.</summary>
    public IReadOnlyList<int>? Sizes { get; init; }

    /// <summary>Whether the code is defined for <see cref="Sizes"/> only, so that outputs are compared at no others.</summary>
    public bool OnlySizes { get; init; }

    /// <summary>The precision that the rewrite declares to compute in.</summary>
    public Precision Precision { get; init; }

    /// <summary>The truth in float64: the same parameters; null for none.</summary>
    public Delegate? Oracle { get; init; }

    /// <summary>How much effort it may take: by default what the command line takes.</summary>
    public Effort Effort { get; init; } = Effort.Default;
}

/// <summary>
/// For tests: whether a rewrite does the same as the code that it replaces, and is faster. The protocol is that of the
/// command line; docs/verification.md describes it.
/// </summary>
public static class Speedup
{
    /// <summary>Compares two methods, or lambdas that capture nothing, in processes of their own, on inputs made up for their parameters.</summary>
    /// <param name="before">The code as it is.</param>
    /// <param name="after">The code as it should be: the same parameters, under the same names, and the same result.</param>
    /// <param name="options">Sizes and precision; null for the default. The attributes of pairs count on parameters of <paramref name="before"/>.</param>
    /// <param name="cancellation">Stops it; what was measured until then is judged.</param>
    /// <exception cref="ArgumentException">A delegate captures variables, or both do not take the same; the message says what to do.</exception>
    public static async Task<PairResult> ProveAsync(Delegate before, Delegate after, SpeedupOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        options ??= new();
        if (options.Sizes is { } stated && (stated.Count == 0 || stated.Any(size => size < 1)))
        {
            throw new ArgumentException("Sizes are one or more numbers, each at least 1; leave them out for a range.", nameof(options));
        }

        var sizes = options.Sizes is { } given ? new SizePlan([.. given.Distinct().Order()], IsStated: true) { ChecksOthers = !options.OnlySizes } : null;
        var experiment = DelegatePlanner.Plan(before, after, options.Oracle, sizes, options.Precision);
        using var scratch = new ScratchFolder();
        var attempt = await Attempt.RunAsync(
            new ExperimentRunner(options.Effort, scratch), new Planned(experiment, null), new StageClock(), DirectProgress<string>.Unwatched, cancellation).ConfigureAwait(false);
        var id = "pair-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(experiment.Description)))[..12];
        var about = new Reported(id, Reported.PairRule, Path.GetFileName(experiment.Before.Assembly), 1, experiment.Description, experiment.Description);
        return new(experiment.Description, attempt.Verdict, FindingReport.Create(about, null, experiment, attempt.Run, attempt.Verdict, []), [])
        {
            Samples = attempt.Run?.Forks ?? [],
        };
    }
}
