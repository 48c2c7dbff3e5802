using PerfProof.Execution;
using PerfProof.Judgement;
using PerfProof.Planning;

namespace PerfProof.Verifier.Tests.Execution;

/// <summary>A child writes no files but its own, so that it leaves nothing for the other side or a later process.</summary>
public sealed class FileSealTests : IDisposable
{
    private const string Honest = "public static int M(int[] a) { return a.Length + a[0]; }";

    private readonly MethodPairs pairs = new();

    public void Dispose() => this.pairs.Dispose();

    [SkippableFact]
    public async Task Child_WritesItsOwnFolderAndNothingElse()
    {
        Skip.IfNot(Isolation.Here.SealsFiles, "this system does not let this user make mounts of its own; the report says so");

        // What it writes elsewhere shows in what it returns; that it cannot write its own would be an exception.
        var verdict = await this.pairs.JudgeAsync(this.pairs.Experiment(
            Honest,
            """
            public static int M(int[] a)
            {
                System.IO.File.WriteAllText(System.IO.Path.Combine(System.IO.Path.GetTempPath(), "own"), "x");
                int written = 0;
                foreach (var folder in new[] { System.IO.Path.GetDirectoryName(typeof(C).Assembly.Location), "/tmp", "/dev/shm", "/var/tmp" })
                {
                    try
                    {
                        var path = System.IO.Path.Combine(folder, System.Guid.NewGuid().ToString("N"));
                        System.IO.File.WriteAllText(path, "x");
                        System.IO.File.Delete(path);
                        written++;
                    }
                    catch (System.Exception exception) when (exception is System.IO.IOException or System.UnauthorizedAccessException)
                    {
                    }
                }

                return a.Length + a[0] + written;
            }
            """,
            SizePlan.Sweep(64, 64),
            "") with { WhyUntimed = "only outputs matter here" });

        Assert.True(verdict.Kind == VerdictKind.NotApplicable, $"{verdict.Kind}: {verdict.Reason}");
        Assert.StartsWith("only outputs matter here; outputs agree", verdict.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Mounts_AreThoseWithFilesThatCanBeWritten()
    {
        string[] lines =
        [
            "43 42 254:0 / / rw,relatime - ext4 /dev/vda rw,discard",
            "44 43 0:25 / /data/read\\040only ro,nosuid - tmpfs none ro",
            "45 43 0:21 / /proc rw,relatime - proc proc rw",
            "59 58 0:23 / /dev/shm rw - tmpfs tmpfs rw",
            "60 59 0:27 / /dev/shm rw,nosuid,nodev,noexec shared:7 - tmpfs tmpfs rw",
            "61 43 0:28 / /my\\040files rw,noatime master:1 - ext4 /dev/vdb rw",
        ];

        var mounts = FileSeal.Mounts(lines).ToList();

        Assert.Equal(
            [("/my files", "remount,bind,ro,noatime"), ("/dev/shm", "remount,bind,ro,nosuid,nodev,noexec"), ("/", "remount,bind,ro,relatime")],
            mounts);
    }
}
