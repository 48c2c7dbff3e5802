using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using PerfProof.KernelHost;
using PerfProof.Loading;
using PerfProof.Planning.Instrumentation;

namespace PerfProof.Planning;

/// <summary>
/// Experiments on the user's whole program: built as it is and with a fix, in a copy of its tree, by its own build; the entry of both is then run.
/// </summary>
public sealed class ReplayPlanner(Solution solution, Func<string, string> newFolder)
{
    private readonly TreeBuilds builds = new(solution, newFolder);
    private readonly Dictionary<(ProjectId Project, bool IsTest), Task<BuiltProgram>> before = [];

    /// <summary>The program as it is against itself: what keeps that from being compared keeps every fix from it.</summary>
    public Task<Planned> AsItIsAsync(Entry entry, CancellationToken cancellation) => GuardAsync(async () =>
    {
        var built = await this.BeforeAsync(entry, cancellation).ConfigureAwait(false);
        return built.Problem is { } broken ? Broken(broken) : new(Experiment(entry, "as it is", built, built), null);
    });

    /// <summary>The program as it is against a changed one.</summary>
    /// <param name="entry">From where it is run.</param>
    /// <param name="changed">The code with changes in its documents.</param>
    /// <param name="title">What the change is called.</param>
    /// <param name="declaredChange">The change of precision that it declares; null when it declares none.</param>
    /// <param name="cancellation">Cancels.</param>
    public Task<Planned> PlanAsync(Entry entry, Solution changed, string title, string? declaredChange, CancellationToken cancellation) => GuardAsync(async () =>
    {
        var built = await this.BeforeAsync(entry, cancellation).ConfigureAwait(false);
        if (built.Problem is { } broken)
        {
            return Broken(broken);
        }

        var after = await WithAssertedValuesAsync(entry, changed, cancellation).ConfigureAwait(false);
        var withFix = await this.builds.BuildAsync(entry, after, [], cancellation).ConfigureAwait(false);
        return withFix.Problem is { } brokenFix
            ? new(null, $"with the fix the program does not build: {brokenFix}")
            : new(Experiment(entry, title, built, withFix) with { DeclaredChange = declaredChange }, null);
    });

    /// <summary>A version of the program that counts its calls.</summary>
    /// <param name="entry">From where it is run.</param>
    /// <param name="version">The version.</param>
    /// <param name="ofFindings">Calls of findings, which are counted too.</param>
    /// <param name="cancellation">Cancels.</param>
    internal async Task<CountedProgram> CountedAsync(Entry entry, Solution version, ImmutableArray<CallSite> ofFindings, CancellationToken cancellation)
    {
        try
        {
            var program = await CountedCalls.InstrumentAsync(version, entry, ofFindings, cancellation).ConfigureAwait(false);
            if (program.Counted.IsEmpty)
            {
                return new(null, program, [], "it makes no call that could be counted");
            }

            var settings = await InstrumentedBuild.WriteAsync(newFolder("settings"), cancellation).ConfigureAwait(false);
            var built = await this.builds.BuildAsync(entry, program.Solution, [$"-p:{InstrumentedBuild.Property}={settings}"], cancellation).ConfigureAwait(false);
            return built.Problem is { } broken ? new(null, program, [], $"with its calls counted it does not build: {broken}") : new(Variant(entry, "counted", built), program, built.Frameworks, null);
        }
        catch (Exception exception) when (exception is LoadException or IOException or UnauthorizedAccessException)
        {
            return new(null, null, [], exception.Message);
        }
    }

    private static async Task<Planned> GuardAsync(Func<Task<Planned>> plan)
    {
        try
        {
            return await plan().ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is LoadException or IOException or UnauthorizedAccessException)
        {
            return new(null, $"the program cannot be built in a copy of its tree: {exception.Message}");
        }
    }

    private static Planned Broken(string why) => new(null, $"the program does not build in a copy of its tree: {why}");

    private Task<BuiltProgram> BeforeAsync(Entry entry, CancellationToken cancellation)
    {
        var key = (entry.Project.Id, entry.Kind == EntryKind.Test);
        if (!this.before.TryGetValue(key, out var built))
        {
            this.before.Add(key, built = BuildAsync());
        }

        return built;

        async Task<BuiltProgram> BuildAsync() => await this.builds.BuildAsync(
            entry, await WithAssertedValuesAsync(entry, solution, cancellation).ConfigureAwait(false), [], cancellation).ConfigureAwait(false);
    }

    private static Task<Solution> WithAssertedValuesAsync(Entry entry, Solution code, CancellationToken cancellation) =>
        entry.Kind == EntryKind.Test ? AssertedValues.HandOnAsync(code, entry.Project.Id, cancellation) : Task.FromResult(code);

    private static Experiment Experiment(Entry entry, string title, BuiltProgram before, BuiltProgram after) => new(
        ExperimentKind.Replay,
        Subject.Program,
        "managed",
        $"{entry.Name}, before and after: {title}",
        Variant(entry, "before", before),
        Variant(entry, "after", after))
    {
        Entry = entry.Name,
        Sizes = entry.Sizes,
        Hints = entry.Arguments,
        Frameworks = before.Frameworks,
    };

    private static VariantSpec Variant(Entry entry, string name, BuiltProgram built) => new(
        name,
        built.Assembly,
        built.Probing,
        MethodPlanner.MetadataName(entry.Method.ContainingType),
        entry.Method.MetadataName,
        [.. entry.Method.Parameters.Select(parameter => MethodPlanner.ReflectionName(parameter.Type))])
    {
        Entry = new(entry.Values, entry.SizedMember, entry.Setup),
    };
}
