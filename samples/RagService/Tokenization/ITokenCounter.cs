namespace RagService.Tokenization;

public interface ITokenCounter
{
    /// <summary>The number of tokens that the model sees when it reads <paramref name="text"/>.</summary>
    int Count(string text);
}
