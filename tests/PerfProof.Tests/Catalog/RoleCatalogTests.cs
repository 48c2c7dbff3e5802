using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Operations;
using PerfProof.Catalog;
using PerfProof.Wrappers;

namespace PerfProof.Tests.Catalog;

/// <summary>Which symbols met in code play which role: the shapes of real libraries, and the traps beside them.</summary>
public class RoleCatalogTests
{
    private const string Extensions = "Microsoft.Extensions.AI.Abstractions";

    [Fact]
    public void ReducedExtensionOfConstructedGeneric_IsFoundByItsDefinition() =>
        Plays([Extensions], "Microsoft.Extensions.AI", "IEmbeddingGenerator<string, Embedding<float>> g", "g.GenerateVectorAsync(\"a\")", Roles.EmbedOne);

    [Fact]
    public void SameName_ItemIsExtensionAndListIsMember()
    {
        const string parameters = "IEmbeddingGenerator<string, Embedding<float>> g, string[] texts";
        Plays([Extensions], "Microsoft.Extensions.AI", parameters, "g.GenerateAsync(\"a\")", Roles.EmbedOne);
        Plays([Extensions], "Microsoft.Extensions.AI", parameters, "g.GenerateAsync(texts)", Roles.EmbedBatch);
        PlaysNot([Extensions], "Microsoft.Extensions.AI", parameters, "g.GenerateAsync(texts)", Roles.EmbedOne);
    }

    [Fact]
    public void ImplementationOfInterfaceMember_PlaysItsRole() =>
        Plays([Extensions], "Microsoft.Extensions.AI", "Mine g, string[] texts", "g.GenerateAsync(texts)", Roles.EmbedBatch, """
            abstract class Mine : IEmbeddingGenerator<string, Embedding<float>>
            {
                public abstract System.Threading.Tasks.Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
                    System.Collections.Generic.IEnumerable<string> values, EmbeddingGenerationOptions options = null, System.Threading.CancellationToken cancellationToken = default);
                public abstract object GetService(System.Type serviceType, object serviceKey = null);
                public abstract void Dispose();
            }
            """);

    [Fact]
    public void OverrideOfOverrideThatImplements_PlaysTheRole() =>
        Plays([Extensions], "Microsoft.Extensions.AI", "Third g, string[] texts", "g.GenerateAsync(texts)", Roles.EmbedBatch, """
            class First : DelegatingEmbeddingGenerator<string, Embedding<float>> { public First() : base(null!) { } }
            class Third : First
            {
                public override System.Threading.Tasks.Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
                    System.Collections.Generic.IEnumerable<string> values, EmbeddingGenerationOptions? options = null, System.Threading.CancellationToken cancellationToken = default) => null!;
            }
            """);

    [Fact]
    public void ExplicitImplementation_PlaysTheRole()
    {
        var compilation = Compile(["LLamaSharp", Extensions], "");
        var embedder = compilation.GetTypeByMetadataName("LLama.LLamaEmbedder")!;
        var method = embedder.GetMembers().OfType<IMethodSymbol>().Single(member => member.Name.EndsWith(".GenerateAsync", StringComparison.Ordinal));

        Assert.NotNull(RoleCatalog.Create(compilation, []).LineOf(method, Roles.EmbedBatch));
    }

    [Fact]
    public void SameNameOnAnotherType_IsSilent() =>
        PlaysNot([Extensions], "Microsoft.Extensions.AI", "Other g", "g.GenerateVectorAsync(\"a\")", Roles.EmbedOne, "class Other { public int GenerateVectorAsync(string text) => 0; }");

    [Fact]
    public void SameIdInAnotherAssembly_IsSilent()
    {
        const string imposter = "namespace SharpToken { public class GptEncoding { public int CountTokens(string text) => 0; } }";
        PlaysNot([Extensions], "SharpToken", "GptEncoding e", "e.CountTokens(\"a\")", Roles.CountTokens, imposter);
    }

    [Fact]
    public void LibraryThatIsNotReferenced_AddsNoLine()
    {
        var catalog = RoleCatalog.Create(Compile([], ""), []);

        Assert.Empty(catalog.LinesOfRole(Roles.EmbedOne));
        Assert.NotEmpty(catalog.LinesOfRole(Roles.HalfType));
    }

