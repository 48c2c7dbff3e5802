using PerfProof.Verifier.Tests.Generation;
using YamlDotNet.RepresentationModel;

namespace PerfProof.Verifier.Tests.Services;

/// <summary>Forms that GitHub refuses are not shown, and nobody is told.</summary>
public sealed class IssueTemplateTests
{
    private static readonly string[] types = ["markdown", "input", "textarea", "dropdown", "checkboxes"];

    [Theory]
    [InlineData("false-positive.yml", "snippet")]
    [InlineData("wrong-verdict.yml", "evidence")]
    [InlineData("feature.yml", "problem")]
    public void Form_AsksForWhatItIsAbout(string name, string asked)
    {
        var stream = new YamlStream();
        using var reader = new StreamReader(Path.Combine(Ilgpu.Root, ".github", "ISSUE_TEMPLATE", name));
        stream.Load(reader);
        var form = stream.Documents.Single().RootNode;
        var body = ((YamlSequenceNode)form["body"]).Cast<YamlMappingNode>().ToList();

        Assert.All(new[] { "name", "description" }, key => Assert.NotEmpty(form[key].ToString()));
        Assert.All(body, item => Assert.Contains(item["type"].ToString(), types));
        var fields = body.Where(item => item["type"].ToString() != "markdown").ToList();
        Assert.All(fields, field => Assert.NotEmpty(field["attributes"]["label"].ToString()));
        Assert.Equal(fields.Count, fields.Select(field => field["id"].ToString()).Distinct().Count());
        Assert.Equal("true", fields.Single(field => field["id"].ToString() == asked)["validations"]["required"].ToString());
    }
}
