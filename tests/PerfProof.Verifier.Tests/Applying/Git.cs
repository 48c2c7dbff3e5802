using System.Diagnostics;

namespace PerfProof.Verifier.Tests.Applying;

/// <summary>Runs the real Git.</summary>
internal static class Git
{
    /// <summary>Makes a repository in which everything of a folder is committed.</summary>
    public static async Task CommitAllAsync(string folder)
    {
        await RunAsync(folder, "", "init", "-q");
        // Bytes are compared: nothing may convert line ends.
        await RunAsync(folder, "", "config", "core.autocrlf", "false");
        await RunAsync(folder, "", "add", "-A");
        await RunAsync(folder, "", "-c", "user.name=tests", "-c", "user.email=tests@example.org", "commit", "-q", "-m", "all");
    }

    /// <summary>Runs a command that must succeed.</summary>
    /// <param name="folder">Where.</param>
    /// <param name="input">Its standard input.</param>
    /// <param name="arguments">Its arguments.</param>
    public static async Task<string> RunAsync(string folder, string input, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("git", arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardInputEncoding = new System.Text.UTF8Encoding(false),
        })!;
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        var output = await process.StandardOutput.ReadToEndAsync();
        var error = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"git {string.Join(' ', arguments)}: {error}\n{input}");
        return output;
    }
}
