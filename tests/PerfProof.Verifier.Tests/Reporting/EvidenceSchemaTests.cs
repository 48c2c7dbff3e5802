using System.Collections.Immutable;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using PerfProof.Execution;
using PerfProof.KernelHost;
using PerfProof.Judgement;
using PerfProof.Reporting;

namespace PerfProof.Verifier.Tests.Reporting;

/// <summary>docs/evidence.schema.json describes what is written, no more and no less.</summary>
public sealed class EvidenceSchemaTests
{
    private static readonly JsonDocument document = JsonDocument.Parse(File.ReadAllText(Path.Combine(Root(), "docs", "evidence.schema.json")));
    private static readonly JsonSchema schema = new(document.RootElement);

    [Fact]
    public void Schema_WrittenEvidence_IsValid() => Assert.Empty(Violations(Json()));

    [Fact]
    public void Schema_EvidenceWithoutFindings_IsValid() =>
        Assert.Empty(Violations(JsonSerializer.SerializeToNode(EvidenceExamples.Full with { Findings = [], IsPartial = false }, EvidenceFile.Json)!));

    [Fact]
    public void Schema_MergedEvidence_IsValid() => Assert.Empty(Violations(JsonSerializer.SerializeToNode(
        EvidenceExamples.Full with
        {
            Shards = ["1/4", "3/4"],
            Machines = ImmutableSortedDictionary<string, DeviceFingerprint>.Empty.Add("0123abcd", EvidenceExamples.Full.Device),
            Findings = [EvidenceExamples.Confirmed with { Machine = "0123abcd" }],
        },
        EvidenceFile.Json)!));

    [Theory]
    [InlineData("verdict", "\"Perhaps\"")]
    [InlineData("line", "0")]
    [InlineData("rule", "\"CA1000\"")]
    [InlineData("speedup", """{ "lower": "Infinity", "estimate": 1, "upper": null }""")]
    [InlineData("experiment", """{ "kind": "host" }""")]
    [InlineData("unknown", "1")]
    [InlineData("curve", """[{ "n": 1.5 }]""")]
    public void Schema_WrongValue_IsAViolation(string field, string value)
    {
        var evidence = Json();
        evidence["findings"]![0]![field] = JsonNode.Parse(value);

        Assert.NotEmpty(Violations(evidence));
    }

    [Theory]
    [InlineData("findings")]
    [InlineData("device")]
    [InlineData("schema")]
    public void Schema_MissingField_IsAViolation(string field)
    {
        var evidence = Json();
        evidence.AsObject().Remove(field);

        Assert.NotEmpty(Violations(evidence));
    }

    [Theory]
    [InlineData(typeof(Evidence), null)]
    [InlineData(typeof(DeviceFingerprint), "device")]
    [InlineData(typeof(FindingEvidence), "finding")]
    [InlineData(typeof(ExperimentEvidence), "experiment")]
    [InlineData(typeof(DeviceEvidence), "onDevice")]
    [InlineData(typeof(Interval), "interval")]
    [InlineData(typeof(CurvePoint), "point")]
    [InlineData(typeof(MemoryEvidence), "memory")]
    [InlineData(typeof(CorrectnessEvidence), "trial")]
    [InlineData(typeof(TimingEvidence), "timing")]
    [InlineData(typeof(WorkEvidence), "work")]
    [InlineData(typeof(HostNoise), "noise")]
    [InlineData(typeof(HostBandwidth), "bandwidth")]
    [InlineData(typeof(Feedback), "feedback")]
    [InlineData(typeof(FeedbackInput), "input")]
    [InlineData(typeof(FeedbackDifference), "difference")]
    [InlineData(typeof(FeedbackBound), "bound")]
    [InlineData(typeof(FeedbackPlace), "place")]
    public void Schema_Record_HasTheSameFieldsAllRequired(Type type, string? definition)
    {
        var described = definition is null ? document.RootElement : schema.Definition(definition);
        var written = type.GetProperties(BindingFlags.Instance | BindingFlags.Public)
            .Where(property => property.GetCustomAttribute<JsonIgnoreAttribute>() is null)
            .Select(property => JsonNamingPolicy.CamelCase.ConvertName(property.Name))
            .Order(StringComparer.Ordinal)
            .ToList();

        Assert.Equal(written, described.GetProperty("properties").EnumerateObject().Select(property => property.Name).Order(StringComparer.Ordinal));
        Assert.Equal(written, described.GetProperty("required").EnumerateArray().Select(name => name.GetString()!).Order(StringComparer.Ordinal));
        Assert.Equal(JsonValueKind.False, described.GetProperty("additionalProperties").ValueKind);
    }

    [Fact]
    public void Schema_Words_AreThoseOfTheCode()
    {
        Assert.Equal(Enum.GetNames<VerdictKind>(), Words("finding", "verdict"));
        Assert.Equal(Enum.GetNames<Lane>().Order(StringComparer.Ordinal), Words("trial", "lane").Order(StringComparer.Ordinal));
        Assert.Equal(Enum.GetNames<TrialOutcome>().Select(name => name.ToLowerInvariant()), Words("trial", "outcome"));
        Assert.Equal(Evidence.CurrentSchema, document.RootElement.GetProperty("properties").GetProperty("schema").GetProperty("const").GetInt32());
    }

    private static IEnumerable<string> Words(string definition, string field) =>
        schema.Definition(definition).GetProperty("properties").GetProperty(field).GetProperty("enum").EnumerateArray().Select(word => word.GetString()!);

    private static JsonNode Json() => JsonSerializer.SerializeToNode(EvidenceExamples.Full, EvidenceFile.Json)!;

    private static IReadOnlyList<string> Violations(JsonNode evidence)
    {
        using var parsed = JsonDocument.Parse(evidence.ToJsonString());
        return schema.Violations(parsed.RootElement);
    }

    private static string Root()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Analyzers.sln")))
        {
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("The tests are not below the repository.");
        }

        return folder;
    }
}
