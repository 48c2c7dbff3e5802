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
    [InlineData("a | M:A.B | a=")]
    [InlineData("a | M:A.B | =b")]
    [InlineData("a | M:A.B | a=b a=c")]
    public void Parse_SaysWhatIsWrongAndGoesOn(string line)
    {
        var text = CatalogText.Parse($"good | M:A.B\n{line}\ngood | M:A.C");

        Assert.Equal(1, Assert.Single(text.Errors).Line);
        Assert.Equal(2, text.Lines.Length);
    }

    [Theory]
    [InlineData("\n")]
    [InlineData("\r\n")]
    [InlineData("\r")]
    public void Parse_KnowsEveryEndOfLine(string end)
    {
        var text = CatalogText.Parse(string.Join(end, "\uFEFF# head", "a | M:A.B", "", "b | A::C"));

        Assert.Empty(text.Errors);
        Assert.Equal([1, 3], text.Lines.Select(line => line.Line));
    }

    [Theory]
    [InlineData("M:A.B.C``2(``0[],System.Int32)~System.Single", "A.B", "C", "C")]
    [InlineData("M:A.B`1.#ctor(`0)", "A.B`1", ".ctor", "B")]
    [InlineData("M:A.op_Implicit(A)~System.Single[]", "A", "op_Implicit", "op_Implicit")]
    [InlineData("P:A.B.Item(System.Int32)", "A.B", "Item", "Item")]
    [InlineData("T:A.B.C`2", "A.B.C`2", "C`2", "C")]
    [InlineData("A.B`1::#ctor", "A.B`1", ".ctor", "B")]
    [InlineData("A.B::C", "A.B", "C", "C")]
    [InlineData("M:C", "", "C", "C")]
    public void Target_IsTakenApart(string target, string type, string member, string source)
    {
        var parts = CatalogTarget.Parse(target);

        Assert.Equal((type, member, source), (parts.TypeName, parts.MemberName, parts.SourceName));
    }
}
