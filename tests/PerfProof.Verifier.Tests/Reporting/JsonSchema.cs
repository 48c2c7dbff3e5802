using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace PerfProof.Verifier.Tests.Reporting;

/// <summary>Checks JSON against the keywords of JSON Schema 2020-12 that docs/evidence.schema.json uses; any other keyword is an error here.</summary>
internal sealed class JsonSchema(JsonElement root)
{
    private static readonly HashSet<string> annotations = ["$schema", "$id", "$defs", "title", "description"];

    /// <summary>Every violation, as a path and what is wrong.</summary>
    public IReadOnlyList<string> Violations(JsonElement value)
    {
        var violations = new List<string>();
        this.Check(root, value, "$", violations);
        return violations;
    }

    private void Check(JsonElement schema, JsonElement value, string path, List<string> violations)
    {
        foreach (var keyword in schema.EnumerateObject())
        {
            var rule = keyword.Value;
            var holds = keyword.Name switch
            {
                "type" => Texts(rule).Any(type => IsType(type, value)),
                "const" => JsonElement.DeepEquals(rule, value),
                "enum" => rule.EnumerateArray().Any(item => JsonElement.DeepEquals(item, value)),
                "minimum" => value.ValueKind != JsonValueKind.Number || value.GetDouble() >= rule.GetDouble(),
                "maximum" => value.ValueKind != JsonValueKind.Number || value.GetDouble() <= rule.GetDouble(),
                "exclusiveMinimum" => value.ValueKind != JsonValueKind.Number || value.GetDouble() > rule.GetDouble(),
                "minLength" => value.ValueKind != JsonValueKind.String || value.GetString()!.Length >= rule.GetInt32(),
                "pattern" => value.ValueKind != JsonValueKind.String || Regex.IsMatch(value.GetString()!, rule.GetString()!),
                "format" => rule.GetString() == "date-time" && (value.ValueKind != JsonValueKind.String || value.TryGetDateTimeOffset(out _)),
                "anyOf" => rule.EnumerateArray().Any(option => this.Holds(option, value, path)),
                "required" => value.ValueKind != JsonValueKind.Object || Texts(rule).All(name => value.TryGetProperty(name, out _)),
                "$ref" => this.Follow(rule.GetString()!, value, path, violations),
                "properties" => this.Properties(rule, value, path, violations),
                "additionalProperties" => this.Additional(schema, rule, value, path, violations),
                "items" => this.Items(rule, value, path, violations),
                var name => annotations.Contains(name) ? true : throw new InvalidOperationException($"The schema uses '{name}', which is not checked here."),
            };
            if (!holds)
            {
                violations.Add($"{path}: {keyword.Name} {rule.GetRawText()} does not hold for {value.GetRawText()}");
            }
        }
    }

    /// <summary>A schema of the definitions.</summary>
    public JsonElement Definition(string name) => root.GetProperty("$defs").GetProperty(name);

    private bool Follow(string reference, JsonElement value, string path, List<string> violations)
    {
        this.Check(this.Definition(reference["#/$defs/".Length..]), value, path, violations);
        return true;
    }

    private bool Holds(JsonElement schema, JsonElement value, string path)
    {
        var violations = new List<string>();
        this.Check(schema, value, path, violations);
        return violations.Count == 0;
    }

    private bool Properties(JsonElement properties, JsonElement value, string path, List<string> violations)
    {
        foreach (var property in properties.EnumerateObject())
        {
            if (value.ValueKind == JsonValueKind.Object && value.TryGetProperty(property.Name, out var found))
            {
                this.Check(property.Value, found, $"{path}.{property.Name}", violations);
            }
        }

        return true;
    }

    private bool Additional(JsonElement schema, JsonElement rule, JsonElement value, string path, List<string> violations)
    {
        if (value.ValueKind != JsonValueKind.Object)
        {
            return true;
        }

        var extra = value.EnumerateObject()
            .Where(property => !schema.TryGetProperty("properties", out var known) || !known.TryGetProperty(property.Name, out _))
            .ToList();
        if (rule.ValueKind == JsonValueKind.False)
        {
            return extra.Count == 0;
        }

        extra.ForEach(property => this.Check(rule, property.Value, $"{path}.{property.Name}", violations));
        return true;
    }

    private bool Items(JsonElement schema, JsonElement value, string path, List<string> violations)
    {
        if (value.ValueKind == JsonValueKind.Array)
        {
            var index = 0;
            foreach (var item in value.EnumerateArray())
            {
                this.Check(schema, item, string.Create(CultureInfo.InvariantCulture, $"{path}[{index++}]"), violations);
            }
        }

        return true;
    }

    private static IEnumerable<string> Texts(JsonElement rule) =>
        rule.ValueKind == JsonValueKind.Array ? rule.EnumerateArray().Select(item => item.GetString()!) : [rule.GetString()!];

    private static bool IsType(string type, JsonElement value) => type switch
    {
        "integer" => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out _),
        "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        _ => string.Equals(value.ValueKind.ToString(), type, StringComparison.OrdinalIgnoreCase),
    };
}
