using System.Text.RegularExpressions;
using PerfProof.Tool;
using PerfProof.Verifier.Tests.Generation;
using YamlDotNet.RepresentationModel;

namespace PerfProof.Verifier.Tests.Services;

/// <summary>The gate of docs/ci-gate.md: the script, the GitHub action and the GitLab template around it, with stand-ins for what they call.</summary>
public sealed class GateTests : IDisposable
{
    private const string Script = "samples/ci/perfproof-gate.sh";

    private readonly StandIns standIns = new();

    public GateTests() => Skip.If(OperatingSystem.IsWindows(), "bash is not on Windows.");

    public void Dispose() => this.standIns.Dispose();

    [SkippableFact]
    public void Gate_FindsMeasuresAndReports_AndEachCommandExists()
    {
        this.PerfProof();
        File.WriteAllText(Path.Combine(this.standIns.Folder, "before.json"), "{}");

        var (exit, said) = this.standIns.Bash(Script, ["My App.sln"], ("PERFPROOF_BASELINE", "before.json"), ("PERFPROOF_FAIL_ON", "warning"), ("PERFPROOF_BUDGET", "60"));

        Assert.True(exit == 0, said);
        var calls = this.standIns.Calls("perfproof");
        Assert.Equal(["check", "verify", "report"], calls.Select(call => call[0]));
        Assert.Equal(["check", "My App.sln", "--restore", "--sarif", "perfproof-out/perfproof.sarif", "--fail-on", "warning"], calls[0]);
        Assert.Equal(["verify", "My App.sln", "--budget", "60", "--evidence", "perfproof-out/perfproof.evidence.json"], calls[1]);
        Assert.Equal(["--baseline", "before.json"], calls[2][^2..]);
        Assert.All(calls, call => Assert.Empty(CommandLine.Create(TextWriter.Null, TextWriter.Null).Parse(call).Errors));
    }

    /// <summary>The first failure is how the script ends; what comes after it runs all the same, as far as there is something to report.</summary>
    [SkippableTheory]
    [InlineData("", 0, "check verify report")]
    [InlineData("check) exit 1;;", 1, "check verify report")]
    [InlineData("report) exit 1;;", 1, "check verify report")]
    [InlineData("verify) rm -f perfproof-out/perfproof.evidence.json; exit 4;;", 4, "check verify")]
    [InlineData("check) exit 3;; report) exit 1;;", 3, "check verify report")]
    public void Gate_EndsAsTheFirstFailureDoes(string fails, int expected, string asked)
    {
        this.PerfProof(fails);

        var (exit, said) = this.standIns.Bash(Script, []);

        Assert.True(expected == exit, said);
        Assert.Equal(asked, string.Join(' ', this.standIns.Calls("perfproof").Select(call => call[0])));
        Assert.DoesNotContain("--baseline", this.standIns.Calls("perfproof")[^1]);
    }

    [SkippableFact]
    public void Baseline_ThatIsNotThere_IsNone()
    {
        this.PerfProof();
        Assert.Equal(0, this.standIns.Bash(Script, [], ("PERFPROOF_BASELINE", "no-such.json")).Exit);
        Assert.DoesNotContain("--baseline", this.standIns.Calls("perfproof")[^1]);
    }

    [SkippableTheory]
    [InlineData("", "POST", "repos/o/r/issues/7/comments")]
    [InlineData("41\n42", "PATCH", "repos/o/r/issues/comments/41")]
    public void Comment_IsAddedOnce_AndThenChanged(string known, string method, string address)
    {
        File.WriteAllText(Path.Combine(this.standIns.Folder, "summary.md"), "### PerfProof\n");
        this.standIns.Add("gh", $"case \"$*\" in *--method*) ;; *) printf '%s' '{known}';; esac");

        var (exit, said) = this.Comment();

        Assert.True(exit == 0, said);
        var calls = this.standIns.Calls("gh");
        Assert.Equal(2, calls.Count);
        Assert.Contains("repos/o/r/issues/7/comments", calls[0]);
        Assert.Equal(["api", "--method", method, address], calls[1][..4]);
        Assert.Equal("<!-- perfproof -->\n### PerfProof\n", File.ReadAllText(Path.Combine(this.standIns.Folder, "comment.md")));
        Assert.Contains($"body=@{this.standIns.Folder}/comment.md", calls[1]);
    }

    [SkippableFact]
    public void Comment_WithoutASummary_IsNone()
    {
        this.standIns.Add("gh", "exit 1");
        Assert.Equal(0, this.Comment().Exit);
        Assert.Empty(this.standIns.Calls("gh"));
    }

    [SkippableFact]
    public void Comment_ThatMayNotBeWritten_IsToldAndFailsNothing()
    {
        File.WriteAllText(Path.Combine(this.standIns.Folder, "summary.md"), "### PerfProof\n");
        this.standIns.Add("gh", "exit 1");

        var (exit, said) = this.Comment();

        Assert.Equal(0, exit);
        Assert.Contains("::warning::perfproof: the comment could not be written", said, StringComparison.Ordinal);
        Assert.Single(this.standIns.Calls("gh"));
    }

