using PerfProof.Bundles;
using PerfProof.Execution;

namespace PerfProof.Tool;

/// <summary>What <c>run.sh</c> of a bundle starts. It needs neither the command line's libraries nor the compiler.</summary>
internal static class BundleCommand
{
    /// <summary>Runs a bundle.</summary>
    /// <param name="bundle">Its folder.</param>
    /// <param name="results">The file to write.</param>
    /// <param name="output">Told what is going on.</param>
    /// <param name="error">Told what went wrong.</param>
    public static async Task<int> RunAsync(string bundle, string results, TextWriter output, TextWriter error)
    {
        using var stop = new CancellationTokenSource();
        Console.CancelKeyPress += (_, key) =>
        {
            key.Cancel = true;
            stop.Cancel();
        };
        try
        {
            var manifest = await BundleRunner.RunAsync(bundle, Path.GetFullPath(results), Effort.Default, new DirectProgress<string>(output.WriteLine), stop.Token).ConfigureAwait(false);
            await output.WriteLineAsync($"Results: {results}. Judge them where the bundle was made: perfproof {(manifest.IsOfPairs ? "compare" : "verify")} --import {Path.GetFileName(results)}").ConfigureAwait(false);
            return stop.IsCancellationRequested ? ExitCodes.Stopped : ExitCodes.Done;
        }
        catch (OperationCanceledException)
        {
            await error.WriteLineAsync("perfproof: stopped before anything was run.").ConfigureAwait(false);
            return ExitCodes.Stopped;
        }
        catch (BundleException exception)
        {
            await error.WriteLineAsync($"perfproof: {exception.Message}").ConfigureAwait(false);
            return ExitCodes.WrongUsage;
        }
    }
}
