using System.Diagnostics;
using PerfProof.Verifier.Tests.Generation;

namespace PerfProof.Verifier.Tests.Services;

/// <summary>A folder with programs in the place of those that a script calls. Each writes down what it is asked, and does what the test says.</summary>
internal sealed class StandIns : IDisposable
{
    // Lines of one call end in this, which no argument of ours is.
    private const string End = "-- end of call --";

    /// <summary>The folder, whose name has a space as users' have.</summary>
    public string Folder { get; } = Directory.CreateTempSubdirectory("stand ins ").FullName;

    public void Dispose() => Directory.Delete(this.Folder, recursive: true);

    /// <summary>Adds a program.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="does">What it does, in bash, after it has written down its arguments.</param>
    public void Add(string name, string does)
    {
        var program = Path.Combine(this.Folder, name);
        File.WriteAllText(program, $"#!/bin/bash\nprintf '%s\\n' \"$@\" '{End}' >> '{this.Asked(name)}'\n{does}\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    /// <summary>What a program was asked, call by call.</summary>
    public IReadOnlyList<string[]> Calls(string name) => !File.Exists(this.Asked(name)) ? [] :
        [.. File.ReadAllText(this.Asked(name)).Split(End + "\n", StringSplitOptions.RemoveEmptyEntries).Select(call => call.TrimEnd('\n').Split('\n'))];

    /// <summary>Runs a script of the repository, in the folder, with the programs in front of all others.</summary>
    /// <returns>How it ended, and what it said on both streams.</returns>
    public (int Exit, string Said) Bash(string script, string[] arguments, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo("bash", [Path.Combine(Ilgpu.Root, script), .. arguments]) { WorkingDirectory = this.Folder, RedirectStandardError = true, RedirectStandardOutput = true };
        start.Environment["PATH"] = $"{this.Folder}:{Environment.GetEnvironmentVariable("PATH")}";
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        using var bash = Process.Start(start)!;
        var error = bash.StandardError.ReadToEndAsync();
        var output = bash.StandardOutput.ReadToEnd();
        bash.WaitForExit();
        return (bash.ExitCode, output + error.Result);
    }

    private string Asked(string name) => Path.Combine(this.Folder, name + ".asked");
}
