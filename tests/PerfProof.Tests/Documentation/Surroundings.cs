using Microsoft.CodeAnalysis;

namespace PerfProof.Tests.Documentation;

/// <summary>What stands around a block of code that a page shows: names that its reader knows and that the block leaves out.</summary>
internal static class Surroundings
{
    private static readonly Dictionary<string, (string Usings, string Members)> byPage = new()
    {
        ["docs/adding-a-rule.md"] = ("using PerfProof; using PerfProof.Catalog; using PerfProof.Wrappers; using Microsoft.CodeAnalysis;", "}\nabstract class Rule(DiagnosticDescriptor d) : RuleAnalyzer(d) { static void Check(RuleContext context, RoleMatch match) { }"),
        ["docs/compare.md"] = (
            "using PerfProof; using PerfProof.Pairs; using Xunit;",
            "static class Similarity { public static double WithLinq(float[] a) => 0; public static double InOnePass(float[] a) => 0; } string source = \"\";"),
        ["docs/measure.md"] = ("", "string[] documents = []; static IReadOnlyList<string> Chunk(string d) => []; static Task EmbedAsync(IReadOnlyList<string> c) => Task.CompletedTask;"),
        ["docs/suppressing.md"] = ("using Microsoft.ML.Tokenizers;", "Tokenizer tokenizer = null!; string text = \"\";"),
        ["docs/rules/PP1003.md"] = ("", "Half[] stored = []; float[] weights = [];"),
        ["docs/rules/PP3001.md"] = ("using ILGPU.Runtime;", "Accelerator accelerator = null!;"),
        ["docs/rules/PP3002.md"] = ("using ILGPU.Runtime;", "Accelerator accelerator = null!;"),
        ["docs/rules/PP3003.md"] = ("using ILGPU; using ILGPU.Runtime;", "MemoryBuffer1D<float, Stride1D.Dense> from = null!; float[] values = [];"),
        ["docs/rules/PP3004.md"] = ("using TorchSharp;", "torch.Tensor image = null!;"),
        ["docs/rules/PP3005.md"] = ("using ILGPU; using ILGPU.Runtime;", "MemoryBuffer1D<float, Stride1D.Dense> buffer = null!;"),
        ["docs/rules/PP3006.md"] = ("using ILGPU; using ILGPU.Runtime;", "MemoryBuffer1D<float, Stride1D.Dense> buffer = null!;"),
        ["docs/rules/PP5001.md"] = ("using Microsoft.ML.OnnxRuntime;", "string path = \"\";"),
        ["docs/rules/PP5002.md"] = ("using ILGPU; using ILGPU.Runtime;", "Accelerator accelerator = null!; static void Solve(Index1D i, ArrayView<double> view) { }"),
        ["docs/rules/PP5003.md"] = ("using ILGPU; using ILGPU.Runtime;", "Accelerator accelerator = null!; int length = 0;"),
        ["docs/rules/PP5004.md"] = ("using Microsoft.ML;", "MLContext context = null!; ITransformer model = null!; class House { } class Price { }"),
        ["docs/rules/PP5005.md"] = ("using ILGPU;", ""),
        ["docs/rules/PP6001.md"] = ("using TorchSharp;", "torch.nn.Module<torch.Tensor, torch.Tensor> model = null!; torch.Tensor image = null!;"),
        ["docs/rules/PP6002.md"] = ("using TorchSharp;", ""),
        ["docs/rules/PP6003.md"] = ("using Microsoft.ML.OnnxRuntime;", "InferenceSession session = null!; IReadOnlyCollection<NamedOnnxValue> frame = [];"),
        ["docs/rules/PP6004.md"] = ("using Microsoft.ML.OnnxRuntime;", "IReadOnlyList<DisposableNamedOnnxValue> results = [];"),
        ["docs/rules/PP6005.md"] = ("using Microsoft.ML.OnnxRuntime.Tensors;", "Tensor<float> tensor = null!; int classes = 0; float[] weights = [];"),
        ["docs/rules/PP6006.md"] = ("using TorchSharp;", "torch.Tensor input = null!;"),
        ["docs/rules/PP7001.md"] = ("", "float[] b = []; int i = 0; double x = 0;"),
        ["docs/rules/PP7003.md"] = ("using ILGPU; using ILGPU.Runtime;", "Action<Index1D, ArrayView<float>> activate = null!; MemoryBuffer1D<float, Stride1D.Dense> sums = null!, result = null!;"),
        ["docs/rules/PP7004.md"] = ("", "float sum = 0; float[] features = []; int sample = 0, width = 0, k = 0;"),
        ["docs/rules/PP7005.md"] = ("using System.Diagnostics;", "Stopwatch watch = null!;"),
    };

    /// <summary>The pages that have something around their code.</summary>
    public static IEnumerable<string> Pages => byPage.Keys;

    /// <summary>Everything that code in the documentation is about: the framework, our own assemblies, and the libraries of the catalog.</summary>
    public static IEnumerable<MetadataReference> References =>
        ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            // Its own name is taken by what is compiled here.
            .Where(path => Path.GetFileNameWithoutExtension(path) != "PerfProof.Tests")
            .Select(path => (MetadataReference)MetadataReference.CreateFromFile(path))
            .Concat(new[] { "ILGPU", "Microsoft.ML.OnnxRuntime", "Microsoft.ML.Tokenizers", "Microsoft.ML.Data", "TorchSharp" }.Select(Libraries.Get));

    /// <summary>Directives and members around the blocks of a page.</summary>
    public static (string Usings, string Members) Of(string page) => byPage.GetValueOrDefault(page, ("", ""));
}
