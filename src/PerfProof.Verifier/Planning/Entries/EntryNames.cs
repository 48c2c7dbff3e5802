using Microsoft.CodeAnalysis;
using PerfProof.Loading;

namespace PerfProof.Planning;

/// <summary>The entry that was asked for cannot be run. The message is one line for the user.</summary>
public sealed class EntryException(string message) : Exception(message);

/// <summary>Finds the entry that a person named.</summary>
public static class EntryNames
{
    /// <summary>What stands for whatever entry the call graph finds.</summary>
    public const string Automatic = "auto";

    /// <summary>Finds it.</summary>
    /// <param name="code">The code.</param>
    /// <param name="name"><c>Namespace.Type.Method</c>; <c>Main</c> also stands for top-level statements.</param>
    /// <param name="cancellation">Cancels.</param>
    /// <exception cref="EntryException">There is no such method, or it cannot be run without arguments.</exception>
    public static async Task<Entry> FindAsync(LoadedCode code, string name, CancellationToken cancellation)
    {
        var dot = name.LastIndexOf('.');
        if (dot <= 0)
        {
            throw new EntryException($"'{name}' is no entry: name a method as Namespace.Type.Method, or write --entry {Automatic}.");
        }

        var (type, method) = (name[..dot], name[(dot + 1)..]);
        foreach (var loaded in code.Projects)
        {
            var project = code.Solution.GetProject(loaded.Id)!;
            var compilation = await project.GetCompilationAsync(cancellation).ConfigureAwait(false);
            if (compilation?.Assembly.GetTypeByMetadataName(type) is not { } declaring)
            {
                continue;
            }

            if (project.FilePath is null)
            {
                throw new EntryException("--entry needs a project with a build of its own; loose files have none.");
            }

            // Top-level statements are a Main to whoever wrote them.
            var methods = declaring.GetMembers(method).Concat(method == "Main" ? declaring.GetMembers(WellKnownMemberNames.TopLevelStatementsEntryPointMethodName) : [])
                .OfType<IMethodSymbol>()
                .ToList();
            if (methods.Count == 0)
            {
                throw new EntryException($"The entry {name} does not exist: {type} has no method {method}. It has {Names(declaring)}.");
            }

            var main = compilation.GetEntryPoint(cancellation);
            var readings = methods.ConvertAll(candidate => EntryReader.Read(candidate, EntryReader.KindOf(candidate, main), project, loaded.Framework));
            return readings.Find(reading => reading.Entry is not null)?.Entry ?? throw new EntryException($"The entry {name} {readings[0].Problem}.");
        }

        throw new EntryException($"The entry {name} does not exist: no project that was loaded has a type {type}.");
    }

    private static string Names(INamedTypeSymbol type) =>
        string.Join(", ", type.GetMembers().OfType<IMethodSymbol>().Where(method => method.MethodKind == MethodKind.Ordinary).Select(method => method.Name).Distinct().Take(8));
}