    [Theory]
    [InlineData("client.GenerateEmbedding(\"a\")", Roles.EmbedOne)]
    [InlineData("client.GenerateEmbeddingAsync(\"a\")", Roles.EmbedOne)]
    [InlineData("client.GenerateEmbeddings(texts)", Roles.EmbedBatch)]
    [InlineData("client.GenerateEmbeddingsAsync(texts)", Roles.EmbedBatch)]
    public void OpenAI_EmbeddingClient(string expression, string role) =>
        Plays(["OpenAI", "System.ClientModel"], "OpenAI.Embeddings", "EmbeddingClient client, string[] texts", expression, role);

    [Fact]
    public void OpenAI_ClientDerived_PlaysByItsOverride() =>
        Plays(["OpenAI", "System.ClientModel"], "OpenAI.Embeddings", "Mine client", "client.GenerateEmbedding(\"a\")", Roles.EmbedOne, """
            class Mine : EmbeddingClient
            {
                public override System.ClientModel.ClientResult<OpenAIEmbedding> GenerateEmbedding(string input, EmbeddingGenerationOptions? options = null, System.Threading.CancellationToken cancellationToken = default) => null!;
            }
            """);

    [Theory]
    [InlineData("TensorPrimitives.ConvertToSingle(halves, floats)", Roles.ConvertToSingle)]
    [InlineData("TensorPrimitives.ConvertToHalf(floats, halves)", Roles.ConvertToHalf)]
    public void TensorPrimitives_Conversions(string expression, string role) =>
        Plays(["System.Numerics.Tensors"], "System.Numerics.Tensors", "Half[] halves, float[] floats", expression, role);

    [Fact]
    public void Type_IsFoundByItsOwnLine()
    {
        var compilation = Compile(["Microsoft.ML.OnnxRuntime"], "");
        var catalog = RoleCatalog.Create(compilation, []);

        Assert.NotNull(catalog.LineOf(compilation.GetTypeByMetadataName("System.Half")!, Roles.HalfType));
        Assert.NotNull(catalog.LineOf(compilation.GetTypeByMetadataName("Microsoft.ML.OnnxRuntime.Float16")!, Roles.HalfType));
        Assert.Null(catalog.LineOf(compilation.GetTypeByMetadataName("Microsoft.ML.OnnxRuntime.BFloat16")!, Roles.HalfType));
        Assert.Null(catalog.LineOf(compilation.GetSpecialType(SpecialType.System_Single), Roles.HalfType));
    }

    [Theory]
    [InlineData("t.item<float>()")]
    [InlineData("t.cpu()")]
    [InlineData("t.data<float>()")]
    [InlineData("t.ToSingle()")]
    [InlineData("TensorExtensionMethods.ToInt64(t)")]
    [InlineData("(float)t")]
    [InlineData("(bool)t")]
    [InlineData("t.to(torch.CPU)")]
    [InlineData("t.to(DeviceType.CPU)")]
    [InlineData("t.to(\"cpu\")")]
    [InlineData("t.to(torch.device(\"cpu\"))")]
    [InlineData("t.to(new torch.Device(DeviceType.CPU))")]
    [InlineData("t.to(torch.ScalarType.Float32, torch.CPU, non_blocking: false)")]
    public void TorchSharp_Readbacks(string expression) =>
        Plays(["TorchSharp"], "TorchSharp", "torch.Tensor t", expression, Roles.DeviceToHost);

    [Theory]
    [InlineData("t.ToString()")]
    [InlineData("t.bytes")]
    [InlineData("t.ReadCpuSingle(0)")]
    [InlineData("t[0]")]
    [InlineData("t.to(torch.CUDA)")]
    [InlineData("t.to(\"cuda:0\")")]
    [InlineData("t.to(device)")]
    [InlineData("t.to(torch.ScalarType.Float16)")]
    [InlineData("t.to(torch.CPU, non_blocking: true)")]
    [InlineData("t.to(torch.CPU, non_blocking: flag)")]
    [InlineData("t.argmax()")]
    [InlineData("(torch.Tensor)1f")]
    public void TorchSharp_NoReadbacks(string expression) =>
        PlaysNot(["TorchSharp"], "TorchSharp", "torch.Tensor t, torch.Device device, bool flag", expression, Roles.DeviceToHost);

