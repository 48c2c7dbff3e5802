using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using PerfProof.KernelHost;
using PerfProof.Planning;

namespace PerfProof.Bundles;

/// <summary>Whether what goes along with a bundle is all that a program refers to: it may be compiled against more than it uses.</summary>
internal static class CarriedReferences
{
    private static readonly Lazy<HashSet<string>> runtime = new(() =>
        [.. Directory.GetFiles(Path.GetDirectoryName(typeof(object).Assembly.Location)!, "*.dll").Select(file => Path.GetFileNameWithoutExtension(file)!)]);

    /// <summary>Whether both sides, and what they are compared with, find everything in the base runtime and among their own files.</summary>
    public static bool AreEnough(Experiment experiment) =>
        experiment.Frameworks.IsEmpty || new[] { experiment.Before, experiment.After, experiment.Oracle }.OfType<VariantSpec>().All(AreEnough);

    private static bool AreEnough(VariantSpec side)
    {
        var own = side.Probing.Select(file => Path.GetFileNameWithoutExtension(file)!).ToHashSet(StringComparer.OrdinalIgnoreCase);
        return side.Probing.SelectMany(References).All(name => own.Contains(name) || runtime.Value.Contains(name));
    }

    private static IEnumerable<string> References(string file)
    {
        using var stream = File.OpenRead(file);
        using var image = new PEReader(stream);
        if (!image.HasMetadata)
        {
            return [];
        }

        var reader = image.GetMetadataReader();
        return [.. reader.AssemblyReferences.Select(handle => reader.GetString(reader.GetAssemblyReference(handle).Name))];
    }
}
