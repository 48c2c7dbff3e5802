using System.Reflection;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using PerfProof.Loading;

namespace PerfProof.Tool.Output;

/// <summary>Findings for programs.</summary>
internal static class JsonReport
{
    /// <summary>How all JSON of the tool is written.</summary>
    public static JsonSerializerOptions Options { get; } = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,

        // The output is a file or a pipe, never a web page: code stays readable.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The version of the tool.</summary>
    public static string Version { get; } = typeof(JsonReport).Assembly
        .GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];

    /// <summary>Writes findings and problems.</summary>
    public static void Write(TextWriter output, LoadedCode code, FindResult result) => output.WriteLine(JsonSerializer.Serialize(
        new
        {
            Schema = 1,
            Tool = new { Name = "perfproof", Version },
            Root = code.Root.Replace('\\', '/'),
            Projects = code.Projects.Select(project => new
            {
                project.Name,
                File = project.FilePath is { } path ? code.Relative(path) : null,
                project.Framework,
            }),
            Findings = result.Findings.Select(finding => new
            {
                finding.Id,
                finding.Rule,
                Severity = TextReport.Name(finding.Severity),
                finding.File,
                finding.Line,
                finding.Column,
                finding.Symbol,
                finding.Message,
                Project = finding.Project.Name,
                Help = finding.Diagnostic.Descriptor.HelpLinkUri,
            }),
            Problems = code.Problems.Concat(result.Problems).Select(problem => new
            {
                Severity = problem.Severity.ToString().ToLowerInvariant(),
                problem.Message,
            }),
        },
        Options));
}
