using PerfProof.Verifier.Tests.Generation;
using YamlDotNet.RepresentationModel;

namespace PerfProof.Verifier.Tests.Services;

/// <summary>The files of samples/scale: each is well-formed, covers every shard, and merges at the end.</summary>
public sealed class ScaleTests
{
    [Fact]
    public void GithubActions_Matrix_CoversEveryShardAndMerges()
    {
        var jobs = Yaml("github-actions.yml").Single()["jobs"];
        var shards = ((YamlSequenceNode)jobs["verify"]["strategy"]["matrix"]["shard"]).Select(node => node.ToString());
        var verify = Assert.Single(Runs(jobs["verify"]), run => run.StartsWith("perfproof verify", StringComparison.Ordinal));

        Assert.Equal(["1", "2", "3", "4"], shards);
        Assert.Contains("--shard ${{ matrix.shard }}/4 ", verify, StringComparison.Ordinal);
        Assert.Equal("verify", jobs["merge"]["needs"].ToString());
        Assert.Single(Runs(jobs["merge"]), run => run.StartsWith("perfproof merge parts/*.json", StringComparison.Ordinal));

        static IEnumerable<string> Runs(YamlNode job) => ((YamlSequenceNode)job["steps"]).Cast<YamlMappingNode>()
            .Where(step => step.Children.ContainsKey("run")).Select(step => step["run"].ToString());
    }

    [Fact]
    public void Kubernetes_IndexedJob_CoversEveryShardAndMerges()
    {
        var jobs = Yaml("kubernetes-job.yaml").ToList();
        var spec = jobs[0]["spec"];

        Assert.All(jobs, job => Assert.Equal(("batch/v1", "Job"), (job["apiVersion"].ToString(), job["kind"].ToString())));
        Assert.Equal(("Indexed", "8"), (spec["completionMode"].ToString(), spec["completions"].ToString()));
        // The index counts from 0, shards count from 1.
        Assert.Contains("shard=$((JOB_COMPLETION_INDEX + 1))\nperfproof verify --shard $shard/8 ", Script(jobs[0]), StringComparison.Ordinal);
        Assert.Contains("for shard in 1 2 3 4 5 6 7 8;", Script(jobs[1]), StringComparison.Ordinal);
        Assert.Contains("perfproof merge", Script(jobs[1]), StringComparison.Ordinal);

        static string Script(YamlNode job) => job["spec"]["template"]["spec"]["containers"][0]["args"][0].ToString();
    }

    [SkippableFact]
    public void Slurm_Submitted_IsAnArrayAndAMergeThatDependsOnIt()
    {
        Skip.If(OperatingSystem.IsWindows(), "Slurm and bash are not on Windows.");
        using var standIns = new StandIns();
        // Answers with a number, as sbatch --parsable does.
        standIns.Add("sbatch", "echo 4711");

        var (exit, said) = standIns.Bash("samples/scale/slurm.sh", [standIns.Folder, Path.Combine(standIns.Folder, "out")]);

        Assert.True(exit == 0, said);
        var calls = standIns.Calls("sbatch");
        Assert.Equal(2, calls.Count);
        Assert.Contains("--array=1-8", calls[0]);
        Assert.Contains(calls[0], line => line.StartsWith("--wrap=perfproof verify ", StringComparison.Ordinal) && line.Contains("--shard $SLURM_ARRAY_TASK_ID/8 ", StringComparison.Ordinal));
        Assert.Contains("--dependency=afterany:4711", calls[1]);
        Assert.Contains(calls[1], line => line.StartsWith("--wrap=perfproof merge ", StringComparison.Ordinal));
    }

    private static IEnumerable<YamlNode> Yaml(string name)
    {
        var stream = new YamlStream();
        using var reader = new StreamReader(PathOf(name));
        stream.Load(reader);
        return stream.Documents.Select(document => document.RootNode);
    }

    private static string PathOf(string name) => Path.Combine(Ilgpu.Root, "samples", "scale", name);
}
