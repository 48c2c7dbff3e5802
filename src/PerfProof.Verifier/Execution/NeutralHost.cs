using System.Security.Cryptography;
using System.Text;
using PerfProof.KernelHost;

namespace PerfProof.Execution;

/// <summary>
/// The program of the child under a name that is drawn anew for each run: code under test sees the assemblies around it
/// and its own stack, and should see nothing by which it could know that it is measured.
/// </summary>
internal static class NeutralHost
{
    // As long as the words that they replace, so that nothing in the file moves.
    private static readonly string[] first = ["Northwind", "Inventory", "Marketing", "Reporting", "Customers", "Documents", "Analytics", "Messaging"];
    private static readonly string[] second = ["Processing", "Management", "Extensions", "Operations", "Components", "Background", "Connectors", "Statistics"];

    private static readonly Lazy<(string Name, byte[] Image)> made = new(Make);

    /// <summary>Writes the program into a folder.</summary>
    /// <returns>Its path.</returns>
    public static string WriteTo(string folder)
    {
        var path = Path.Combine(folder, made.Value.Name + ".dll");
        File.WriteAllBytes(path, made.Value.Image);
        return path;
    }

    private static (string Name, byte[] Image) Make()
    {
        var image = File.ReadAllBytes(typeof(Channel).Assembly.Location);
        var product = first[RandomNumberGenerator.GetInt32(first.Length)];
        var part = second[RandomNumberGenerator.GetInt32(second.Length)];
        foreach (var encoding in new[] { Encoding.UTF8, Encoding.Unicode })
        {
            Replace(image, encoding.GetBytes(nameof(PerfProof)), encoding.GetBytes(product));
            Replace(image, encoding.GetBytes(nameof(KernelHost)), encoding.GetBytes(part));
        }

        return ($"{product}.{part}", image);
    }

    private static void Replace(byte[] image, byte[] old, byte[] other)
    {
        var rest = image.AsSpan();
        while (rest.IndexOf(old) is var at and >= 0)
        {
            other.CopyTo(rest[at..]);
            rest = rest[(at + other.Length)..];
        }
    }
}
