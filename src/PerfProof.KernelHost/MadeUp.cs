using System.Globalization;
using System.Text;

namespace PerfProof.KernelHost;

/// <summary>Values that are made of text.</summary>
internal static class MadeUp
{
    // Ordinary English, with the punctuation and line breaks that tokenizers and splitters look at.
    private static readonly string[] words =
        ("the of and to in is for that on with as by at from this be are it an or not can has was which their more " +
        "model token vector budget kernel device memory batch request index chunk search result embedding latency " +
        "pressure valve engine report schedule maintenance inspection torque coolant sensor calibration procedure " +
        "operator manual warning temperature threshold assembly component supplier warranty replacement measurement " +
        "unbelievable internationalization counterproductive zig-zag naïve façade 42 1987 3.14159").Split(' ');

    /// <summary>So many words of text, or one word where the name asks for a name.</summary>
    public static string Text(SeededRandom random, string name, int count)
    {
        var lower = name.ToLowerInvariant();
        if (lower is "id" or "key" or "name" or "model" or "separator" || lower.EndsWith("id", StringComparison.Ordinal) || lower.EndsWith("path", StringComparison.Ordinal))
        {
            return words[random.Below(words.Length)];
        }

        var text = new StringBuilder();
        for (var i = 0; i < count; i++)
        {
            text.Append(words[random.Below(words.Length)]);
            text.Append(random.Below(40) switch { 0 => ".\n\n", 1 or 2 => ".\n", 3 or 4 => ", ", _ => " " });
        }

        return text.ToString();
    }

    /// <summary>A value that the user's own code gives, from its text; for a whole number, it may depend on the size.</summary>
    public static bool TryParse(Type type, string text, int size, out object? value)
    {
        try
        {
            value = Numbers.IsWhole(type) && SizeFormula.Parse(text) is { DependsOnSize: true } formula ? Convert.ChangeType(formula.At(size), type, CultureInfo.InvariantCulture)
                : type == typeof(string) ? text
                : type.IsEnum ? Enum.Parse(type, text)
                : type == typeof(Half) ? Half.Parse(text, CultureInfo.InvariantCulture)
                : Convert.ChangeType(text, Nullable.GetUnderlyingType(type) ?? type, CultureInfo.InvariantCulture);
            return true;
        }
        catch (Exception exception) when (exception is FormatException or InvalidCastException or OverflowException or ArgumentException)
        {
            value = null;
            return false;
        }
    }
}