    [Theory]
    [InlineData("float[] host = d;")]
    [InlineData("float one = d;")]
    [InlineData("float one = d[1];")]
    [InlineData("d[1] += 2f;")]
    [InlineData("d.CopyToHost(h);")]
    [InlineData("context.CopyToHost(h, d.DevicePointer);")]
    public void ManagedCuda_Readbacks(string statement) =>
        PlaysSomewhere(["ManagedCuda"], "ManagedCuda", "CudaDeviceVariable<float> d, float[] h, CudaContext context", statement, Roles.DeviceToHost, expected: true);

    [Theory]
    [InlineData("d[1] = 2f;")]
    [InlineData("(d[1], d[2]) = (1f, 2f);")]
    [InlineData("d = h;")]
    [InlineData("d.CopyToDevice(h);")]
    [InlineData("var size = d.SizeInBytes;")]
    public void ManagedCuda_NoReadbacks(string statement) =>
        PlaysSomewhere(["ManagedCuda"], "ManagedCuda", "CudaDeviceVariable<float> d, float[] h", statement, Roles.DeviceToHost, expected: false);

    [Theory]
    [InlineData("d[1] = 2f;", true)]
    [InlineData("d = h;", true)]
    [InlineData("d.CopyToDevice(h);", true)]
    [InlineData("d.CopyToDevice(d);", false)]
    [InlineData("float one = d[1];", false)]
    public void ManagedCuda_Uploads(string statement, bool expected) =>
        PlaysSomewhere(["ManagedCuda"], "ManagedCuda", "CudaDeviceVariable<float> d, float[] h", statement, Roles.HostToDevice, expected);

    [Theory]
    [InlineData("buffer.CopyToCPU(h)", Roles.DeviceToHost)]
    [InlineData("buffer.View.CopyToCPU(h)", Roles.DeviceToHost)]
    [InlineData("buffer.View.CopyToCPU(stream, h)", Roles.DeviceToHost)]
    [InlineData("buffer.GetAsArray1D()", Roles.DeviceToHost)]
    [InlineData("buffer.View.GetAsArray1D(stream)", Roles.DeviceToHost)]
    [InlineData("accelerator.Allocate1D(h)", Roles.HostToDevice)]
    [InlineData("accelerator.Synchronize()", Roles.Synchronize)]
    [InlineData("stream.Synchronize()", Roles.Synchronize)]
    [InlineData("accelerator.LoadAutoGroupedStreamKernel<Index1D, ArrayView<float>>(Kernel)", Roles.LoadKernel)]
    public void ILGPU_Roles(string expression, string role) =>
        Plays(["ILGPU"], "ILGPU; using ILGPU.Runtime", "Accelerator accelerator, MemoryBuffer1D<float, Stride1D.Dense> buffer, AcceleratorStream stream, float[] h", expression, role);

    [Theory]
    [InlineData("accelerator.Allocate1D<float>(10)", Roles.HostToDevice)]
    [InlineData("buffer.View.CopyTo(buffer.View)", Roles.DeviceToHost)]
    [InlineData("buffer.View.CopyToPageLockedAsync(locked)", Roles.DeviceToHost)]
    [InlineData("buffer.View.SubView(0, 1)", Roles.DeviceToHost)]
    public void ILGPU_NotThese(string expression, string role) =>
        PlaysNot(["ILGPU"], "ILGPU; using ILGPU.Runtime", "Accelerator accelerator, MemoryBuffer1D<float, Stride1D.Dense> buffer, PageLockedArray1D<float> locked", expression, role);

    [Fact]
    public void ILGPU_StreamOfABackend_SynchronizesByItsOverride() =>
        Plays(["ILGPU"], "ILGPU.Runtime", "Mine stream", "stream.Synchronize()", Roles.Synchronize, "class Mine : AcceleratorStream { public override void Synchronize() { } }");

