using System.Text.Json;

namespace PerfProof.Build.Robustness;

/// <summary>One step of a long run, as the state file has it: begun, and then what came of it.</summary>
/// <param name="Step">Its name.</param>
/// <param name="IsEnd">Whether it ended; a step that only began was cut off, or ended the process.</param>
/// <param name="Lines">Lines of source that were looked at.</param>
/// <param name="Mutants">Mutated sources that were looked at.</param>
/// <param name="Findings">Findings.</param>
/// <param name="Fixes">Fixes that were applied.</param>
/// <param name="Problems">What must not happen.</param>
public sealed record StepRecord(string Step, bool IsEnd, long Lines, int Mutants, int Findings, int Fixes, IReadOnlyList<string> Problems);

/// <summary>What a run has done so far, in a file with a line for each step, so that a run that was cut off goes on.</summary>
public sealed class RunState
{
    private readonly string? path;
    private readonly Dictionary<string, StepRecord> done = new(StringComparer.Ordinal);

    private RunState(string? path) => this.path = path;

    /// <summary>What was done, in order of the steps' names.</summary>
    public IEnumerable<StepRecord> Done => this.done.Values.OrderBy(step => step.Step, StringComparer.Ordinal);

    /// <summary>Opens a state, or begins one.</summary>
    /// <param name="path">The file; null to remember nothing.</param>
    /// <param name="request">What is asked for; a file of another request is refused.</param>
    /// <exception cref="MeasuringException">The file belongs to another request.</exception>
    public static RunState Open(string? path, string request)
    {
        var state = new RunState(path);
        if (path is null)
        {
            return state;
        }

        if (!File.Exists(path))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
            File.WriteAllText(path, request + "\n");
            return state;
        }

        var lines = File.ReadAllLines(path);
        if (lines.Length == 0 || lines[0] != request)
        {
            throw new MeasuringException($"{path} is the state of another run ({(lines.Length == 0 ? "empty" : lines[0])}): repeat that request, or name another file.");
        }

        var begun = new HashSet<string>(StringComparer.Ordinal);
        foreach (var step in lines.Skip(1).Select(Read).OfType<StepRecord>())
        {
            if (step.IsEnd)
            {
                state.done[step.Step] = step;
            }
            else if (!begun.Add(step.Step) && !state.done.ContainsKey(step.Step))
            {
                // Begun twice and never ended: the process died of it, rather than being stopped.
                state.done[step.Step] = step with { IsEnd = true, Problems = ["the process ended during this step, twice"] };
            }
        }

        return state;
    }

    /// <summary>Whether a step need not be done again.</summary>
    public bool IsDone(string step) => this.done.ContainsKey(step);

    /// <summary>Notes that a step begins.</summary>
    public void Begin(string step) => this.Append(new StepRecord(step, false, 0, 0, 0, 0, []));

    /// <summary>Notes what came of a step.</summary>
    public void End(StepRecord step)
    {
        this.done[step.Step] = step;
        this.Append(step);
    }

    private void Append(StepRecord step)
    {
        if (this.path is not null)
        {
            File.AppendAllText(this.path, JsonSerializer.Serialize(step) + "\n");
        }
    }

    // The last line may have been cut off.
    private static StepRecord? Read(string line)
    {
        try
        {
            return JsonSerializer.Deserialize<StepRecord>(line);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
