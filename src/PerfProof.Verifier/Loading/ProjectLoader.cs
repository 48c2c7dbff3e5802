using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace PerfProof.Loading;

/// <summary>Loads project files as the user's SDK would build them.</summary>
internal static class ProjectLoader
{
    /// <summary>Loads the C# projects among these files, and what they reference.</summary>
    /// <param name="asked">What the user named, for messages.</param>
    /// <param name="root">The folder that file names are reported relative to.</param>
    /// <param name="files">Project files of any kind.</param>
    /// <param name="request">The user's options.</param>
    /// <param name="cancellation">Stops the SDK too.</param>
    public static async Task<LoadedCode> LoadAsync(
        string asked, string root, ImmutableArray<string> files, LoadRequest request, CancellationToken cancellation)
    {
        var problems = new List<LoadProblem>();
        var projects = Existing(asked, files, problems);
        if (request.Restore)
        {
            await RestoreAsync(projects, request.Timeout, cancellation).ConfigureAwait(false);
        }

        if (!request.References.IsEmpty)
        {
            problems.Add(new LoadProblem(LoadSeverity.Note, "--reference is for loose files: a project names its own references. Add --folder to read the sources without their projects."));
        }

        using var scratch = new ScratchFolder();
        var answer = await CompilerCommandReader.ReadAsync(projects, root, request.Framework, scratch, request.Timeout, cancellation).ConfigureAwait(false);
        var chosen = new Dictionary<string, CompilerCommand>(CompilerCommands.PathComparer);
        foreach (var project in projects)
        {
            if (Choose(project, answer, request.Framework, problems) is { } command)
            {
                chosen[project] = command;
            }
        }

        if (chosen.Count == 0)
        {
            throw new LoadException(Summary(asked, problems));
        }

        var assembler = new ProjectAssembler(Closure(chosen.Values, answer.Commands), scratch.Path);
        var solution = await assembler.AssembleAsync(cancellation).ConfigureAwait(false);
        ImmutableArray<LoadedProject> loaded =
        [
            .. chosen.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => new LoadedProject(
                assembler.IdOf(pair.Value),
                Path.GetFileNameWithoutExtension(pair.Key),
                pair.Key,
                pair.Value.Framework)
            {
                OtherFrameworks =
                [
                    .. answer.Commands
                        .Where(command => CompilerCommands.PathComparer.Equals(command.ProjectFile, pair.Key) && !command.NeverRestored && !command.Arguments.IsEmpty)
                        .Select(command => command.Framework)
                        .Where(framework => framework != pair.Value.Framework),
                ],
            }),
        ];
        return new LoadedCode(root, solution, loaded, [.. problems, .. assembler.Problems.Distinct()]);
    }

    // What fails is found out when the project is loaded, with the reason, and does not keep the others from being restored.
    private static async Task RestoreAsync(ImmutableArray<string> projects, TimeSpan timeout, CancellationToken cancellation)
    {
        foreach (var project in projects)
        {
            await DotnetCommand.RunAsync(Path.GetDirectoryName(project)!, ["restore", project, "-v", "quiet"], timeout, cancellation).ConfigureAwait(false);
        }
    }

    private static ImmutableArray<string> Existing(string asked, ImmutableArray<string> files, List<LoadProblem> problems)
    {
        var projects = ImmutableArray.CreateBuilder<string>();
        foreach (var file in files.Where(file => Path.GetExtension(file).Equals(".csproj", StringComparison.OrdinalIgnoreCase)))
        {
            if (File.Exists(file))
            {
                projects.Add(file);
            }
            else
            {
                problems.Add(new LoadProblem(LoadSeverity.Error, $"{asked} names {file}, which does not exist: restore the file, or remove it from the solution."));
            }
        }

        return projects.Count > 0
            ? projects.ToImmutable()
            : throw new LoadException(problems.Count > 0 ? problems[0].Message : $"{asked} has no C# project: perfproof reads C# only.");
    }

    private static CompilerCommand? Choose(string project, CompilerCommands answer, string? framework, List<LoadProblem> problems)
    {
        var commands = answer.Commands.Where(command => CompilerCommands.PathComparer.Equals(command.ProjectFile, project)).ToList();
        var candidates = commands
            .Where(command => framework is null || command.Framework.Equals(framework, StringComparison.OrdinalIgnoreCase))
            .OrderBy(command => command.Framework, TargetFramework.NewestFirst)
            .ToList();
        var usable = candidates.Find(command => !command.NeverRestored && !command.Arguments.IsEmpty);
        if (usable is null)
        {
            problems.Add(new LoadProblem(LoadSeverity.Error, WhyNot(project, answer, framework, commands, candidates)));
        }
        else if (answer.MissingFrameworkOf(project) is { } missing)
        {
            problems.Add(new LoadProblem(
                LoadSeverity.Warning,
                $"{project} cannot be understood ({missing.Code}: {missing.Message.TrimEnd('.')}): install them, or read the sources with --folder."));
        }

        return usable;
    }

    private static string WhyNot(string project, CompilerCommands answer, string? framework, List<CompilerCommand> commands, List<CompilerCommand> candidates)
    {
        var neverRestored = commands.Find(command => command.NeverRestored);
        if (neverRestored is not null)
        {
            return $"{project} was never restored: run 'dotnet restore {project}'.";
        }

        if (framework is not null && candidates.Count == 0 && (commands.Count > 0 || answer.Frameworks.ContainsKey(project)))
        {
            var targets = answer.Frameworks.TryGetValue(project, out var several) ? several : string.Join("; ", commands.Select(command => command.Framework));
            return $"{project} does not target {framework} (it targets {targets}): give one of these to --framework.";
        }

        if (answer.ErrorOf(project) is not { } error)
        {
            return $"{project} could not be loaded, and the SDK does not say why: run 'dotnet build {project}', or read the sources alone with --folder.";
        }

        var what = $"{error.Code}: {error.Message.TrimEnd('.')}";
        return error.IsRestore
            ? $"{project} is not restored ({what}): run 'dotnet restore {project}'."
            : $"{project} could not be loaded ({what}): run 'dotnet build {project}' to see more.";
    }

    // Several projects of a solution often fail for one reason; the first says it.
    private static string Summary(string asked, List<LoadProblem> problems)
    {
        var errors = problems.Where(problem => problem.Severity == LoadSeverity.Error).ToList();
        return errors.Count == 1
            ? errors[0].Message
            : $"None of the {errors.Count} C# projects of {asked} could be loaded. The first: {errors[0].Message}";
    }

    private static ImmutableArray<CompilerCommand> Closure(IEnumerable<CompilerCommand> chosen, ImmutableArray<CompilerCommand> all)
    {
        var found = new List<CompilerCommand>();
        var seen = new HashSet<CompilerCommand>(ReferenceEqualityComparer.Instance);
        var open = new Queue<CompilerCommand>(chosen);
        while (open.TryDequeue(out var command))
        {
            if (!seen.Add(command))
            {
                continue;
            }

            found.Add(command);
            foreach (var target in command.ProjectReferences.Select(reference => reference.FindIn(all)).OfType<CompilerCommand>())
            {
                open.Enqueue(target);
            }
        }

        return [.. found];
    }
}
