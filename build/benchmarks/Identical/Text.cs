using System.Text;
using PerfProof.Pairs;

/// <summary>Both sides are the same, byte for byte, but for the names of the methods.</summary>
[Sizes(3000)]
public static class TextIdentical
{
    [Before]
    public static string Before(string text)
    {
        var result = new StringBuilder();
        foreach (var word in text.Split(' '))
        {
            result.Append(ShapeBefore(word)).Append('/');
        }

        return result.ToString();
    }

    private static string ShapeBefore(string word) => word.Length > 4 ? FirstBefore(word).ToUpperInvariant() : word;

    private static string FirstBefore(string word) => word[..4];

    [After]
    public static string After(string text)
    {
        var result = new StringBuilder();
        foreach (var word in text.Split(' '))
        {
            result.Append(ShapeAfter(word)).Append('/');
        }

        return result.ToString();
    }

    private static string ShapeAfter(string word) => word.Length > 4 ? FirstAfter(word).ToUpperInvariant() : word;

    private static string FirstAfter(string word) => word[..4];
}

/// <summary>The same, with other names for what is local.</summary>
[Sizes(3000)]
public static class TextRenamed
{
    [Before]
    public static string Before(string text)
    {
        var result = new StringBuilder();
        foreach (var word in text.Split(' '))
        {
            result.Append(ShapeBefore(word)).Append('/');
        }

        return result.ToString();
    }

    private static string ShapeBefore(string word) => word.Length > 4 ? FirstBefore(word).ToUpperInvariant() : word;

    private static string FirstBefore(string word) => word[..4];

    [After]
    public static string After(string text)
    {
        var written = new StringBuilder();
        foreach (var part in text.Split(' '))
        {
            written.Append(ShapeAfter(part)).Append('/');
        }

        return written.ToString();
    }

    private static string ShapeAfter(string part) => part.Length > 4 ? FirstAfter(part).ToUpperInvariant() : part;

    private static string FirstAfter(string part) => part[..4];
}

/// <summary>The same, with the members of one side in another order.</summary>
[Sizes(3000)]
public static class TextReordered
{
    private static string FirstAfter(string word) => word[..4];

    private static string ShapeAfter(string word) => word.Length > 4 ? FirstAfter(word).ToUpperInvariant() : word;

    [After]
    public static string After(string text)
    {
        var result = new StringBuilder();
        foreach (var word in text.Split(' '))
        {
            result.Append(ShapeAfter(word)).Append('/');
        }

        return result.ToString();
    }

    [Before]
    public static string Before(string text)
    {
        var result = new StringBuilder();
        foreach (var word in text.Split(' '))
        {
            result.Append(ShapeBefore(word)).Append('/');
        }

        return result.ToString();
    }

    private static string ShapeBefore(string word) => word.Length > 4 ? FirstBefore(word).ToUpperInvariant() : word;

    private static string FirstBefore(string word) => word[..4];
}
