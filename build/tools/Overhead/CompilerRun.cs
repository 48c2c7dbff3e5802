using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace PerfProof.Build.Overhead;

/// <summary>What one run of the compiler cost.</summary>
/// <param name="Cpu">CPU time of its process, of all threads.</param>
/// <param name="Analyzers">What its analyzers took, of all threads, as <c>/reportanalyzer</c> says.</param>
/// <param name="ByAnalyzer">The same, of each.</param>
public sealed record CompilerCost(TimeSpan Cpu, TimeSpan Analyzers, ImmutableDictionary<string, TimeSpan> ByAnalyzer);

/// <summary>Runs the compiler of the SDK in a process of its own: no server, nothing shared between runs.</summary>
/// <param name="folder">For its files.</param>
public sealed partial class CompilerRun(string folder)
{
    private readonly string compiler = Compiler();
    private string? control;

    /// <summary>Compiles a tree with a set of analyzers.</summary>
    /// <exception cref="MeasuringException">The compiler fails.</exception>
    public async Task<CompilerCost> RunAsync(CleanTree tree, AnalyzerSet analyzers, CancellationToken cancellation)
    {
        var response = Path.Combine(folder, "compile.rsp");
        await File.WriteAllLinesAsync(response, this.Arguments(tree, analyzers), cancellation).ConfigureAwait(false);
        var start = new ProcessStartInfo("dotnet", [this.compiler, "/noconfig", "@" + response]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["DOTNET_CLI_UI_LANGUAGE"] = "en";
        var before = ChildTime.OfEnded();
        using var process = Process.Start(start) ?? throw new MeasuringException("'dotnet' cannot be started.");
        try
        {
            var error = process.StandardError.ReadToEndAsync(cancellation);
            var output = await process.StandardOutput.ReadToEndAsync(cancellation).ConfigureAwait(false);
            await process.WaitForExitAsync(cancellation).ConfigureAwait(false);
            var cpu = OperatingSystem.IsWindows() ? process.TotalProcessorTime : ChildTime.OfEnded() - before;
            var errors = Lines(output).Concat(Lines(await error.ConfigureAwait(false))).Where(line => line.Contains("error", StringComparison.Ordinal)).ToList();
            // An analyzer's own errors are findings like others: all was compiled and analysed.
            return process.ExitCode == 0 || errors.Count > 0 && errors.TrueForAll(line => line.Contains(": error ", StringComparison.Ordinal) && !line.Contains(": error CS", StringComparison.Ordinal))
                ? Parse(output, cpu)
                : throw new MeasuringException($"The compiler ended with {process.ExitCode} under {analyzers.Name}: {errors.FirstOrDefault() ?? "it says nothing"}");
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }

    /// <summary>Reads what <c>/reportanalyzer</c> prints.</summary>
    internal static CompilerCost Parse(string output, TimeSpan cpu)
    {
        var total = Total().Match(output);
        var each = ImmutableDictionary.CreateBuilder<string, TimeSpan>(StringComparer.Ordinal);
        foreach (Match line in Analyzer().Matches(output))
        {
            each[line.Groups["name"].Value] = Seconds(line.Groups["time"].Value);
        }

        // What the control took is the compiler's own.
        var charged = each.GetValueOrDefault(Control.Analyzer);
        each.Remove(Control.Analyzer);
        return new(cpu, (total.Success ? Seconds(total.Groups[1].Value) : TimeSpan.Zero) - charged, each.ToImmutable());
    }

    // What is too short to be printed is printed as less than the shortest.
    private static TimeSpan Seconds(string text) => TimeSpan.FromSeconds(double.Parse(text.TrimStart('<'), CultureInfo.InvariantCulture));

    private static string[] Lines(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static string Compiler()
    {
        var runtime = Path.TrimEndingDirectorySeparator(System.Runtime.InteropServices.RuntimeEnvironment.GetRuntimeDirectory());
        var sdks = Path.GetFullPath(Path.Combine(runtime, "..", "..", "..", "sdk"));
        return (Directory.Exists(sdks) ? Directory.GetDirectories(sdks) : [])
            .Where(sdk => Version.TryParse(Path.GetFileName(sdk), out _))
            .OrderByDescending(sdk => Version.Parse(Path.GetFileName(sdk)))
            .Select(sdk => Path.Combine(sdk, "Roslyn", "bincore", "csc.dll"))
            .FirstOrDefault(File.Exists) ?? throw new MeasuringException($"There is no compiler below {sdks}: install a .NET SDK.");
    }

    private IEnumerable<string> Arguments(CleanTree tree, AnalyzerSet analyzers)
    {
        var usings = Path.Combine(folder, "Usings.cs");
        File.WriteAllText(usings, CleanTree.Usings);
        string[] options =
        [
            "/nologo", "/nostdlib+", "/target:library", "/unsafe+", "/optimize+", "/nullable:annotations", "/langversion:preview", "/deterministic+", "/reportanalyzer",
            $"/define:{string.Join(';', tree.As.AllSymbols)}",
            $"/out:\"{Path.Combine(folder, tree.As.Name + ".dll")}\"",
        ];
        return options
            .Concat(analyzers.Config is { } config ? [$"/analyzerconfig:\"{config}\""] : [])
            .Concat(analyzers.Assemblies.IsEmpty ? [] : [$"/analyzer:\"{this.control ??= Control.Compile(folder, this.compiler)}\""])
            .Concat(analyzers.Assemblies.Select(assembly => $"/analyzer:\"{assembly}\""))
            .Concat(tree.References.Select(reference => $"/reference:\"{reference}\""))
            .Concat(tree.Files.Append(usings).Select(file => $"\"{file}\""));
    }

    [GeneratedRegex(@"Total analyzer execution time: ([\d.]+) seconds", RegexOptions.CultureInvariant)]
    private static partial Regex Total();

    [GeneratedRegex(@"^\s*(?<time><?[\d.]+)\s+<?\d+\s+(?<name>[\w.]+) \([\w, ]+\)\s*$", RegexOptions.CultureInvariant | RegexOptions.Multiline)]
    private static partial Regex Analyzer();
}
