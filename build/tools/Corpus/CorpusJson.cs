using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace PerfProof.Build.Corpus;

/// <summary>Writes a score for programs.</summary>
public static class CorpusJson
{
    private static readonly JsonSerializerOptions options = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The text.</summary>
    public static string Write(Score score, IReadOnlyList<RepositoryResult> repositories, int tolerance, string on) => JsonSerializer.Serialize(
        new
        {
            Schema = 1,
            On = on,
            Tolerance = tolerance,
            Repositories = repositories.Select(repository => new
            {
                repository.Repo,
                Files = repository.Files.Count,
                repository.Lines,
                repository.Programs,
                Seconds = Math.Round(repository.Took.TotalSeconds, 1),
                repository.Failures,
                repository.Notes,
            }),
            Rules = score.Rules,
            Labels = score.Labels.Select(row => new
            {
                row.Label.Repo,
                row.Label.Path,
                row.Label.Line,
                row.Label.Pattern,
                Label = row.Label.IsPositive ? "positive" : "negative",
                Outcome = row.Outcome.ToString().ToLowerInvariant(),
                By = row.By.Select(finding => finding.Rule).Distinct(),
                Near = row.Near.Select(finding => finding.Rule).Distinct(),
            }),
            Unlabelled = score.Unlabelled.Select(unlabelled => new
            {
                unlabelled.Finding.Repo,
                unlabelled.Finding.Path,
                unlabelled.Finding.Line,
                unlabelled.Finding.Rule,
                unlabelled.Finding.Message,
                Verdict = unlabelled.Judgement is { } judgement ? (judgement.IsRight ? "right" : "wrong") : null,
            }),
            Findings = repositories.SelectMany(repository => repository.Findings),
        },
        options) + "\n";
}
