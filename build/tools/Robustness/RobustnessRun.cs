using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;
using PerfProof.Build.Repositories;
using PerfProof.Loading;

namespace PerfProof.Build.Robustness;

/// <summary>Runs all rules and fixes over real sources and over mutated ones.</summary>
public sealed class RobustnessRun
{
    /// <summary>How many mutants make one step.</summary>
    public const int MutantsInStep = 100;

    private static readonly TimeSpan programLimit = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan mutantLimit = TimeSpan.FromSeconds(30);

    // A mutant of a huge file takes long, and shows no more than one of a small one.
    private const int MaxMutantLength = 60_000;

    private readonly RunState state;
    private readonly Action<string> progress;

    /// <summary>Creates a run.</summary>
    /// <param name="state">What was done before.</param>
    /// <param name="progress">Gets a line for each step.</param>
    public RobustnessRun(RunState state, Action<string> progress)
    {
        this.state = state;
        this.progress = progress;
    }

    /// <summary>Looks at every program of these folders, until enough lines were looked at.</summary>
    public async Task SourcesAsync(RepositoryReader reader, IEnumerable<string> folders, long lines, CancellationToken cancellation)
    {
        var trial = new Trial(programLimit);
        foreach (var folder in folders)
        {
            foreach (var unit in RepositoryLayout.Read(folder, _ => false).Units(reader.AssemblyNames))
            {
                var step = $"program {folder} {unit.Name}";
                if (this.state.Done.Sum(done => done.Lines) >= lines)
                {
                    return;
                }

                if (!this.state.IsDone(step))
                {
                    this.state.Begin(step);
                    this.End(await ProgramAsync(step, reader, folder, unit, trial, cancellation).ConfigureAwait(false));
                }
            }
        }
    }

    /// <summary>Looks at mutated sources.</summary>
    /// <param name="pool">The sources.</param>
    /// <param name="references">What they are compiled against.</param>
    /// <param name="count">How many mutants.</param>
    /// <param name="seed">What decides which.</param>
    /// <param name="cancellation">Cancellation.</param>
    public async Task MutantsAsync(ImmutableArray<string> pool, ImmutableArray<MetadataReference> references, int count, int seed, CancellationToken cancellation)
    {
        var trial = new Trial(mutantLimit);

        // Every mutant takes the place of the same document, so that the assemblies are bound once.
        var (host, document) = await CreateAsync(references, cancellation).ConfigureAwait(false);
        for (var first = 0; first < count && pool.Length > 0; first += MutantsInStep)
        {
            var step = string.Create(CultureInfo.InvariantCulture, $"mutants {first:D7}");
            if (this.state.IsDone(step))
            {
                continue;
            }

            this.state.Begin(step);
            var results = new ConcurrentDictionary<int, TrialResult>();
            await Parallel.ForEachAsync(
                Enumerable.Range(first, Math.Min(MutantsInStep, count - first)),
                cancellation,
                async (i, token) =>
                {
                    var source = pool[(int)(unchecked(((ulong)seed * 2_654_435_761UL) + ((ulong)i * 40_503UL)) % (ulong)pool.Length)];
                    var text = SourceText.From(Mutator.Mutate(source, (seed * 1_000_003L) + i), Encoding.UTF8);
                    results[i] = await trial.RunAsync(host.WithDocumentText(document, text).Projects.Single(), token).ConfigureAwait(false);
                }).ConfigureAwait(false);
            this.End(new StepRecord(
                step,
                true,
                0,
                results.Count,
                results.Values.Sum(result => result.Findings),
                results.Values.Sum(result => result.Fixes),
                [.. results.OrderBy(result => result.Key).SelectMany(result => result.Value.Problems.Select(problem => $"mutant {result.Key}: {problem}"))]));
        }
    }

    private void End(StepRecord record)
    {
        this.state.End(record);
        this.progress($"{record.Step}: {(record.Mutants > 0 ? $"{record.Mutants} sources" : $"{record.Lines} lines")}, {record.Findings} findings, {record.Fixes} fixes, {record.Problems.Count} problems");
    }

    private static async Task<StepRecord> ProgramAsync(
        string step, RepositoryReader reader, string folder, SourceUnit unit, Trial trial, CancellationToken cancellation)
    {
        try
        {
            var code = await reader.LoadAsync(folder, unit, cancellation).ConfigureAwait(false);
            var project = code.Solution.GetProject(code.Projects[0].Id)!;
            var result = await trial.RunAsync(project, cancellation).ConfigureAwait(false);
            var own = unit.Own.ToHashSet(StringComparer.Ordinal);
            long lines = 0;
            foreach (var document in project.Documents.Where(document => document.FilePath is { } path && own.Contains(path)))
            {
                lines += (await document.GetTextAsync(cancellation).ConfigureAwait(false)).Lines.Count;
            }

            return new StepRecord(step, true, lines, 0, result.Findings, result.Fixes, result.Problems);
        }
        catch (LoadException exception)
        {
            // A program without readable files says nothing about the rules.
            return new StepRecord(step, true, 0, 0, 0, 0, [$"not read: {exception.Message}"]);
        }
    }

    /// <summary>A program with one empty document, which sources take the place of.</summary>
    internal static async Task<(Solution Host, DocumentId Document)> CreateAsync(ImmutableArray<MetadataReference> references, CancellationToken cancellation)
    {
        var id = ProjectId.CreateNewId();
        var mutant = DocumentId.CreateNewId(id);
        var project = new AdhocWorkspace().AddProject(ProjectInfo.Create(
            id,
            VersionStamp.Default,
            "Mutant",
            "Mutant",
            LanguageNames.CSharp,
            compilationOptions: new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true, nullableContextOptions: NullableContextOptions.Enable),
            parseOptions: new CSharpParseOptions(LanguageVersion.Preview),
            documents:
            [
                Document(mutant, "Mutant.cs", ""),
                Document(DocumentId.CreateNewId(id), "Usings.cs", string.Concat(LooseFiles.Usings.Select(name => $"global using {name};\n"))),
            ],
            metadataReferences: references));
        await project.GetCompilationAsync(cancellation).ConfigureAwait(false);
        return (project.Solution, mutant);

        static DocumentInfo Document(DocumentId document, string name, string content) => DocumentInfo.Create(
            document,
            name,
            loader: TextLoader.From(TextAndVersion.Create(SourceText.From(content, Encoding.UTF8), VersionStamp.Default)),
            filePath: "/mutant/" + name);
    }

    /// <summary>The sources that mutants are made of: those of the samples, and of the folders those that use one of the assemblies.</summary>
    public static ImmutableArray<string> Pool(IEnumerable<string> samples, IEnumerable<string> folders, IReadOnlyCollection<string> assemblies)
    {
        // What every source uses tells nothing.
        var usings = assemblies.Where(name => !name.StartsWith("System", StringComparison.Ordinal)).Select(name => "using " + name).ToList();
        var real = folders.SelectMany(folder => SourceFolder.Files(folder, ".cs"))
            .Select(Read)
            .Where(text => text.Length < MaxMutantLength && usings.Exists(name => text.Contains(name, StringComparison.Ordinal)));
        return [.. samples.Select(Read).Concat(real)];
    }

    private static string Read(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
