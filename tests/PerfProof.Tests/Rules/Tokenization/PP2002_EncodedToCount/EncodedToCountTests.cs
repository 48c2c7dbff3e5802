using PerfProof.Rules;

namespace PerfProof.Tests.Rules;

/// <summary>PP2002: an encoding of which only the length is used.</summary>
public sealed class EncodedToCountTests
{
    private static readonly RuleTest<EncodedToCount> rule = new()
    {
        Libraries = ["Microsoft.ML.Tokenizers", "SharpToken", "Tiktoken.Core"],
        Usings = RepeatedCountSources.Usings,
    };

    private static string Method(string body) => $$"""
        class C
        {
            int M(Tokenizer tokenizer, BertTokenizer bert, LlamaTokenizer llama, GptEncoding encoding, Tiktoken.Encoder encoder, string text)
            {
                {{body}}
            }
        }
        """;

    [Theory]
    [InlineData("return [|encoding.Encode(text).Count|];")]
    [InlineData("return ([|(encoding.Encode(text)).Count|]);")]
    [InlineData("return [|tokenizer.EncodeToIds(text, considerNormalization: false).Count|];")]
    [InlineData("return [|tokenizer.EncodeToIds(text).Count()|];")]
    [InlineData("return [|Enumerable.Count(tokenizer.EncodeToIds(text))|];")]
    [InlineData("return [|llama.EncodeToIds(text, true, false).Count|];")]
    [InlineData("return [|tokenizer.EncodeToTokens(text, out _).Count|];")]
    [InlineData("return [|encoder.Encode(text).Count|];")]
    [InlineData("List<int> tokens = [|encoding.Encode(text)|]; return tokens.Count;")]
    [InlineData("var ids = [|tokenizer.EncodeToIds(text)|]; if (ids.Count > 5) { return 5; } return ids.Count;")]
    [InlineData("var total = 0; foreach (var line in text.Split('\\n')) { total += [|encoding.Encode(line).Count|]; } return total;")]
    public Task LengthOnly_Reports(string body) => rule.Reports(Method(body));

    [Theory]
    [InlineData("return encoding.Encode(text)[0];")]
    [InlineData("var ids = encoding.Encode(text); return ids.Count + ids[0];")]
    [InlineData("var ids = encoding.Encode(text); Console.WriteLine(string.Join(' ', ids)); return ids.Count;")]
    [InlineData("var ids = encoding.Encode(text); ids.Add(1); return ids.Count;")]
    [InlineData("var ids = encoding.Encode(text); ids = encoding.Encode(text + text); return ids.Count;")]
    [InlineData("var ids = encoding.Encode(text); Func<int> later = () => ids[0]; return ids.Count + later();")]
    [InlineData("return encoding.Encode(text).Count(id => id > 5);")]
    [InlineData("return encoding.Encode(text).Distinct().Count();")]
    [InlineData("return encoding.Encode(text).Take(5).Count();")]
    public Task IdsAreUsed_IsSilent(string body) => rule.IsSilent(Method(body));

    // [CLS] and [SEP] are in the list and not in the count; a maximum cuts the list.
    [Theory]
    [InlineData("return bert.EncodeToIds(text).Count;")]
    [InlineData("return bert.EncodeToIds(text, addSpecialTokens: false).Count;")]
    [InlineData("return tokenizer.EncodeToIds(text, 100, out _, out _).Count;")]
    [InlineData("return tokenizer.EncodeToTokens(text, out var normalized).Count + normalized!.Length;")]
    [InlineData("return encoder.EncodeWithAllAllowedSpecial(text).Count;")]
    [InlineData("return encoder.Explore(text).Count;")]
    public Task AnotherNumber_IsSilent(string body) => rule.IsSilent(Method(body));

    [Theory]
    [InlineData("return System.Text.Encoding.UTF8.GetBytes(text).Length;")]
    [InlineData("return encoding.CountTokens(text);")]
    [InlineData("return encoding.Encode(null!).Count;")]
    [InlineData("_ = encoding.Encode(text).Count; return 0;")]
    public Task NothingToReplace_IsSilent(string body) => rule.IsSilent(Method(body));

    [Fact]
    public Task Test_ThatComparesWithTheCount_IsSilent() => rule.IsSilent("""
        using Xunit;
        namespace Xunit { class FactAttribute : Attribute { } }
        class CountTests
        {
            [Fact]
            public void Count_IsTheLengthOfTheIds()
            {
                var encoding = GptEncoding.GetEncoding("cl100k_base");
                if (encoding.Encode("a").Count != encoding.CountTokens("a")) { throw new Exception(); }
            }
        }
        """);

    [Theory]
    [InlineData("return [|encoding.Encode(text).Count|];", "return encoding.CountTokens(text);")]
    [InlineData("return 1 + [|encoding.Encode(lineToEncode: text, disallowedSpecial: null).Count()|];", "return 1 + encoding.CountTokens(lineToEncode: text, disallowedSpecial: null);")]
    [InlineData("return [|tokenizer.EncodeToIds(text, considerNormalization: false).Count|];", "return tokenizer.CountTokens(text, considerNormalization: false);")]
    [InlineData("return [|tokenizer.EncodeToIds(text.AsSpan(1)).Count|];", "return tokenizer.CountTokens(text.AsSpan(1));")]
    [InlineData("return [|Enumerable.Count(tokenizer.EncodeToIds(text))|];", "return tokenizer.CountTokens(text);")]
    [InlineData("return [|llama.EncodeToIds(text, true, false).Count|];", "return llama.CountTokens(text, true, false);")]
    [InlineData("return [|tokenizer.EncodeToTokens(text, out _).Count|];", "return tokenizer.CountTokens(text);")]
    [InlineData("return [|tokenizer.EncodeToTokens(text, out _, considerNormalization: false).Count|];", "return tokenizer.CountTokens(text, considerNormalization: false);")]
    [InlineData("List<int> tokens = [|encoding.Encode(text)|]; return tokens.Count;", "int tokenCount = encoding.CountTokens(text); return tokenCount;")]
    [InlineData("var ids = [|tokenizer.EncodeToIds(text)|]; return ids.Count + ids.Count();", "var idCount = tokenizer.CountTokens(text); return idCount + idCount;")]
    public Task SameNumberAndExceptions_IsFixed(string before, string after) => rule.Fixes<EncodedToCountFix>(Method(before), Method(after));

    [Fact]
    public async Task EncodingThatThrowsWhereTheCountDoesNot_IsOffered()
    {
        await rule.OffersNoFix<EncodedToCountFix>(Method("return [|encoder.Encode(text).Count|];"));
        await rule.Fixes<EncodedToCountOfferedFix>(Method("return [|encoder.Encode(text).Count|];"), Method("return encoder.CountTokens(text);"));
    }

    [Theory]
    [InlineData("var ids = [|tokenizer.EncodeToIds(text)|]; return Enumerable.Count(ids);")]
    [InlineData("IReadOnlyList<int> ids = [|tokenizer.EncodeToIds(text)|], others = new int[0]; return ids.Count + others.Count;")]
    public Task LocalThatCannotBecomeANumber_HasNoFix(string body) => rule.OffersNoFix<EncodedToCountFix>(Method(body));
}
