using System.Collections.Concurrent;
using System.Reflection;
using System.Runtime.Loader;
using Microsoft.CodeAnalysis;

namespace PerfProof.Loading;

/// <summary>
/// Loads the source generators of a project, from bytes so that no file of the user's is locked. What Roslyn itself consists of is
/// ours: a generator talks to the compiler that runs it.
/// </summary>
internal sealed class GeneratorLoader : IAnalyzerAssemblyLoader
{
    private readonly ConcurrentDictionary<string, Lazy<AssemblyLoadContext>> folders = new(CompilerCommands.PathComparer);
    private readonly ConcurrentDictionary<string, Lazy<Assembly>> loaded = new(CompilerCommands.PathComparer);

    /// <inheritdoc/>
    public void AddDependencyLocation(string fullPath)
    {
        // Dependencies are looked for beside the generator.
    }

    /// <inheritdoc/>
    public Assembly LoadFromPath(string fullPath) =>
        this.loaded.GetOrAdd(fullPath, path => new Lazy<Assembly>(() =>
        {
            var folder = this.folders.GetOrAdd(Path.GetDirectoryName(path)!, folder => new Lazy<AssemblyLoadContext>(() => new FolderContext(this, folder)));
            using var stream = new MemoryStream(File.ReadAllBytes(path));
            return folder.Value.LoadFromStream(stream);
        })).Value;

    private sealed class FolderContext : AssemblyLoadContext
    {
        private readonly GeneratorLoader loader;

        public FolderContext(GeneratorLoader loader, string folder)
            : base(folder) => this.loader = loader;

        protected override Assembly? Load(AssemblyName name)
        {
            // Roslyn and what it is made of: the types that the generator and the compiler exchange must be the same.
            if (Default.Assemblies.FirstOrDefault(assembly => assembly.GetName().Name == name.Name) is { } ours && IsCompiler(name.Name!))
            {
                return ours;
            }

            var path = Path.Combine(this.Name!, name.Name + ".dll");
            return File.Exists(path) ? this.loader.LoadFromPath(path) : null;
        }

        private static bool IsCompiler(string name) =>
            name.StartsWith("Microsoft.CodeAnalysis", StringComparison.Ordinal) || name is "System.Collections.Immutable" or "System.Reflection.Metadata";
    }
}
