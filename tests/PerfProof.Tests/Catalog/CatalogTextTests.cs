using PerfProof.Catalog;

namespace PerfProof.Tests.Catalog;

public class CatalogTextTests
{
    [Fact]
    public void Parse_ReadsLibraryRoleTargetAndKeys()
    {
        var text = CatalogText.Parse("""
            # a comment
            library SharpToken
            count-tokens | SharpToken.GptEncoding::CountTokens | text=lineToEncode   # another
            load | M:SharpToken.GptEncoding.#ctor(System.String)
            """);

        Assert.Empty(text.Errors);
        Assert.Equal(["count-tokens", "load"], text.Lines.Select(line => line.Role));
        Assert.All(text.Lines, line => Assert.Equal("SharpToken", line.Library));
        Assert.Equal("lineToEncode", text.Lines[0].Keys["text"]);
        Assert.Equal(2, text.Lines[0].Line);
        Assert.Equal("M:SharpToken.GptEncoding.#ctor(System.String)", text.Lines[1].Target);
    }

    [Theory]
    [InlineData("count-tokens")]
    [InlineData("count-tokens | NoMember")]
    [InlineData("| M:A.B")]
    [InlineData("library")]
    [InlineData("a | M:A.B | notAPair")]
    [InlineData("a | M:A.B | a=b | c")]
    public void Parse_SaysWhatIsWrongAndGoesOn(string line)
    {
        var text = CatalogText.Parse($"good | M:A.B\n{line}\ngood | M:A.C");

        Assert.Equal(1, Assert.Single(text.Errors).Line);
        Assert.Equal(2, text.Lines.Length);
    }
}
