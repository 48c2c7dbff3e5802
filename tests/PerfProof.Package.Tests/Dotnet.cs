using System.Diagnostics;
using System.Reflection;

namespace PerfProof.Package.Tests;

/// <summary>What a command printed, and how it ended.</summary>
public sealed record Outcome(int ExitCode, string Output)
{
    /// <summary>Lines with this text, each once: MSBuild repeats warnings in its summary.</summary>
    public IReadOnlyList<string> Lines(string text) =>
        [.. this.Output.Split('\n').Select(line => line.Trim()).Where(line => line.Contains(text, StringComparison.Ordinal)).Distinct()];

    /// <summary>Fails with the output unless the command ended well.</summary>
    public Outcome Succeeded()
    {
        Assert.True(this.ExitCode == 0, this.Output);
        return this;
    }
}

/// <summary>Runs the real commands.</summary>
public static class Dotnet
{
    private static readonly TimeSpan patience = TimeSpan.FromMinutes(5);

    /// <summary>A value that the project file of these tests passes on.</summary>
    public static string Metadata(string key) => typeof(Dotnet).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(one => one.Key == key).Value!;

    /// <summary>Runs <c>dotnet</c> in a folder, with a package folder of its own.</summary>
    public static Task<Outcome> RunAsync(string folder, string packages, params string[] arguments) => RunAsync("dotnet", folder, packages, arguments);

    /// <summary>Runs a program in a folder, with a package folder of its own.</summary>
    public static async Task<Outcome> RunAsync(string program, string folder, string packages, string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        // What the test host sets for itself would change how the commands behave.
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase) || name.StartsWith("VSTEST", StringComparison.OrdinalIgnoreCase)).ToList())
        {
            start.Environment.Remove(name);
        }

        start.Environment["NUGET_PACKAGES"] = packages;
        start.Environment["DOTNET_CLI_UI_LANGUAGE"] = "en";
        start.Environment["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1";
        start.Environment["DOTNET_NOLOGO"] = "1";
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["UseSharedCompilation"] = "false";
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        using var limit = new CancellationTokenSource(patience);
        var output = process.StandardOutput.ReadToEndAsync(limit.Token);
        var error = process.StandardError.ReadToEndAsync(limit.Token);
        try
        {
            await process.WaitForExitAsync(limit.Token);
            return new(process.ExitCode, $"{program} {string.Join(' ', arguments)}\n{await output}{await error}");
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            return new(-1, $"{program} {string.Join(' ', arguments)} did not end within {patience}.");
        }
    }
}
