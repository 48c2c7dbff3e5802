using PerfProof.Loading;

namespace PerfProof.Verifier.Tests.Loading;

/// <summary>Which catalogs a project has that does not reference the package: those that the package would hand to the compiler.</summary>
public sealed class CatalogFilesTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("catalogs-").FullName;

    [Fact]
    public void NearestAbove_AndThoseBeside()
    {
        var project = this.Write("src/App/Wrappers.PerfProof.Apis.txt");
        var near = this.Write("src/PerfProof.Apis.txt");
        this.Write("PerfProof.Apis.txt");
        this.Write("src/Other.PerfProof.Apis.txt");
        this.Write("src/App/notes.txt");

        Assert.Equal([near, project], CatalogFiles.Of(Path.GetDirectoryName(project)!));
    }

    [Fact]
    public void None_IsNone() => Assert.Empty(CatalogFiles.Of(this.folder));

    public void Dispose() => Directory.Delete(this.folder, recursive: true);

    private string Write(string path)
    {
        var file = Path.GetFullPath(path, this.folder);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, "");
        return file;
    }
}
