using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using PerfProof.Loading;

namespace PerfProof.Verifier.Tests.Entries;

/// <summary>Solutions made of texts: a library, and a program that references it. Attributes of test frameworks are stubs, as they are read by name.</summary>
internal static class Solutions
{
    private const string Frameworks = """
        namespace Xunit
        {
            public class FactAttribute : System.Attribute { public string Skip { get; set; } }
            public class TheoryAttribute : FactAttribute { }
            public class InlineDataAttribute : System.Attribute { public InlineDataAttribute(params object[] data) { } }
            public class MemberDataAttribute : System.Attribute { public MemberDataAttribute(string name) { } }
            public interface IClassFixture<T> { }
            public static class Assert { public static void Equal<T>(T expected, T actual) { } public static void True(bool condition) { } public static void Throws<T>(System.Action action) { } }
        }
        namespace NUnit.Framework { public class TestAttribute : System.Attribute { } public class SetUpAttribute : System.Attribute { } public class TearDownAttribute : System.Attribute { } }
        namespace Microsoft.VisualStudio.TestTools.UnitTesting { public class TestMethodAttribute : System.Attribute { } public class TestInitializeAttribute : System.Attribute { } }
        namespace BenchmarkDotNet.Attributes
        {
            public class BenchmarkAttribute : System.Attribute { }
            public class ParamsAttribute : System.Attribute { public ParamsAttribute(params object[] values) { } }
            public class GlobalSetupAttribute : System.Attribute { public string Target { get; set; } }
            public class IterationSetupAttribute : System.Attribute { }
        }
        """;

    private static readonly ImmutableArray<MetadataReference> references =
        [.. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Select(path => MetadataReference.CreateFromFile(path))];

    /// <summary>A library, and a program on top of it.</summary>
    public static LoadedCode Of(string library, string program)
    {
        var lib = ProjectId.CreateNewId();
        var app = ProjectId.CreateNewId();
        var root = Path.Combine(Path.GetTempPath(), "texts");
        var solution = new AdhocWorkspace().CurrentSolution
            .AddProject(Info(lib, "Lib", OutputKind.DynamicallyLinkedLibrary, root))
            .AddProject(Info(app, "App", OutputKind.ConsoleApplication, root).WithProjectReferences([new(lib)]));
        solution = Add(Add(Add(solution, lib, "Lib.cs", library, root), app, "App.cs", program, root), app, "Frameworks.cs", Frameworks, root);
        return new(root, solution, [new(lib, "Lib", Path.Combine(root, "Lib", "Lib.csproj"), "net10.0"), new(app, "App", Path.Combine(root, "App", "App.csproj"), "net10.0")], []);
    }

    private static ProjectInfo Info(ProjectId id, string name, OutputKind kind, string root) => ProjectInfo.Create(
        id, VersionStamp.Create(), name, name, LanguageNames.CSharp, Path.Combine(root, name, name + ".csproj"), compilationOptions: new CSharpCompilationOptions(kind), metadataReferences: references);

    private static Solution Add(Solution solution, ProjectId id, string name, string text, string root) =>
        solution.AddDocument(DocumentId.CreateNewId(id), name, text, filePath: Path.Combine(root, solution.GetProject(id)!.Name, name));
}
