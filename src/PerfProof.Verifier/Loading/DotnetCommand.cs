using System.ComponentModel;
using System.Diagnostics;
using System.Text;

namespace PerfProof.Loading;

/// <summary>How a command of the SDK ended.</summary>
/// <param name="ExitCode">Its exit code.</param>
/// <param name="Output">Standard output and standard error, line by line.</param>
internal sealed record DotnetResult(int ExitCode, IReadOnlyList<string> Output);

/// <summary>Runs the user's own <c>dotnet</c>.</summary>
internal static class DotnetCommand
{
    // Set by a `dotnet` that runs us (dotnet run, dotnet test, a local tool); they would point another SDK at the wrong files.
    private static readonly string[] inherited =
        ["MSBuildSDKsPath", "MSBuildExtensionsPath", "MSBUILD_EXE_PATH", "MSBuildLoadMicrosoftTargetsReadOnly", "DOTNET_HOST_PATH", "MSBUILDUSESERVER"];

    /// <summary>Runs a command to its end. The process and its children are gone when this returns, cancelled or not.</summary>
    /// <exception cref="LoadException">There is no <c>dotnet</c>, or it took longer than allowed.</exception>
    public static async Task<DotnetResult> RunAsync(string folder, IEnumerable<string> arguments, TimeSpan timeout, CancellationToken cancellation)
    {
        using var process = new Process { StartInfo = StartInfo(folder, arguments) };
        var output = new List<string>();
        process.OutputDataReceived += (_, line) => Add(line.Data);
        process.ErrorDataReceived += (_, line) => Add(line.Data);
        try
        {
            process.Start();
        }
        catch (Win32Exception exception)
        {
            throw new LoadException($"The .NET SDK could not be started ({exception.Message}): install it from https://dot.net, or put 'dotnet' on the PATH.");
        }

        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        process.StandardInput.Close();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(timeout);
        try
        {
            await process.WaitForExitAsync(limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            await StopAsync(process).ConfigureAwait(false);
            cancellation.ThrowIfCancellationRequested();
            throw new LoadException($"'dotnet {string.Join(' ', arguments.Take(2))}' in {folder} did not end within {timeout.TotalSeconds:0} s and was stopped: try a single project instead of the solution, or --folder.");
        }

        lock (output)
        {
            return new DotnetResult(process.ExitCode, [.. output]);
        }

        void Add(string? line)
        {
            if (!string.IsNullOrWhiteSpace(line))
            {
                lock (output)
                {
                    output.Add(line.Trim());
                }
            }
        }
    }

    private static ProcessStartInfo StartInfo(string folder, IEnumerable<string> arguments)
    {
        // The one that runs us, where one does; otherwise the one on the PATH.
        var host = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH");
        var start = new ProcessStartInfo(File.Exists(host) ? host : "dotnet", arguments)
        {
            // The folder decides, through global.json, which SDK answers.
            WorkingDirectory = folder,
            UseShellExecute = false,
            CreateNoWindow = true,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        };
        foreach (var name in inherited)
        {
            start.Environment.Remove(name);
        }

        start.Environment["DOTNET_CLI_UI_LANGUAGE"] = "en";
        start.Environment["DOTNET_NOLOGO"] = "1";
        // To watch itself, so as to run faster later, costs a compiler that is gone within seconds more than it brings.
        start.Environment["DOTNET_TieredPGO"] = "0";
        start.Environment["DOTNET_CLI_USE_MSBUILD_SERVER"] = "0";
        return start;
    }

    private static async Task StopAsync(Process process)
    {
        try
        {
            process.Kill(entireProcessTree: true);
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(5));
            await process.WaitForExitAsync(patience.Token).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is InvalidOperationException or Win32Exception or OperationCanceledException)
        {
            // It ended by itself in between, or will not die: there is nothing more that can be done about it from here.
            Trace.TraceInformation($"Stopping dotnet: {exception.Message}");
        }
    }
}
