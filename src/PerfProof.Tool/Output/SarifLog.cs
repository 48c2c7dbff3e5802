using System.Text.Json.Nodes;
using Microsoft.CodeAnalysis;
using PerfProof.Loading;
using PerfProof.Reporting;

namespace PerfProof.Tool.Output;

/// <summary>Findings, or what was measured of them, as SARIF 2.1.0, for code-scanning services.</summary>
internal static class SarifLog
{
    /// <summary>The log of a check.</summary>
    public static string Create(LoadedCode code, FindResult result)
    {
        var rules = Rules(result.Findings.Select(finding => finding.Rule));
        return Log(
            [.. rules.Select(id => Rule(Finder.Rules[id]))],
            [.. result.Findings.Select(finding => Result(finding, rules.IndexOf(finding.Rule)))],
            run =>
            {
                run["columnKind"] = "utf16CodeUnits";
                run["originalUriBaseIds"] = new JsonObject { ["ROOT"] = new JsonObject { ["uri"] = RootUri(code.Root) } };
                run["invocations"] = new JsonArray(new JsonObject
                {
                    ["executionSuccessful"] = !code.IsIncomplete,
                    ["toolExecutionNotifications"] = new JsonArray([.. code.Problems.Concat(result.Problems).Select(Notification)]),
                });
            });
    }

    /// <summary>
    /// The log of evidence: what was measured stands in the messages. A warning is what was confirmed on the user's own code or program; all else is a note.
    /// </summary>
    public static string Create(Evidence evidence)
    {
        var rules = Rules(evidence.Findings.Select(finding => finding.Rule));
        return Log(
            [.. rules.Select(id => Finder.Rules.TryGetValue(id, out var rule) ? Rule(rule) : new JsonObject { ["id"] = id })],
            [.. evidence.Findings.Select(finding => Result(finding, rules.IndexOf(finding.Rule), evidence))],
            _ => { });
    }

    private static List<string> Rules(IEnumerable<string> all) => [.. all.Distinct().Order(StringComparer.Ordinal)];

    private static string Log(JsonNode[] rules, JsonNode[] results, Action<JsonObject> complete)
    {
        var run = new JsonObject
        {
            ["tool"] = new JsonObject
            {
                ["driver"] = new JsonObject
                {
                    ["name"] = "PerfProof",
                    ["version"] = JsonReport.Version,
                    ["informationUri"] = "https://github.com/perfproof/perfproof",
                    ["rules"] = new JsonArray(rules),
                },
            },
        };
        complete(run);
        run["results"] = new JsonArray(results);
        return new JsonObject { ["$schema"] = "https://json.schemastore.org/sarif-2.1.0.json", ["version"] = "2.1.0", ["runs"] = new JsonArray(run) }.ToJsonString(JsonReport.Options);
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
                ["logicalLocations"] = Logical(finding.Symbol),
            }),
            ["partialFingerprints"] = new JsonObject { ["perfproof/v1"] = finding.Id },
        };
    }

    private static JsonObject Result(FindingEvidence finding, int rule, Evidence evidence)
    {
        var machine = finding.Machine is { } key && evidence.Machines?.GetValueOrDefault(key) is { } known ? known : evidence.Device;
        var speedup = Words.Speedup(finding.Verdict, finding.Speedup);
        var measured = $"{finding.Verdict}{(Words.About(finding.Subject) is { Length: > 0 } about ? $" ({about})" : "")}: {(speedup.Length > 0 ? $"{speedup} on {machine.Name}, {Words.Time(finding.Cached ?? evidence.Created)}" : finding.Reason)}";
        return new()
        {
            ["ruleId"] = finding.Rule,
            ["ruleIndex"] = rule,
            ["level"] = finding is { Verdict: "Confirmed", Subject: "code" or "program" } ? "warning" : "note",
            ["message"] = Message($"{finding.Message.TrimEnd('.')}. {measured}"),
            ["locations"] = new JsonArray(new JsonObject
            {
                ["physicalLocation"] = new JsonObject
                {
                    // Where the code lies here is not in the evidence: the file is relative to what was verified.
                    ["artifactLocation"] = new JsonObject { ["uri"] = Relative(finding.File) },
                    ["region"] = new JsonObject { ["startLine"] = finding.Line },
                },
                ["logicalLocations"] = Logical(finding.Symbol),
            }),
            ["partialFingerprints"] = new JsonObject { ["perfproof/v1"] = finding.Id },
            ["properties"] = new JsonObject
            {
                ["verdict"] = finding.Verdict,
                ["subject"] = finding.Subject,
                ["reason"] = finding.Reason,
                ["speedup"] = finding.Speedup is { } ratio ? new JsonObject { ["lower"] = ratio.Lower, ["estimate"] = ratio.Estimate, ["upper"] = ratio.Upper } : null,
            },
        };
    }

    private static JsonArray Logical(string symbol) => symbol.Length == 0 ? [] : new JsonArray(new JsonObject { ["fullyQualifiedName"] = symbol });

    private static string Relative(string file) => Uri.EscapeDataString(file).Replace("%2F", "/", StringComparison.Ordinal);

    // A file outside the root, such as a linked one on another drive, keeps its own address.
    private static JsonObject Artifact(string file) => Path.IsPathRooted(file)
        ? new JsonObject { ["uri"] = new Uri(file).AbsoluteUri }
        : new JsonObject { ["uri"] = Relative(file), ["uriBaseId"] = "ROOT" };

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
