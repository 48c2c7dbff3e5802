namespace PerfProof.Verifier.Tests.Caching;

/// <summary>A clock that is set by hand.</summary>
internal sealed class Now : TimeProvider
{
    public DateTimeOffset Time { get; set; } = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    public override DateTimeOffset GetUtcNow() => this.Time;
}
