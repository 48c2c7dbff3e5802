using System.Collections.Immutable;
using PerfProof.Loading;
using PerfProof.Planning;
using PerfProof.Planning.Instrumentation;

namespace PerfProof.Profiling;

/// <summary>Runs the user's command on a copy of their tree in which the flagged calls are counted and timed. Their own tree is not touched.</summary>
internal static class ExactRun
{
    private static readonly TimeSpan buildLimit = TimeSpan.FromMinutes(5);

    /// <summary>Runs it.</summary>
    /// <returns>The findings, the hottest first; what the command returned; how long the program ran.</returns>
    /// <exception cref="ProfileException">There is nothing to time, or the command does not run the copy.</exception>
    public static async Task<(ImmutableArray<ProfiledFinding> Findings, int? ExitCode, double Seconds, ImmutableArray<string> Notes)> RunAsync(
        LoadedCode code, IReadOnlyList<Finding> findings, ImmutableArray<string> command, ScratchFolder scratch, TextWriter output, CancellationToken cancellation)
    {
        if (code.Projects.FirstOrDefault(project => project.FilePath is null) is { } loose)
        {
            throw new ProfileException($"--exact needs a project with a build of its own, and {loose.Name} has none.");
        }

        var program = await CallInstrumenter.InstrumentAsync(code.Solution, await CallSites.OfFindingsAsync(findings, cancellation).ConfigureAwait(false), cancellation).ConfigureAwait(false);
        if (program.Counted.IsEmpty)
        {
            throw new ProfileException($"None of the {findings.Count} findings is about a call that can be timed: profile without --exact.");
        }

        var copy = TreeCopy.Create(code.Solution, scratch.NewFolder("tree"));
        if (await copy.WriteAsync(program.Solution, code.Solution, cancellation).ConfigureAwait(false) is { } outside)
        {
            throw new ProfileException($"{outside} is outside the folders of the projects, so there is no copy of the program with it: profile without --exact.");
        }

        var records = scratch.NewFolder("calls");
        var environment = new Dictionary<string, string>
        {
            [InstrumentedBuild.Property] = await InstrumentedBuild.WriteAsync(scratch.NewFolder("build"), cancellation).ConfigureAwait(false),
            [CallInstrumenter.FolderVariable] = records,
        };
        var (folder, arguments, builds) = Moved(code, copy, command);
        foreach (var (project, configuration) in builds)
        {
            await BuildAsync(project, configuration, environment[InstrumentedBuild.Property], cancellation).ConfigureAwait(false);
        }

        var run = await UserCommand.RunAsync(arguments, folder, environment, output, null, cancellation).ConfigureAwait(false);
        var (read, unreadable) = CallRecords.Read(records);
        if (read.IsEmpty)
        {
            throw new ProfileException($"None of the {program.Counted.Length} timed calls ran{(run.ExitCode is > 0 and var exit ? $"; the command ended with exit code {exit}" : "")}: either the run does not reach them, or '{string.Join(' ', command)}' does not run the projects that were loaded (name them by --project).");
        }

        var wall = read.Max(record => record.Wall);
        return (SampledShares.Ranked(findings.Select(finding => Describe(finding, program, read, wall))), run.ExitCode, wall, [.. unreadable.Select(file => $"a record of a process is cut off: {file}")]);
    }

