using Microsoft.CodeAnalysis.CSharp;

namespace PerfProof.Tests.Catalog;

/// <summary>The stubs compile, and are what the facts say at the places where rules look.</summary>
public class StubTests
{
    public static TheoryData<string> Stubs() =>
        [.. Directory.EnumerateFiles(Repository.PathOf("tests", "Stubs"), "*.cs").Select(path => Path.GetFileNameWithoutExtension(path)!).Order()];

    [Theory]
    [MemberData(nameof(Stubs))]
    public void Stub_Compiles(string assembly)
    {
        var compilation = CSharpCompilation.Create("Uses", references: [.. Libraries.Framework, Libraries.Get(assembly)]);

        Assert.Contains(compilation.ReferencedAssemblyNames, name => name.Name == assembly);
    }
}
