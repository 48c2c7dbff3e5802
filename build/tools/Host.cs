using System.Globalization;
using PerfProof.Reporting;

namespace PerfProof.Build;

/// <summary>When and on what something was measured.</summary>
public static class Host
{
    /// <summary>One line for the head of a page of results.</summary>
    public static string Line()
    {
        var host = Machine.Fingerprint();
        return string.Create(
            CultureInfo.InvariantCulture,
            $"Measured {DateTimeOffset.UtcNow:yyyy-MM-dd HH:mm} UTC on {host.Name}, {host.Runtime}.");
    }
}