    [Theory]
    [InlineData("tokenizer.EncodeToIds(\"a\")", true)]
    [InlineData("llama.EncodeToIds(\"a\", true, false)", true)]
    [InlineData("bert.EncodeToIds(\"a\")", false)]
    [InlineData("tokenizer.EncodeToIds(\"a\", 5, out _, out _)", false)]
    public void Tokenizers_EncodeHasACountOnlyWhereItIsEqual(string expression, bool hasCount)
    {
        var line = Line(["Microsoft.ML.Tokenizers"], "Microsoft.ML.Tokenizers", "Tokenizer tokenizer, BertTokenizer bert, LlamaTokenizer llama", expression, Roles.EncodeTokens);

        Assert.NotNull(line);
        Assert.Equal(hasCount, line[Keys.Count] is not null);
    }

    [Fact]
    public void ComputeSharp_OnlyCopiesToTheHostAreReadbacks()
    {
        const string parameters = "ReadWriteBuffer<float> buffer, float[] h, ReadBackBuffer<float> back";
        Plays(["ComputeSharp"], "ComputeSharp", parameters, "buffer.CopyTo(h)", Roles.DeviceToHost);
        Plays(["ComputeSharp"], "ComputeSharp", parameters, "buffer.ToArray()", Roles.DeviceToHost);
        PlaysNot(["ComputeSharp"], "ComputeSharp", parameters, "back.CopyFrom(buffer)", Roles.DeviceToHost);
        PlaysNot(["ComputeSharp"], "ComputeSharp", parameters, "h.ToArray()", Roles.DeviceToHost);
    }

    [Fact]
    public void UserCatalog_NamesMembersOfTheCompilation()
    {
        var user = CatalogText.Parse("library Test\ncount-tokens | Counter::Count\nembed-one | P:Counter.Last\n\nlibrary Absent\ncount-tokens | Counter::Other");
        var compilation = Compile([], "class Counter { public int Count(string s) => 0; public int Last => 0; public int Other(string s) => 0; }");
        var catalog = RoleCatalog.Create(compilation, [user]);
        var counter = compilation.GetTypeByMetadataName("Counter")!;

        Assert.NotNull(catalog.LineOf(counter.GetMembers("Count").Single(), Roles.CountTokens));
        Assert.NotNull(catalog.LineOf(counter.GetMembers("Last").Single(), Roles.EmbedOne));
        Assert.Null(catalog.LineOf(counter.GetMembers("Other").Single(), Roles.CountTokens));
    }

    [Theory]
    [InlineData("9.0.0.0", true)]
    [InlineData("10.0.0.0", false)]
    [InlineData("10.1.0.0", false)]
    public void LineWithBelow_AppliesToOlderVersionsOnly(string version, bool applies)
    {
        var library = CSharpCompilation.Create(
            "Versioned",
            [CSharpSyntaxTree.ParseText($"[assembly: System.Reflection.AssemblyVersion(\"{version}\")] public class Counter {{ public int Count(string s) => 0; }}")],
            Libraries.Framework,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));
        var compilation = CSharpCompilation.Create("Test", references: [.. Libraries.Framework, library.ToMetadataReference()]);
        var catalog = RoleCatalog.Create(compilation, [CatalogText.Parse("library Versioned\ncount-tokens | Counter::Count | below=10.0\nencode-tokens | Counter::Count | below=soon")]);
        var member = compilation.GetTypeByMetadataName("Counter")!.GetMembers("Count").Single();

