using System.Collections.Immutable;
using PerfProof.Loading;
using PerfProof.Profiling;
using PerfProof.Reporting;

namespace PerfProof;

/// <summary>What is to be profiled.</summary>
/// <param name="Source">The program whose findings are ranked.</param>
public sealed record ProfileOptions(LoadRequest Source)
{
    /// <summary>What to look for.</summary>
    public FindOptions Find { get; init; } = new();

    /// <summary>The command that runs the program; empty where a process or a trace is named.</summary>
    public ImmutableArray<string> Command { get; init; } = [];

    /// <summary>A process that runs.</summary>
    public int? Process { get; init; }

    /// <summary>A trace that was recorded before.</summary>
    public string? Trace { get; init; }

    /// <summary>How long a process is watched; null until it ends or the user stops.</summary>
    public TimeSpan? Duration { get; init; }

    /// <summary>Whether to time the flagged calls themselves, in a copy of the tree.</summary>
    public bool Exact { get; init; }
}

/// <summary>What a profile is, with how it went.</summary>
/// <param name="Profile">The profile.</param>
/// <param name="ExitCode">What the command returned; null where it was stopped, or none was run.</param>
/// <param name="Problems">What could not be loaded.</param>
public sealed record ProfileResult(Profile Profile, int? ExitCode, ImmutableArray<LoadProblem> Problems);

/// <summary>Joins the stages for a profile: loads, finds, runs, ranks.</summary>
public static class ProfileRun
{
    // A stack that is seen less often is not worth its place in a picture.
    private const double LeastOfGraph = 0.0005;

    private static readonly string[] biases =
    [
        "sampled shares are approximate: the runtime takes its samples where a thread can be stopped, which favours some code over other; shares of single methods alone are not told",
        "where the compiler makes a method part of its caller, samples do not tell the two apart: such a share is told as a range",
        "samples in native code count, and so does waiting below a flagged call; awaited work is on no stack and is not seen: use --exact",
    ];

    /// <summary>Makes a profile.</summary>
    /// <param name="options">What of.</param>
    /// <param name="output">Where what the program prints goes.</param>
    /// <param name="cancellation">Stops the run; what was seen until then counts.</param>
    /// <exception cref="LoadException">The program cannot be loaded.</exception>
    /// <exception cref="ProfileException">There is no run, or nothing of the program is in it.</exception>
    public static async Task<ProfileResult> RunAsync(ProfileOptions options, TextWriter output, CancellationToken cancellation)
    {
        // What takes no time to see is seen before anything is loaded.
        if (options.Trace is { } named && !File.Exists(named))
        {
            throw new ProfileException($"{named} does not exist: name a .nettrace file, such as 'dotnet-trace collect' writes.");
        }

        if (options.Process is { } id)
        {
            SampledRun.CheckProcess(id);
        }

        var code = await CodeLoader.LoadAsync(options.Source, cancellation).ConfigureAwait(false);
        var found = await Finder.FindAsync(code, options.Find with { WithoutCompilerErrors = true }, cancellation).ConfigureAwait(false);
        using var scratch = new ScratchFolder();
        var problems = code.Problems.AddRange(found.Problems);
        if (options.Exact)
        {
            var exact = await ExactRun.RunAsync(code, found.Findings, options.Command, scratch, output, cancellation).ConfigureAwait(false);
            return new(Create(options, exact: true, exact.Seconds, 0, exact.Findings, [], exact.Notes), exact.ExitCode, problems);
        }

        var run = options switch
        {
            { Trace: { } trace } => new SampledRun(null, 0, [trace]),
            { Process: { } process } => await SampledRun.OfProcessAsync(process, options.Duration, scratch, cancellation).ConfigureAwait(false),
            _ => await SampledRun.OfCommandAsync(options.Command, scratch, output, cancellation).ConfigureAwait(false),
        };
        if (run.Traces.IsEmpty)
        {
            throw new ProfileException($"'{string.Join(' ', options.Command)}' ran no .NET program that can be sampled{(run.ExitCode is > 0 and var exit ? $"; it ended with exit code {exit}" : "")}: it must start one of .NET 5 or newer, without DOTNET_EnableDiagnostics=0.");
        }

        var (own, unread) = await OwnAsync(code, run, options.Trace is not null, scratch).ConfigureAwait(false);
        var seconds = own.Sum(samples => samples.Threads[^1].Milliseconds) / 1000;
        var ranked = await SampledShares.RankAsync(found.Findings, own, CancellationToken.None).ConfigureAwait(false);
        var notes = unread is null ? [.. biases] : biases.ToImmutableArray().Add(unread);
        return new(
            Create(options, exact: false, seconds, own.Sum(samples => (long)samples.Threads.Count), ranked, [.. own.SelectMany(samples => samples.Folded(LeastOfGraph))], notes),
            run.ExitCode,
            problems);
    }

    // A command may start several programs: those count that run code of the projects. What one that was cut off left does not cost the others.
    private static async Task<(ImmutableArray<Samples> Own, string? Unread)> OwnAsync(LoadedCode code, SampledRun run, bool isNamed, ScratchFolder scratch)
    {
        var assemblies = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var project in code.Solution.Projects)
        {
            assemblies.Add(project.AssemblyName);
        }

        var all = new List<Samples>();
        foreach (var trace in run.Traces)
        {
            try
            {
                all.Add(await Task.Run(() => TraceReader.Read(trace, assemblies, scratch), CancellationToken.None).ConfigureAwait(false));
            }
            catch (ProfileException) when (!isNamed)
            {
                all.Add(new([], []));
            }
        }

        var own = all.Where(samples => samples.Stacks.Any(stack => stack.IsOwn)).ToImmutableArray();
        var empty = all.Count(samples => samples.Threads.Count == 0);
        var ended = run.ExitCode is > 0 and var exit ? $" with exit code {exit}" : "";
        return !own.IsEmpty ? (own, empty > 0 ? $"{empty} of the {all.Count} processes ended before a sample was taken" : null)
            : empty == all.Count ? throw new ProfileException(isNamed
                ? $"{run.Traces[0]} has no samples: record it with the runtime's sampler, as 'dotnet-trace collect' does when no other profile is named."
                : $"The program ended{ended}, or was stopped, before a sample was taken: let it run for a second or more.")
            : throw new ProfileException($"No sample is in code of {string.Join(", ", assemblies.Order(StringComparer.Ordinal).Take(4))}: the run is of another program (name the project by --project), spent no time in its own code, or {(isNamed ? "is cut off before its methods are named" : $"ended{ended} before it could name its methods")}.");
    }

    private static Profile Create(ProfileOptions options, bool exact, double seconds, long samples, ImmutableArray<ProfiledFinding> findings, ImmutableArray<FoldedStack> stacks, ImmutableArray<string> notes) => new(
        Profile.CurrentSchema,
        RunEvidence.Tool,
        DateTimeOffset.UtcNow,
        Machine.Identity().Name,
        options.Trace ?? (options.Process is { } id ? $"process {id}" : string.Join(' ', options.Command)),
        exact,
        seconds,
        samples,
        findings,
        stacks,
        notes);
}
