namespace PerfProof;

/// <summary>Progress that is told at once, by the thread that reports it; <see cref="Progress{T}"/> tells it later, and out of order.</summary>
/// <param name="tell">Told each step.</param>
internal sealed class DirectProgress<T>(Action<T> tell) : IProgress<T>
{
    /// <summary>Where nobody watches.</summary>
    public static DirectProgress<T> Unwatched { get; } = new(_ => { });

    /// <inheritdoc/>
    public void Report(T value) => tell(value);
}
