using Microsoft.CodeAnalysis;
using PerfProof.Catalog;

namespace PerfProof.Tests.Catalog;

/// <summary>The check behind <c>perfproof catalog check</c>.</summary>
public class CatalogCheckTests
{
    [Theory]
    [InlineData("System.Numerics.Tensors")]
    [InlineData("OpenAI")]
    [InlineData("Microsoft.Extensions.AI.Abstractions")]
    public void BuiltInLines_AgainstOneAssemblyAlone_ResolveOrSayWhichLibraryIsMissing(string library)
    {
        // What the assembly references in turn is not given: its parameters are of types that nobody knows.
        var findings = CatalogCheck.Run(BuiltInCatalog.Files, [Libraries.Get(library)]).ToList();

        Assert.Equal(BuiltInCatalog.Files.Sum(file => file.Text.Lines.Length), findings.Count);
        Assert.All(
            findings,
            finding => Assert.True(finding.Problem is null, finding.ToString()));
        Assert.Contains(findings, finding => finding.Library == library && finding.Status == CatalogStatus.Resolved);
        Assert.All(
            findings.Where(finding => finding.Library != library),
            finding => Assert.Equal(CatalogStatus.LibraryNotReferenced, finding.Status));
    }

    [Fact]
    public void Finding_NamesFileAndLineCountedFromOne()
    {
        var text = CatalogText.Parse("# head\nlibrary SharpToken\nnonsense\ncount-tokens | SharpToken.GptEncoding::CountToken\ncount-tokens | SharpToken.GptEncoding::CountTokens");
        var findings = CatalogCheck.Run([("my.txt", text)], [Libraries.Get("SharpToken")]).ToList();

        Assert.Equal([("my.txt", 3), ("my.txt", 4), ("my.txt", 5)], findings.Select(finding => (finding.File, finding.Line)));
        Assert.Equal([null, CatalogStatus.MemberMissing, CatalogStatus.Resolved], findings.Select(finding => finding.Status));
        Assert.Equal("SharpToken.GptEncoding::CountTokens", Assert.Single(findings[1].Hints));
        Assert.Null(findings[2].Problem);
    }

    [Fact]
    public void LineWithUntil_IsNoProblemWhereItsMemberIsGone()
    {
        var text = CatalogText.Parse("library SharpToken\ncount-tokens | SharpToken.GptEncoding::Count | until=1\ncount-tokens | SharpToken.Encoding::Count | until=1");
        var findings = CatalogCheck.Run([("my.txt", text)], [Libraries.Get("SharpToken")]).ToList();

        Assert.Equal([CatalogStatus.MemberMissing, CatalogStatus.TypeMissing], findings.Select(finding => finding.Status));
        Assert.All(findings, finding => Assert.Null(finding.Problem));
    }

    [Fact]
    public void MissingType_HintsAtTheNearestOfTheLibrary()
    {
        var text = CatalogText.Parse("library TorchSharp\ndevice-to-host | TorchSharp.Tensor::item");
        var finding = Assert.Single(CatalogCheck.Run([("my.txt", text)], [Libraries.Get("TorchSharp")]));

        Assert.Equal(CatalogStatus.TypeMissing, finding.Status);
        Assert.Equal("TorchSharp.torch.Tensor", finding.Hints[0]);
    }

    [Fact]
    public void MemberOfABaseType_HintsWhereItIsDeclared()
    {
        var text = CatalogText.Parse("library Microsoft.ML.Tokenizers\ncount-tokens | Microsoft.ML.Tokenizers.TiktokenTokenizer::CountTokens");
        var finding = Assert.Single(CatalogCheck.Run([("my.txt", text)], [Libraries.Get("Microsoft.ML.Tokenizers")]));

        Assert.Equal(CatalogStatus.MemberMissing, finding.Status);
        Assert.Contains("M:Microsoft.ML.Tokenizers.Tokenizer.CountTokens(System.String,System.Boolean,System.Boolean)", finding.Hints);
    }

    [Fact]
    public void ReferenceThatIsNoAssembly_IsAsIfItWereNotGiven()
    {
        var text = CatalogText.Parse("library Broken\ncount-tokens | A::B");
        var broken = MetadataReference.CreateFromImage([1, 2, 3], filePath: "Broken.dll");
        var finding = Assert.Single(CatalogCheck.Run([("my.txt", text)], [broken]));

        Assert.Equal(CatalogStatus.LibraryNotReferenced, finding.Status);
    }

    [SkippableFact]
    public void ILGPU_EveryLineResolvesInTheRealPackage()
    {
        var packages = Environment.GetEnvironmentVariable("NUGET_PACKAGES")
            ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        var folder = Path.Combine(packages, "ilgpu");
        var assembly = Directory.Exists(folder)
            ? Directory.EnumerateFiles(folder, "ILGPU.dll", SearchOption.AllDirectories).Order(StringComparer.Ordinal).LastOrDefault()
            : null;
        Skip.If(assembly is null, $"the package ILGPU has not been restored on this machine ({folder})");

        var findings = CatalogCheck.Run(BuiltInCatalog.Files, [MetadataReference.CreateFromFile(assembly!)])
            .Where(finding => finding.Library == "ILGPU")
            .ToList();

        Assert.NotEmpty(findings);
        Assert.All(findings, finding => Assert.Equal(CatalogStatus.Resolved, finding.Status));
    }

    [Theory]
    [InlineData("CountTokens", "CountTokens", 0)]
    [InlineData("CountToken", "CountTokens", 1)]
    [InlineData("counttokens", "CountTokens", 0)]
    [InlineData("Cuont", "Count", 2)]
    [InlineData("abc", "xyz", null)]
    [InlineData("", "", 0)]
    public void EditDistance_CountsLetters(string left, string right, int? distance) =>
        Assert.Equal(distance, EditDistance.Between(left, right, 2));
}
