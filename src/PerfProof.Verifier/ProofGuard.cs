using PerfProof.Judgement;

namespace PerfProof;

/// <summary>
/// Keeps what happens to one finding or pair from the others: a stop, and a failure of our own, end in a verdict on that
/// one, and are remembered.
/// </summary>
/// <param name="subjects">What is proved, in the plural, for messages: findings, pairs.</param>
internal sealed class ProofGuard(string subjects)
{
    private readonly List<string> failures = [];

    /// <summary>Whether something was left unmeasured because the run was stopped.</summary>
    public bool IsCut { get; private set; }

    /// <summary>Whether what was proved last would come out the same for the same content: nothing stopped it, and nothing failed in the tool or around it.</summary>
    public bool IsSettled { get; private set; }

    /// <summary>Where the tool itself failed, a line each.</summary>
    public IReadOnlyList<string> Failures => this.failures;

    /// <summary>Proves something.</summary>
    /// <param name="subject">What, for messages.</param>
    /// <param name="prove">Proves it.</param>
    /// <param name="cancellation">Stops it.</param>
    public async Task<Attempt> RunAsync(string subject, Func<Task<Attempt>> prove, CancellationToken cancellation)
    {
        this.IsSettled = !cancellation.IsCancellationRequested;
        if (!this.IsSettled)
        {
            return this.Stopped("before its turn");
        }

        try
        {
            return await prove().ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            return this.Stopped("while it was planned");
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // One that we cannot handle must not cost what the others brought.
            var what = $"{exception.GetType().Name}: {exception.Message.ReplaceLineEndings(" ")}";
            var place = exception.StackTrace?.Split('\n').FirstOrDefault(line => line.Contains(nameof(PerfProof), StringComparison.Ordinal))?.Trim();
            this.failures.Add($"{subject}: internal error ({what}) {place}. Please report it; the other {subjects} are not affected.");
            this.IsSettled = false;
            return Attempt.NotMade(VerdictKind.NotApplicable, $"perfproof failed here ({what})");
        }
    }

    /// <summary>Takes note of how an attempt went.</summary>
    public Attempt Note(Attempt attempt)
    {
        this.IsCut |= attempt.Run is { IsCut: true };
        this.IsSettled &= attempt.Run is null or { IsCut: false } and not { Problem: not null, ProblemIsCode: false };
        return attempt;
    }

    /// <summary>Says that something keeps this one from being measured that may be gone the next time.</summary>
    public void Unsettle() => this.IsSettled = false;

    private Attempt Stopped(string when)
    {
        this.IsCut = true;
        this.IsSettled = false;
        return Attempt.NotMade(VerdictKind.Inconclusive, $"not measured: the run was stopped {when}");
    }
}
