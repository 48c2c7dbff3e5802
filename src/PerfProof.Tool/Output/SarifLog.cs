using System.Text.Json.Nodes;
using Microsoft.CodeAnalysis;
using PerfProof.Loading;

namespace PerfProof.Tool.Output;

/// <summary>Findings as SARIF 2.1.0, for code-scanning services.</summary>
internal static class SarifLog
{
    /// <summary>Writes the log, replacing the file at once.</summary>
    /// <exception cref="UsageException">The file cannot be written.</exception>
    public static void Write(string file, LoadedCode code, FindResult result)
    {
        var temporary = $"{file}.{Environment.ProcessId}.tmp";
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(temporary, Create(code, result).ToJsonString(JsonReport.Options));
            File.Move(temporary, file, overwrite: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"{file} cannot be written ({exception.Message.TrimEnd('.')}): give another file to --sarif.");
        }
    }

    private static JsonObject Create(LoadedCode code, FindResult result)
    {
        var rules = result.Findings.Select(finding => finding.Rule).Distinct().Order(StringComparer.Ordinal).ToList();
        return new JsonObject
        {
            ["$schema"] = "https://json.schemastore.org/sarif-2.1.0.json",
            ["version"] = "2.1.0",
            ["runs"] = new JsonArray(new JsonObject
            {
                ["tool"] = new JsonObject
                {
                    ["driver"] = new JsonObject
                    {
                        ["name"] = "PerfProof",
                        ["version"] = JsonReport.Version,
                        ["informationUri"] = "https://github.com/perfproof/perfproof",
                        ["rules"] = new JsonArray([.. rules.Select(id => Rule(Finder.Rules[id]))]),
                    },
                },
                ["columnKind"] = "utf16CodeUnits",
                ["originalUriBaseIds"] = new JsonObject { ["ROOT"] = new JsonObject { ["uri"] = RootUri(code.Root) } },
                ["invocations"] = new JsonArray(new JsonObject
                {
                    ["executionSuccessful"] = !code.IsIncomplete,
                    ["toolExecutionNotifications"] = new JsonArray([.. code.Problems.Concat(result.Problems).Select(Notification)]),
                }),
                ["results"] = new JsonArray([.. result.Findings.Select(finding => Result(finding, rules.IndexOf(finding.Rule)))]),
            }),
        };
    }

    private static JsonObject Rule(DiagnosticDescriptor rule) => new()
    {
        ["id"] = rule.Id,
        ["shortDescription"] = Message(rule.Title.ToString(null)),
        ["fullDescription"] = Message(rule.Description.ToString(null) is { Length: > 0 } text ? text : rule.Title.ToString(null)),
        ["helpUri"] = rule.HelpLinkUri,
        ["defaultConfiguration"] = new JsonObject { ["level"] = Level(rule.DefaultSeverity), ["enabled"] = rule.IsEnabledByDefault },
        ["properties"] = new JsonObject { ["category"] = rule.Category },
    };

    private static JsonObject Result(Finding finding, int rule)
    {
        var span = finding.Diagnostic.Location.GetLineSpan().Span;
        return new JsonObject
        {
            ["ruleId"] = finding.Rule,
            ["ruleIndex"] = rule,
            ["level"] = Level(finding.Severity),
            ["message"] = Message(finding.Message),
            ["locations"] = new JsonArray(new JsonObject
            {
                ["physicalLocation"] = new JsonObject
                {
                    ["artifactLocation"] = Artifact(finding.File),
                    ["region"] = new JsonObject
                    {
                        ["startLine"] = finding.Line,
                        ["startColumn"] = finding.Column,
                        ["endLine"] = span.End.Line + 1,
                        ["endColumn"] = span.End.Character + 1,
                    },
                },
                ["logicalLocations"] = finding.Symbol.Length == 0
                    ? new JsonArray()
                    : new JsonArray(new JsonObject { ["fullyQualifiedName"] = finding.Symbol }),
            }),
            ["partialFingerprints"] = new JsonObject { ["perfproof/v1"] = finding.Id },
        };
    }

    // A file outside the root, such as a linked one on another drive, keeps its own address.
    private static JsonObject Artifact(string file) => Path.IsPathRooted(file)
        ? new JsonObject { ["uri"] = new Uri(file).AbsoluteUri }
        : new JsonObject { ["uri"] = Uri.EscapeDataString(file).Replace("%2F", "/", StringComparison.Ordinal), ["uriBaseId"] = "ROOT" };

    private static JsonObject Notification(LoadProblem problem) => new()
    {
        ["level"] = problem.Severity switch { LoadSeverity.Error => "error", LoadSeverity.Warning => "warning", _ => "note" },
        ["message"] = Message(problem.Message),
    };

    private static JsonObject Message(string text) => new() { ["text"] = text };

    private static string RootUri(string root) => new Uri(Path.TrimEndingDirectorySeparator(root) + Path.DirectorySeparatorChar).AbsoluteUri;

    private static string Level(DiagnosticSeverity severity) => severity switch
    {
        DiagnosticSeverity.Error => "error",
        DiagnosticSeverity.Warning => "warning",
        _ => "note",
    };
}
