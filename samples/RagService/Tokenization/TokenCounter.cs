namespace RagService.Tokenization;

public sealed class TokenCounter(BpeTokenizer? tokenizer = null) : ITokenCounter
{
    private readonly BpeTokenizer _tokenizer = tokenizer ?? new BpeTokenizer();

    public int Count(string text) => string.IsNullOrEmpty(text) ? 0 : _tokenizer.CountTokens(text);
}