    private static ProfiledFinding Describe(Finding finding, InstrumentedProgram program, ImmutableArray<CallRecord> records, double wall)
    {
        if (program.Counted.FirstOrDefault(site => site.Sites.Any(one => one.Key == finding.Id)) is not { } site)
        {
            var reason = program.LeftOut.FirstOrDefault(left => left.Site.Key == finding.Id)?.Reason;
            return SampledShares.Create(finding, null, ShareBasis.Unseen, 0, false, null, reason is null ? "unseen: there is no call in it to time; a run without --exact samples it" : $"unseen: its call {reason}");
        }

        var seen = records.SelectMany(record => record.Sites.Where(one => one.Index == site.Index).Select(one => (Site: one, record.CallCost))).ToList();
        var calls = seen.Sum(one => one.Site.Calls);
        if (calls == 0)
        {
            return SampledShares.Create(finding, 0, ShareBasis.Exact, 0, site.Time != SiteTime.Call, new(0, 0, 0, 0, 0, false, []), "never called in this run");
        }

        // What the recorder itself takes within a span is measured, and taken off.
        var covered = seen.Sum(one => Math.Max(0, one.Site.Covered - (one.Site.Calls * one.CallCost)));
        var counted = new ProfiledCalls(
            calls,
            seen.Sum(one => one.Site.Ended),
            seen.Sum(one => one.Site.Items),
            covered,
            seen.Sum(one => one.Site.Sum),
            site.IncludesOperands,
            [.. seen.SelectMany(one => one.Site.Sizes).GroupBy(size => size.Operand).Select(group => new ProfiledSize(
                site.Operands[group.Key], group.Sum(size => size.Count), group.Min(size => size.Min), group.MaxBy(size => size.Count)!.Median, group.Max(size => size.Max)))]);
        var open = calls - counted.Ended;
        return SampledShares.Create(
            finding, Math.Min(1, covered / wall), ShareBasis.Exact, 0, site.Time != SiteTime.Call, counted,
            open > 0 ? $"{open} of the calls threw or had not ended: their time is not in it" : site.IncludesOperands ? "with the evaluation of its arguments" : null);
    }

    // The command as it is for the copy: paths in the tree are paths in the copy, and what lies in an output folder is built first.
    private static (string? Folder, ImmutableArray<string> Command, ImmutableArray<(string Project, string Configuration)> Builds) Moved(LoadedCode code, TreeCopy copy, ImmutableArray<string> command)
    {
        var here = Directory.GetCurrentDirectory();
        var folder = copy.PathOf(here) is { } moved && Directory.Exists(moved) ? moved : null;
        var builds = new HashSet<(string, string)>();
        var arguments = command.Select(argument =>
        {
            var path = argument.Length > 0 && argument.IndexOfAny(Path.GetInvalidPathChars()) < 0 ? Path.GetFullPath(argument, here) : "";
            if (!Path.Exists(path) || copy.PathOf(path) is not { } inCopy)
            {
                return argument;
            }

            if (Path.Exists(inCopy))
            {
                return folder is not null && !Path.IsPathRooted(argument) ? argument : inCopy;
            }

            var project = code.Projects.FirstOrDefault(project => path.StartsWith(Path.Combine(Path.GetDirectoryName(project.FilePath)!, "bin") + Path.DirectorySeparatorChar, StringComparison.Ordinal));
            if (project is null)
            {
                return argument;
            }

            builds.Add((copy.PathOf(project.FilePath!)!, path.Contains($"{Path.DirectorySeparatorChar}Release{Path.DirectorySeparatorChar}", StringComparison.OrdinalIgnoreCase) ? "Release" : "Debug"));
            return inCopy;
        }).ToImmutableArray();
        return (folder, arguments, [.. builds]);
    }

    private static async Task BuildAsync(string project, string configuration, string targets, CancellationToken cancellation)
    {
        var result = await DotnetCommand.RunAsync(
            Path.GetDirectoryName(project)!, ["build", project, "-c", configuration, "-v", "quiet", "-nologo", $"-p:{InstrumentedBuild.Property}={targets}"], buildLimit, cancellation).ConfigureAwait(false);
        if (result.ExitCode != 0)
        {
            var error = result.Output.Select(BuildError.Parse).OfType<BuildError>().FirstOrDefault(error => error.IsError);
            throw new ProfileException($"The copy of the program does not build: {(error is null ? result.Output.LastOrDefault() ?? "the build failed" : $"{error.Message} ({error.Code})")}.");
        }
    }
}
