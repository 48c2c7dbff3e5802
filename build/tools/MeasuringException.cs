namespace PerfProof.Build;

/// <summary>A measurement cannot be made as asked. The message is one line that says what to do.</summary>
public sealed class MeasuringException(string message) : Exception(message);