        Assert.Equal(applies, catalog.LineOf(member, Roles.CountTokens) is not null);
        Assert.Null(catalog.LineOf(member, Roles.EncodeTokens));
    }

    [Theory]
    [InlineData("Covariant", true)]
    [InlineData("Inherits", true)]
    [InlineData("Generic", true)]
    [InlineData("Hides", false)]
    [InlineData("Unrelated", false)]
    public void UserCatalog_ReachesOverridesAndImplementations(string type, bool expected)
    {
        var user = CatalogText.Parse("embed-one | N.IEmbedder`1::Embed\nembed-one | N.Base::Embed");
        var compilation = Compile([], """
            namespace N
            {
                public interface IEmbedder<out T> { T Embed(string text); }
                public class Base { public virtual object Embed(string text) => text; }
                public class Covariant : Base { public override string Embed(string text) => text; }
                public class Between : Base { }
                public class Inherits : Between { public sealed override object Embed(string text) => text; }
                public class Generic : IEmbedder<string> { public string Embed(string text) => text; }
                public class Hides : Base { public new object Embed(string text) => text; }
                public class Unrelated { public string Embed(string text) => text; }
            }
            """);
        var member = compilation.GetTypeByMetadataName("N." + type)!.GetMembers("Embed").Single();

        Assert.Equal(expected, RoleCatalog.Create(compilation, [user]).LineOf(member, Roles.EmbedOne) is not null);
    }

    [Fact]
    public void UserCatalog_ReachesConstructorsAndFields()
    {
        var user = CatalogText.Parse("load-kernel | N.Outer.Inner`1::#ctor\nhost-device | F:N.Outer.Field");
        var compilation = Compile([], "namespace N { class Outer { public int Field; public class Inner<T> { public Inner(int x) { } } } }");
        var catalog = RoleCatalog.Create(compilation, [user]);
        var outer = compilation.GetTypeByMetadataName("N.Outer")!;

        Assert.NotNull(catalog.LineOf(outer.GetMembers("Field").Single(), Roles.HostDevice));
        Assert.NotNull(catalog.LineOf(outer.GetTypeMembers("Inner").Single().Construct(outer).InstanceConstructors.Single(), Roles.LoadKernel));
        Assert.Contains("Inner", catalog.SourceNames([Roles.LoadKernel]));
    }

    private static void Plays(string[] libraries, string usings, string parameters, string expression, string role, string more = "") =>
        Assert.NotNull(Line(libraries, usings, parameters, expression, role, more));

    private static void PlaysNot(string[] libraries, string usings, string parameters, string expression, string role, string more = "") =>
        Assert.Null(Line(libraries, usings, parameters, expression, role, more));

    private static CatalogLine? Line(string[] libraries, string usings, string parameters, string expression, string role, string more = "")
    {
        var (catalog, operations) = Analyze(libraries, usings, parameters, $"_ = new System.Func<object>(() => {{ {Statement(expression)} return null!; }});", more);
        var outermost = operations.First(operation => operation.Syntax.ToString() == expression && WrapperModel.MemberOf(operation) is not null);
        return catalog.LineOf(WrapperModel.MemberOf(outermost)!, outermost, role);
    }

    private static string Statement(string expression) => expression.EndsWith(')') && !expression.StartsWith('(') ? expression + ";" : $"var x = {expression};";

    private static void PlaysSomewhere(string[] libraries, string usings, string parameters, string statement, string role, bool expected)
    {
        var (catalog, operations) = Analyze(libraries, usings, parameters, statement, "");
        var found = operations.Any(operation => WrapperModel.MemberOf(operation) is { } member && catalog.LineOf(member, operation, role) is not null);

        Assert.Equal(expected, found);
    }

    private static (RoleCatalog Catalog, IEnumerable<IOperation> Operations) Analyze(string[] libraries, string usings, string parameters, string statement, string more)
    {
        var kernel = libraries.Contains("ILGPU") ? "static void Kernel(ILGPU.Index1D i, ILGPU.ArrayView<float> v) { }" : "";
        var compilation = Compile(libraries, $"using System; using System.Linq; using {usings}; {more} class Uses {{ {kernel} void M({parameters}) {{ {statement} }} }}");
        var tree = compilation.SyntaxTrees.Single();
        var model = compilation.GetSemanticModel(tree);
        var body = tree.GetRoot().DescendantNodes().OfType<Microsoft.CodeAnalysis.CSharp.Syntax.MethodDeclarationSyntax>().Last();
        return (RoleCatalog.Create(compilation, []), model.GetOperation(body)!.DescendantsAndSelf());
    }

    private static CSharpCompilation Compile(string[] libraries, string source)
    {
        var compilation = CSharpCompilation.Create(
            "Test",
            [CSharpSyntaxTree.ParseText(source, new CSharpParseOptions(LanguageVersion.Preview))],
            [.. Libraries.Framework, .. libraries.Select(Libraries.Get)],
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Disable));
        var errors = compilation.GetDiagnostics().Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error).ToList();
        Assert.True(errors.Count == 0, string.Join("\n", errors) + "\n" + source);
        return compilation;
    }
}
