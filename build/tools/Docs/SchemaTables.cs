using System.Text;
using System.Text.Json;

namespace PerfProof.Build.Docs;

/// <summary>A JSON schema as tables: one for the file, one for each kind of object in it. Descriptions are the schema's own.</summary>
public static class SchemaTables
{
    /// <summary>The tables. Reads what our schemas use of the language, and no more.</summary>
    public static string Create(string schema)
    {
        using var document = JsonDocument.Parse(schema);
        var root = document.RootElement;
        var text = new StringBuilder();
        Table(text, "The file", root);
        foreach (var kind in root.GetProperty("$defs").EnumerateObject())
        {
            Table(text, kind.Name, kind.Value);
        }

        return text.ToString();
    }

    private static void Table(StringBuilder text, string heading, JsonElement kind)
    {
        text.Append("### ").Append(heading).Append("\n\n");
        if (Description(kind) is { Length: > 0 } description)
        {
            text.Append(description).Append("\n\n");
        }

        text.Append(RuleTables.Table(
            ["Field", "Value", "Meaning"],
            kind.GetProperty("properties").EnumerateObject().Select(field => new[] { $"`{field.Name}`", Value(field.Value), Description(field.Value) })));
        text.Append("\n\n");
    }

    private static string Description(JsonElement element) => element.TryGetProperty("description", out var description) ? description.GetString()! : "";

    private static string Value(JsonElement element)
    {
        if (element.TryGetProperty("$ref", out var reference))
        {
            var name = reference.GetString()!.Split('/')[^1];
            return $"[{name}](#{string.Concat(name.Select(char.ToLowerInvariant))})";
        }

        if (element.TryGetProperty("const", out var constant))
        {
            return $"`{constant}`";
        }

        if (element.TryGetProperty("enum", out var values))
        {
            return string.Join(", ", values.EnumerateArray().Select(value => value.ValueKind == JsonValueKind.Null ? "null" : $"`{value.GetString()}`"));
        }

        if (element.TryGetProperty("anyOf", out var choices))
        {
            return string.Join(" or ", choices.EnumerateArray().Select(Value));
        }

        var type = element.GetProperty("type");
        return type.ValueKind == JsonValueKind.Array
            ? string.Join(" or ", type.EnumerateArray().Select(one => OfType(one.GetString()!, element)))
            : OfType(type.GetString()!, element);
    }

    private static string OfType(string type, JsonElement element) => type switch
    {
        "array" => "list of " + Value(element.GetProperty("items")),
        "object" when element.TryGetProperty("additionalProperties", out var values) && values.ValueKind == JsonValueKind.Object => "object of " + Value(values),
        "integer" => "whole number",
        "boolean" => "true or false",
        "string" when element.TryGetProperty("format", out var format) && format.GetString() == "date-time" => "date and time",
        _ => type,
    };
}