    /// <summary>Inputs that are used exist, steps run files that are there, and what a user types is never pasted into a script.</summary>
    [SkippableFact]
    public void Action_IsWellFormed()
    {
        var action = Yaml(".github/actions/perfproof/action.yml");
        var inputs = ((YamlMappingNode)action["inputs"]).Children;
        Assert.All(inputs, input => Assert.NotEmpty(input.Value["description"].ToString()));
        Assert.Equal("composite", action["runs"]["using"].ToString());

        var text = File.ReadAllText(PathOf(".github/actions/perfproof/action.yml"));
        var used = Regex.Matches(text, @"inputs\.([a-z-]+)").Select(match => match.Groups[1].Value).Distinct().Order(StringComparer.Ordinal);
        Assert.Equal(inputs.Keys.Select(key => key.ToString()).Order(StringComparer.Ordinal), used);

        var steps = ((YamlSequenceNode)action["runs"]["steps"]).Cast<YamlMappingNode>().ToList();
        Assert.All(steps.Where(step => step.Children.ContainsKey("run")), step =>
        {
            Assert.Equal("bash", step["shell"].ToString());
            Assert.DoesNotContain("${{", step["run"].ToString(), StringComparison.Ordinal);
        });
        Assert.All(steps.Where(step => step.Children.ContainsKey("uses")), step => Assert.Matches("^actions/[a-z-]+(/[a-z]+)?@v[0-9]+$", step["uses"].ToString()));
        foreach (var file in Regex.Matches(text, @"\$GITHUB_ACTION_PATH/([^""]+)").Select(match => match.Groups[1].Value))
        {
            Assert.True(File.Exists(Path.GetFullPath(Path.Combine(PathOf(".github/actions/perfproof"), file))), file);
        }
    }

    [SkippableFact]
    public void Workflow_OfTheGuide_UsesTheActionAsItIs()
    {
        var guide = Regex.Match(File.ReadAllText(PathOf("docs/ci-gate.md")), "```yaml\n(.*?)```", RegexOptions.Singleline).Groups[1].Value;
        var steps = (YamlSequenceNode)Parse(new StringReader(guide))["jobs"]["perfproof"]["steps"];
        var step = steps.Single(step => step["uses"].ToString() == "perfproof/perfproof/.github/actions/perfproof@main");

        var inputs = ((YamlMappingNode)Yaml(".github/actions/perfproof/action.yml")["inputs"]).Children.Keys;
        Assert.All(((YamlMappingNode)step["with"]).Children.Keys, given => Assert.Contains(given, inputs));
    }

    [SkippableFact]
    public void Gitlab_RunsTheScriptAndKeepsTheEvidence()
    {
        var job = Yaml("samples/ci/perfproof.gitlab-ci.yml")["perfproof"];
        var folder = job["variables"]["PERFPROOF_OUT"].ToString();
        Assert.Contains(((YamlSequenceNode)job["script"]).Select(line => line.ToString()), line => line == "bash perfproof-gate.sh \"$PERFPROOF_CODE\"");
        Assert.Contains(((YamlSequenceNode)job["script"]).Select(line => line.ToString()), line => line.EndsWith("/main/" + Script, StringComparison.Ordinal));
        Assert.Equal([folder], ((YamlSequenceNode)job["artifacts"]["paths"]).Select(path => path.ToString()));
        // Each line is a script of its own, which a shell can read.
        foreach (var part in new[] { "before_script", "script", "after_script" })
        {
            foreach (var line in (YamlSequenceNode)job[part])
            {
                var file = Path.Combine(this.standIns.Folder, "part.sh");
                File.WriteAllText(file, $"set -n\n{line}\n");
                Assert.Equal((0, ""), this.standIns.Bash(file, []));
            }
        }
    }

    // Writes the files that the real one would, and ends as it is told.
    private void PerfProof(string fails = "") => this.standIns.Add(
        "perfproof",
        $"mkdir -p perfproof-out; [ \"$1\" = verify ] && echo '{{}}' > perfproof-out/perfproof.evidence.json\ncase \"$1\" in {fails} *) exit 0;; esac");

    private (int Exit, string Said) Comment() => this.standIns.Bash(
        ".github/actions/perfproof/comment.sh", [], ("OUT", this.standIns.Folder), ("REPOSITORY", "o/r"), ("NUMBER", "7"));

    private static YamlNode Yaml(string path)
    {
        using var reader = new StreamReader(PathOf(path));
        return Parse(reader);
    }

    private static YamlNode Parse(TextReader reader)
    {
        var stream = new YamlStream();
        stream.Load(reader);
        return stream.Documents.Single().RootNode;
    }

    private static string PathOf(string path) => Path.Combine(Ilgpu.Root, path);
}
