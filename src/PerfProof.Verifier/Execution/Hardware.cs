using PerfProof.Loading;

namespace PerfProof.Execution;

/// <summary>What tells the drivers, memory and clocks of this machine apart from another's, without starting any of them.</summary>
internal static class Hardware
{
    /// <summary>Environment that decides which devices there are.</summary>
    private static readonly string[] variables = ["OCL_ICD_VENDORS", "LD_LIBRARY_PATH", "CUDA_VISIBLE_DEVICES"];

    // Of a graphics processor only what it is: its state changes all the time.
    private static readonly (string Folder, string Pattern)[] folders = [("/etc/OpenCL/vendors", "*.icd"), ("/proc/driver/nvidia/gpus", "information")];

    private static readonly string[] contents =
    [
        "/proc/driver/nvidia/version",
        "/sys/devices/system/cpu/cpu0/cpufreq/cpuinfo_max_freq",
        "/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor",
    ];

    private static readonly string[] libraries = ["nvcuda.dll", "OpenCL.dll"];

    private static readonly Lazy<string> here = new(Compute);

    /// <summary>A digest of it; another one where a driver is updated, a device is put in, or the processor is clocked otherwise.</summary>
    public static string Digest => here.Value;

    private static string Compute()
    {
        var hash = new ContentHash();
        hash.Add(variables.Select(Environment.GetEnvironmentVariable));
        // Limits of memory follow from it; a kernel that keeps some pages for itself does not make another machine.
        hash.Add((GC.GetGCMemoryInfo().TotalAvailableMemoryBytes >> 30).ToString(System.Globalization.CultureInfo.InvariantCulture));
        var everything = new EnumerationOptions { RecurseSubdirectories = true, IgnoreInaccessible = true };
        foreach (var file in folders.Where(place => Directory.Exists(place.Folder)).SelectMany(place => Directory.EnumerateFiles(place.Folder, place.Pattern, everything)).Order(StringComparer.Ordinal).Concat(contents))
        {
            hash.Add(file, File.Exists(file) ? ContentHash.OfFile(file) : null);
        }

        foreach (var library in libraries.Select(name => Path.Combine(Environment.SystemDirectory, name)).Where(File.Exists))
        {
            hash.Add(library, System.Diagnostics.FileVersionInfo.GetVersionInfo(library).FileVersion);
        }

        return hash.ToString();
    }
}
