using System.Collections.Immutable;
using System.Diagnostics;
using System.Text.Json;
using SystemEnvironment = System.Environment;

namespace PerfProof.Execution;

/// <summary>The command that starts a child, with an environment that says nothing about us.</summary>
internal static class Launch
{
    /// <summary>The <c>dotnet</c> command that runs this process, or the one on the path.</summary>
    public static string DotnetPath { get; } =
        SystemEnvironment.GetEnvironmentVariable("DOTNET_HOST_PATH") is { Length: > 0 } host && File.Exists(host) ? host
        : Path.GetFileNameWithoutExtension(SystemEnvironment.ProcessPath) == "dotnet" ? SystemEnvironment.ProcessPath!
        : FromRuntime() ?? "dotnet";

    private static string? FromRuntime()
    {
        // .../shared/Microsoft.NETCore.App/10.0.0/System.Private.CoreLib.dll
        var root = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(typeof(object).Assembly.Location)!, "..", "..", ".."));
        var path = Path.Combine(root, OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet");
        return File.Exists(path) ? path : null;
    }

    /// <summary>How to start a child.</summary>
    /// <param name="options">How it should run.</param>
    /// <param name="handles">The pipes through which it talks.</param>
    public static ProcessStartInfo Of(WorkerOptions options, params string[] handles)
    {
        // More than the machine has is no limit.
        var memory = Math.Min(options.MemoryBytes, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 4 * 3);
        var config = Path.Combine(options.Scratch, "runtimeconfig.json");
        File.WriteAllText(config, RuntimeConfig(options, memory));
        var (file, arguments) = options.Isolation.Wrap(DotnetPath, ["exec", "--runtimeconfig", config, NeutralHost.WriteTo(options.Scratch), .. handles], memory, options.Writable.Prepend(options.Scratch));
        var start = new ProcessStartInfo(file, arguments)
        {
            WorkingDirectory = options.Scratch,
            RedirectStandardError = true,
            RedirectStandardOutput = true,
            RedirectStandardInput = true,
            UseShellExecute = false,
        };
        var kept = new[] { "PATH", "DOTNET_ROOT", "LD_LIBRARY_PATH", "SystemRoot", "OCL_ICD_VENDORS", "POCL_CACHE_DIR" }
            .Select(name => (name, value: SystemEnvironment.GetEnvironmentVariable(name)))
            .Where(pair => pair.value is not null)
            .ToList();
        start.Environment.Clear();
        foreach (var (name, value) in kept)
        {
            start.Environment[name] = value;
        }

        start.Environment["HOME"] = start.Environment["TMPDIR"] = start.Environment["TEMP"] = options.Scratch;
        // No debugger or profiler attaches, and a crash of code under test leaves no dump.
        start.Environment["DOTNET_EnableDiagnostics"] = "0";
        if (options.Tiered)
        {
            // The same tiers with the same profile, without the pause of 100 ms that starts anew whenever something new is compiled.
            start.Environment["DOTNET_TC_CallCountingDelayMs"] = "0";
        }

        foreach (var (name, value) in options.Environment)
        {
            start.Environment[name] = value;
        }

        return start;
    }

    private static string RuntimeConfig(WorkerOptions options, long memory) => JsonSerializer.Serialize(new
    {
        runtimeOptions = new
        {
            tfm = $"net{SystemEnvironment.Version.Major}.0",
            rollForward = "LatestMinor",
            frameworks = new[] { "Microsoft.NETCore.App" }.Concat(options.Frameworks)
                .Select(name => new { name, version = $"{SystemEnvironment.Version.Major}.0.0" }),
            configProperties = new Dictionary<string, object>
            {
                ["System.GC.Server"] = false,
                ["System.GC.Concurrent"] = false,
                ["System.GC.HeapHardLimit"] = memory,
                ["System.Globalization.Invariant"] = true,
                ["System.Runtime.TieredCompilation"] = options.Tiered,
                ["System.Runtime.TieredPGO"] = true,
            },
        },
    });
}
