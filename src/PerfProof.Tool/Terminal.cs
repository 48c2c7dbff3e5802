using PerfProof.Loading;
using Spectre.Console;

namespace PerfProof.Tool;

/// <summary>Where the tool writes: results to standard output, everything else to standard error.</summary>
/// <param name="Output">Standard output.</param>
/// <param name="Error">Standard error.</param>
public sealed record Terminal(TextWriter Output, TextWriter Error)
{
    // Wide enough for a path and a message when there is no window to fit into.
    private const int RedirectedWidth = 200;

    /// <summary>Standard output with colours, where it is a window; plain text where it is a file or a pipe.</summary>
    public IAnsiConsole Console { get; } = Create(Output, IsWindow(Output, System.Console.Out, System.Console.IsOutputRedirected));

    /// <summary>Standard error with colours, where it is a window: for progress.</summary>
    public IAnsiConsole Progress { get; } = Create(Error, IsWindow(Error, System.Console.Error, System.Console.IsErrorRedirected));

    /// <summary>Writes what could not be loaded or understood, a line each, to standard error.</summary>
    public void Write(IEnumerable<LoadProblem> problems)
    {
        foreach (var problem in problems)
        {
            var kind = problem.Severity switch
            {
                LoadSeverity.Error => "error: ",
                LoadSeverity.Warning => "warning: ",
                _ => "note: ",
            };
            this.Error.WriteLine($"perfproof: {kind}{problem.Message}");
        }
    }

    private static bool IsWindow(TextWriter writer, TextWriter standard, bool redirected) => ReferenceEquals(writer, standard) && !redirected;

    private static IAnsiConsole Create(TextWriter writer, bool isWindow)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = isWindow ? AnsiSupport.Detect : AnsiSupport.No,
            ColorSystem = isWindow ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
            Interactive = isWindow ? InteractionSupport.Detect : InteractionSupport.No,
            Out = new AnsiConsoleOutput(writer),
        });
        if (!isWindow)
        {
            console.Profile.Width = RedirectedWidth;
        }

        return console;
    }
}
