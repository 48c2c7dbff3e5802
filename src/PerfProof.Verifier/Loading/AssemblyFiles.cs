using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;

namespace PerfProof.Loading;

/// <summary>Assemblies that sources are compiled against; each is read once, however many projects name it.</summary>
internal sealed class AssemblyFiles
{
    private readonly ConcurrentDictionary<string, PortableExecutableReference?> read = new(CompilerCommands.PathComparer);

    /// <summary>The assembly; null when it does not exist or cannot be read as one.</summary>
    public MetadataReference? Get(string path, MetadataReferenceProperties properties) =>
        this.read.GetOrAdd(path, Read)?.WithProperties(properties);

    private static PortableExecutableReference? Read(string path)
    {
        try
        {
            var reference = MetadataReference.CreateFromFile(path);

            // A damaged file, or one of native code, is found out only when it is looked into.
            return reference.GetMetadata() is AssemblyMetadata assembly && assembly.GetModules().Length > 0 && assembly.GetModules()[0].Name.Length > 0
                ? reference
                : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or BadImageFormatException or ArgumentException)
        {
            return null;
        }
    }
}
