using Spectre.Console;

namespace PerfProof.Tool.Output;

/// <summary>Tells on standard error what is going on: one line that is written over in a window, one line per step elsewhere.</summary>
internal sealed class ProgressLine(Terminal terminal) : IProgress<VerifyProgress>, IDisposable
{
    private int finding = -1;
    private int width;

    /// <inheritdoc/>
    public void Report(VerifyProgress value)
    {
        var text = value.Of == 0 ? $"{value.What} ..." : $"[{value.Finding}/{value.Of}] {value.What} ...";
        if (terminal.Progress.Profile.Capabilities.Ansi)
        {
            text = text.Length < terminal.Progress.Profile.Width ? text : text[..(terminal.Progress.Profile.Width - 1)];
            terminal.Error.Write("\r" + text.PadRight(this.width));
            this.width = text.Length;
        }
        else if (value.Finding != this.finding || value.Of == 0)
        {
            this.finding = value.Finding;
            terminal.Error.WriteLine(text);
        }
    }

    /// <summary>Removes the line.</summary>
    public void Clear()
    {
        if (this.width > 0)
        {
            terminal.Error.Write("\r" + new string(' ', this.width) + "\r");
            this.width = 0;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => this.Clear();
}
