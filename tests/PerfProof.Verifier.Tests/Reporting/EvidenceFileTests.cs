using System.Collections.Immutable;
using System.Text.Json;
using PerfProof.Reporting;
using PerfProof.Verdicts;

namespace PerfProof.Verifier.Tests.Reporting;

/// <summary>The evidence on disk.</summary>
public sealed class EvidenceFileTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("evidence-").FullName;

    public void Dispose() => Directory.Delete(this.folder, recursive: true);

    private string Path => System.IO.Path.Combine(this.folder, "deep", "run.json");

    [Fact]
    public void Write_ThenRead_GivesTheSame()
    {
        EvidenceFile.Write(this.Path, EvidenceExamples.Full, EvidenceExamples.Samples);

        var read = EvidenceFile.Read(this.Path);

        Assert.Equal(
            JsonSerializer.Serialize(EvidenceExamples.Full, EvidenceFile.Json),
            JsonSerializer.Serialize(read, EvidenceFile.Json));
        Assert.Equal(
            ["run.json", "run.perfproof-index", "run.samples.json"],
            Directory.GetFiles(System.IO.Path.GetDirectoryName(this.Path)!).Select(file => System.IO.Path.GetFileName(file)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Write_Samples_AreKeyedByTheFinding()
    {
        EvidenceFile.Write(this.Path, EvidenceExamples.Full, EvidenceExamples.Samples);

        using var samples = JsonDocument.Parse(File.ReadAllText(EvidenceFile.SamplesPath(this.Path)));
        var fork = samples.RootElement.GetProperty(EvidenceExamples.Confirmed.Timing!.Samples)[0];
        Assert.Equal(256, fork.GetProperty("size").GetInt32());
        Assert.Equal(1e-6, fork.GetProperty("rounds")[0].GetProperty("after").GetProperty("seconds").GetDouble());
    }

    [Fact]
    public void Write_Index_HasALineAFinding()
    {
        EvidenceFile.Write(this.Path, EvidenceExamples.Full, EvidenceExamples.Samples);

        var index = VerdictIndex.Parse(File.ReadAllText(EvidenceFile.IndexPath(this.Path)));
        Assert.Empty(index.Problems);
        Assert.Equal(2, index.Count);
        Assert.Equal(
            new("PP1003-0123456789ab", FindingId.Place("PP1003", "src/Weights.cs", "Weights.Load(Half[])"), "0123456789ab", IndexedKind.Confirmed, "code", 12.5, 14, 15.25, "2026-01-01", "A processor, 8 cores, Linux 6"),
            Assert.Single(index.Of("PP1003-0123456789ab")));
        Assert.Equal(
            new("PP2001-0123456789ab", FindingId.Place("PP2001", "Prompt.cs", "Prompt.Total()"), "", IndexedKind.Inconclusive, "none", null, null, null, "2026-01-02", "A processor, 8 cores, Linux 6"),
            Assert.Single(index.Of("PP2001-0123456789ab")));
    }

    [Fact]
    public void Write_Index_NamesTheDeviceThatRanIt()
    {
        var onDevice = EvidenceExamples.Confirmed with { Experiment = new("kernel", "ilgpu: OpenCL:0 A GPU", "", null, null) };
        var elsewhere = EvidenceExamples.Unmeasured with { Machine = "0123abcd" };
        var pair = EvidenceExamples.Unmeasured with { Rule = Reported.PairRule, Id = "pair-0123456789ab" };
        EvidenceFile.Write(
            this.Path,
            EvidenceExamples.Full with { Findings = [onDevice, elsewhere, pair], Machines = ImmutableSortedDictionary<string, DeviceFingerprint>.Empty.Add("0123abcd", EvidenceExamples.Full.Device with { Processor = "Another" }) },
            EvidenceExamples.Samples);

        var index = VerdictIndex.Parse(File.ReadAllText(EvidenceFile.IndexPath(this.Path)));
        Assert.Empty(index.Problems);
        Assert.Equal("OpenCL:0 A GPU", Assert.Single(index.Of(onDevice.Id)).Device);
        Assert.Equal("Another, 8 cores, Linux 6", Assert.Single(index.Of(elsewhere.Id)).Device);
        Assert.Empty(index.Of(pair.Id));
    }

    [Fact]
    public void Write_OverAnOldFile_ReplacesItWholeWhileSomebodyReads()
    {
        EvidenceFile.Write(this.Path, EvidenceExamples.Full, EvidenceExamples.Samples);
        var old = File.ReadAllText(this.Path);
        using var reader = new StreamReader(new FileStream(this.Path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete));

        EvidenceFile.Write(this.Path, EvidenceExamples.Full with { Findings = [] }, EvidenceExamples.Samples);

        Assert.Equal(old, reader.ReadToEnd());
        Assert.Empty(EvidenceFile.Read(this.Path).Findings);
    }

    [Fact]
    public void Write_ThatFails_LeavesTheOldFileAndNothingElse()
    {
        EvidenceFile.Write(this.Path, EvidenceExamples.Full, EvidenceExamples.Samples);
        var old = File.ReadAllText(this.Path);
        File.Delete(EvidenceFile.IndexPath(this.Path));
        Directory.CreateDirectory(System.IO.Path.Combine(EvidenceFile.IndexPath(this.Path), "in the way"));

        var exception = Assert.Throws<EvidenceException>(() => EvidenceFile.Write(this.Path, EvidenceExamples.Full with { Findings = [] }, EvidenceExamples.Samples));

        Assert.Contains("cannot be written to", exception.Message, StringComparison.Ordinal);
        Assert.Equal(old, File.ReadAllText(this.Path));
        Assert.Equal(2, Directory.GetFiles(System.IO.Path.GetDirectoryName(this.Path)!).Length);
    }

    [Theory]
    [InlineData("", "is no evidence file")]
    [InlineData("not json", "is no evidence file")]
    [InlineData("[]", "is no evidence file")]
    [InlineData("null", "is no evidence file")]
    [InlineData("{}", "is no evidence file")]
    [InlineData("""{ "schema": "one" }""", "is no evidence file")]
    [InlineData("""{ "schema": 1, "findings": [] }""", "is no evidence file")]
    [InlineData("""{ "schema": 1, "tool": "t", "created": "2026-01-02T00:00:00Z", "device": null, "findings": [], "stages": {} }""", "is no evidence file")]
    [InlineData("""{ "schema": 2, "anything": true }""", "has schema 2, and this tool reads up to 1: update the tool")]
    public void Read_WhatIsNoEvidence_IsOneLine(string text, string expected)
    {
        var file = System.IO.Path.Combine(this.folder, "broken.json");
        File.WriteAllText(file, text);

        var exception = Assert.Throws<EvidenceException>(() => EvidenceFile.Read(file));

        Assert.StartsWith(file, exception.Message, StringComparison.Ordinal);
        Assert.Contains(expected, exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', exception.Message);
    }

    [Fact]
    public void Read_TruncatedAnywhere_IsAlwaysOneLine()
    {
        EvidenceFile.Write(this.Path, EvidenceExamples.Full, EvidenceExamples.Samples);
        var text = File.ReadAllText(this.Path);
        for (var length = 0; length < text.TrimEnd().Length; length += 97)
        {
            File.WriteAllText(this.Path, text[..length]);
            Assert.DoesNotContain('\n', Assert.Throws<EvidenceException>(() => EvidenceFile.Read(this.Path)).Message);
        }
    }

    [Fact]
    public void Read_Missing_SaysHowToMakeOne()
    {
        var exception = Assert.Throws<EvidenceException>(() => EvidenceFile.Read(this.Path));

        Assert.Contains("run 'perfproof verify'", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void CheckWritable_MissingFolder_PassesAndMakesNothing()
    {
        EvidenceFile.CheckWritable(this.Path);

        Assert.Empty(Directory.GetFileSystemEntries(this.folder));
    }

    [Theory]
    [InlineData("file/run.json", "cannot be written")]
    [InlineData("taken", "is a folder")]
    [InlineData("run.perfproof-index", "is how the index beside the evidence is named")]
    [InlineData("a\0b.json", "cannot be written")]
    public void CheckWritable_WhereNothingCanBeWritten_IsOneLineThatNamesTheOption(string name, string expected)
    {
        File.WriteAllText(System.IO.Path.Combine(this.folder, "file"), "");
        Directory.CreateDirectory(System.IO.Path.Combine(this.folder, "taken"));

        var exception = Assert.Throws<EvidenceException>(() => EvidenceFile.CheckWritable(this.folder + "/" + name));

        Assert.Contains(expected, exception.Message, StringComparison.Ordinal);
        Assert.Contains("--evidence", exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', exception.Message);
    }
}
