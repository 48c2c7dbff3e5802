using System.Collections.Immutable;

namespace PerfProof.Generation;

/// <summary>ILGPU as it lies on this machine.</summary>
/// <param name="Version">Its version.</param>
/// <param name="Assemblies">Its assemblies.</param>
/// <param name="Source">Where it comes from, for the report.</param>
public sealed record IlgpuPackage(string Version, ImmutableArray<string> Assemblies, string Source)
{
    /// <summary>The version that generated code is compiled against where the user's project does not say.</summary>
    public const string DefaultVersion = "1.5.3";

    /// <summary>Whether the mathematics package is there too.</summary>
    public bool HasAlgorithms => this.Assemblies.Any(path => Path.GetFileName(path) == "ILGPU.Algorithms.dll");

    /// <summary>The ILGPU that a project references; null when it does not, or only a reference assembly of it lies here.</summary>
    /// <param name="references">Paths of the assemblies it is compiled with.</param>
    public static IlgpuPackage? From(IEnumerable<string> references)
    {
        var assemblies = references.Where(path => Path.GetFileName(path) is "ILGPU.dll" or "ILGPU.Algorithms.dll" && File.Exists(path)).ToImmutableArray();
        var main = assemblies.FirstOrDefault(path => Path.GetFileName(path) == "ILGPU.dll");
        return main is null || VersionOf(main) is not { } version ? null : new(version, assemblies, "the project's own reference");
    }

    /// <summary>Version of an assembly; null when the file is none, or one that cannot be run.</summary>
    private static string? VersionOf(string path)
    {
        try
        {
            using var stream = File.OpenRead(path);
            using var file = new System.Reflection.PortableExecutable.PEReader(stream);
            var reader = System.Reflection.Metadata.PEReaderExtensions.GetMetadataReader(file);
            var isReference = reader.GetAssemblyDefinition().GetCustomAttributes()
                .Select(handle => reader.GetCustomAttribute(handle).Constructor)
                .Where(constructor => constructor.Kind == System.Reflection.Metadata.HandleKind.MemberReference)
                .Select(constructor => reader.GetMemberReference((System.Reflection.Metadata.MemberReferenceHandle)constructor).Parent)
                .Where(parent => parent.Kind == System.Reflection.Metadata.HandleKind.TypeReference)
                .Any(parent => reader.GetString(reader.GetTypeReference((System.Reflection.Metadata.TypeReferenceHandle)parent).Name) == "ReferenceAssemblyAttribute");
            return isReference ? null : reader.GetAssemblyDefinition().Version.ToString(3);
        }
        catch (Exception exception) when (exception is BadImageFormatException or IOException or UnauthorizedAccessException or InvalidOperationException)
        {
            System.Diagnostics.Trace.TraceInformation($"{path} is no ILGPU: {exception.Message}");
            return null;
        }
    }
}
