using System.Runtime.InteropServices;
using PerfProof.Execution;
using PerfProof.Judgement;
using PerfProof.KernelHost;
using PerfProof.Planning;

namespace PerfProof.Verifier.Tests.Execution;

/// <summary>What a rewrite can do to the process it runs in, to the machine, and to us. Real child processes.</summary>
public sealed class IsolationTests : IDisposable
{
    private const string Honest = "public static int M(int[] a) { return a.Length + a[0]; }";

    private readonly MethodPairs pairs = new();

    public void Dispose() => this.pairs.Dispose();

    public static TheoryData<string, string, string> Attacks => new()
    {
        { "exit", "System.Environment.Exit(0);", "it ended the process" },
        { "fail fast", "System.Environment.FailFast(\"gone\");", "the process ended with code" },
        { "kill itself", "System.Diagnostics.Process.GetCurrentProcess().Kill(); System.Threading.Thread.Sleep(-1);", "" },
        { "endless loop", "while (true) { }", "did not come back within" },
        { "deadlock", "var gate = new object(); var other = new System.Threading.Thread(() => { lock (gate) { System.Threading.Thread.Sleep(-1); } }) { IsBackground = true }; other.Start(); System.Threading.Thread.Sleep(50); lock (gate) { }", "did not come back within" },
        { "stack overflow", "return 1 + M(a);", "the process ended with code" },
        { "write through a stray pointer", "unsafe { for (int i = 0; ; i++) *(int*)(i * 4096L) = 1; }", "" },
        { "managed allocation storm", "var all = new System.Collections.Generic.List<byte[]>(); while (true) { all.Add(new byte[1 << 24]); System.Array.Fill(all[^1], (byte)1); }", "OutOfMemory" },
        { "native allocation storm", "while (true) { var p = System.Runtime.InteropServices.Marshal.AllocHGlobal(1 << 24); unsafe { new System.Span<byte>((void*)p, 1 << 24).Fill(1); } }", "OutOfMemory" },
        { "thread storm", "while (true) { new System.Threading.Thread(() => System.Threading.Thread.Sleep(-1)) { IsBackground = true }.Start(); }", "" },
        { "exit from another thread", "new System.Threading.Thread(() => System.Environment.Exit(0)).Start(); System.Threading.Thread.Sleep(-1);", "it ended the process" },
        { "throw on another thread", "new System.Threading.Thread(() => throw new System.InvalidOperationException(\"there\")).Start(); System.Threading.Thread.Sleep(-1);", "there" },
        { "close every descriptor", "for (int i = 3; i < 400; i++) Native.close(i); System.Threading.Thread.Sleep(-1);", "" },
        { "write into every pipe", "unsafe { var b = new byte[64]; fixed (byte* p = b) for (int i = 3; i < 400; i++) if (Native.lseek(i, 0, 1) < 0) Native.write(i, p, 64); }", "" },
        { "kill its group and its parent", "Native.kill(0, 9); Native.kill(Native.getppid(), 9); System.Threading.Thread.Sleep(-1);", "" },
    };

    private const string NativeCalls = """
        static unsafe class Native
        {
            [System.Runtime.InteropServices.DllImport("libc")] public static extern int close(int fd);
            [System.Runtime.InteropServices.DllImport("libc")] public static extern long lseek(int fd, long offset, int whence);
            [System.Runtime.InteropServices.DllImport("libc")] public static extern nint write(int fd, byte* from, nint count);
            [System.Runtime.InteropServices.DllImport("libc")] public static extern int kill(int pid, int signal);
            [System.Runtime.InteropServices.DllImport("libc")] public static extern int getppid();
        }
        """;

    [SkippableTheory]
    [MemberData(nameof(Attacks))]
    public async Task Attack_ByTheRewrite_IsIncorrectSaysWhyAndLeavesNothing(string name, string body, string reason)
    {
        Skip.If(body.Contains("Native.", StringComparison.Ordinal) && (!OperatingSystem.IsLinux() || !Isolation.Here.EndsAll), "needs Linux with namespaces that a user may make");

        var verdict = await this.pairs.JudgeAsync(
            Honest, $"public static int M(int[] a) {{ {body} return a.Length + a[0]; }}", SizePlan.Sweep(64, 64), NativeCalls);

        Assert.True(verdict.Kind == VerdictKind.Incorrect, $"{name}: {verdict.Kind}: {verdict.Reason}");
        Assert.Contains(reason, verdict.Reason, StringComparison.Ordinal);
        await MethodPairs.NothingIsLeftAsync(this.pairs.Scratch.Path);
    }

    [Fact]
    public async Task Attack_InATimedBatch_IsTheRewritesAndKeepsTheOutputs()
    {
        // Each trial is a first call on its inputs; only a timed process makes so many.
        var experiment = this.pairs.Experiment(
            "public static double M(double[] a) { double s = 0; foreach (var x in a) s += System.Math.Sin(x); return s; }",
            "static int calls; public static double M(double[] a) { if (++calls == 100) System.Environment.Exit(0); double s = 0; foreach (var x in a) s += System.Math.Sin(x); return s; }",
            SizePlan.Sweep(1024, 1024),
            "");

        var run = await new ExperimentRunner(MethodPairs.Quick, this.pairs.Scratch).RunAsync(
            experiment, Judge.Of(experiment), DirectProgress<string>.Unwatched, CancellationToken.None);

        Assert.Equal(VerdictKind.Incorrect, Judge.OnRun(experiment, run).Kind);
        Assert.NotEmpty(run.Trials);
        Assert.All(run.Trials, trial => Assert.NotNull(trial.After.Observation));
    }

    [SkippableTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Worker_Ends_WithWhatForkedTwiceInASessionOfItsOwn(bool namespaces)
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "double forks are looked for on Linux; elsewhere the report says that they are not");
        Skip.If(namespaces && !Isolation.Here.EndsAll, "this kernel does not let this user make namespaces");
        var spec = this.pairs.Experiment(
            Honest,
            "public static int M(int[] a) { var p = System.Diagnostics.Process.Start(\"sh\", \"-c \\\"setsid sh -c 'setsid sleep 300 & setsid sleep 300 &' & exit 0\\\"\"); p.WaitForExit(); System.Threading.Thread.Sleep(200); return a.Length; }",
            SizePlan.None,
            "").After;
        var scratch = this.pairs.Scratch.NewFolder("run");
        IReadOnlyList<int> started;
        await using (var worker = Worker.Start(Options(scratch) with { Isolation = namespaces ? Isolation.Here : Isolation.None }))
        {
            await Observe(worker, spec);
            started = Survivors.Find(scratch);
            // In a namespace they come back to its first process; elsewhere to the system's.
            Assert.Equal(namespaces, worker.Company.Contains("sleep"));
        }

        Assert.True(started.Count >= 3, $"{started.Count} processes");
        await MethodPairs.NothingIsLeftAsync(scratch);
    }

    [Fact]
    public async Task Worker_SaysNothingOfUs()
    {
        const string Looks = """
            public static string[] M() => new[]
            {
                System.Environment.StackTrace,
                string.Join("\n", System.Environment.GetCommandLineArgs()),
                System.IO.File.Exists("/proc/self/cmdline") ? System.IO.File.ReadAllText("/proc/self/cmdline") : "",
                System.Environment.CurrentDirectory,
                System.Environment.ProcessPath,
                System.Diagnostics.Process.GetCurrentProcess().ProcessName,
                System.Reflection.Assembly.GetEntryAssembly().FullName,
                string.Join("\n", System.Linq.Enumerable.SelectMany(System.AppDomain.CurrentDomain.GetAssemblies(), a => System.Linq.Enumerable.Append(System.Linq.Enumerable.Select(a.IsDynamic ? System.Type.EmptyTypes : a.GetTypes(), t => t.FullName), a.FullName + a.Location))),
                string.Join("\n", System.Linq.Enumerable.Select(System.Runtime.Loader.AssemblyLoadContext.All, c => c.Name + c)),
                string.Join("\n", System.Linq.Enumerable.Select(System.Linq.Enumerable.Cast<System.Collections.DictionaryEntry>(System.Environment.GetEnvironmentVariables()), e => e.Key + "=" + (e.Key is "PATH" or "DOTNET_ROOT" or "LD_LIBRARY_PATH" ? "" : e.Value))),
            };
            """;
        await using var worker = Worker.Start(Options(this.pairs.Scratch.NewFolder("run")));

        var said = await Observe(worker, this.pairs.Experiment(Looks, Looks, SizePlan.None, "").After);

        Assert.True(said.Leaves.Count >= 10);
        Assert.All(said.Leaves, leaf => Assert.DoesNotMatch(@"(?i)perfproof|kernelhost|(before|after|oracle)-\d", leaf.Text ?? ""));
    }

    [SkippableFact]
    public async Task Worker_HasNoNetworkAndSeesNoOtherProcess()
    {
        Skip.IfNot(Isolation.Here.CutsNetwork && Isolation.Here.HidesProcesses, "this kernel does not let this user make namespaces; the report says so");
        const string Looks = """
            public static int[] M() => new[]
            {
                System.Linq.Enumerable.Count(System.Net.NetworkInformation.NetworkInterface.GetAllNetworkInterfaces(), i => i.OperationalStatus == System.Net.NetworkInformation.OperationalStatus.Up),
                System.Diagnostics.Process.GetProcesses().Length,
            };
            """;
        await using var worker = Worker.Start(Options(this.pairs.Scratch.NewFolder("run")));

        var seen = await Observe(worker, this.pairs.Experiment(Looks, Looks, SizePlan.None, "").After);

        Assert.Equal([0, 1], seen.Leaves[0].Numbers);
    }

    [SkippableFact]
    public async Task Worker_WhoseParentIsGone_EndsInTheMiddleOfACall()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "processes are looked for on Linux");
        const string Loop = "public static int M() { while (true) { } }";
        var scratch = this.pairs.Scratch.NewFolder("run");
        var worker = Worker.Start(Options(scratch));
        var asked = Observe(worker, this.pairs.Experiment(Loop, Loop, SizePlan.None, "").After);
        await Task.WhenAny(asked, Task.Delay(1_000));

        worker.Abandon();

        await MethodPairs.NothingIsLeftAsync(scratch);
        await Assert.ThrowsAsync<WorkerException>(() => asked);
        await worker.DisposeAsync();
    }

    [Fact]
    public void NotEnforced_NamesWhatIsMissing()
    {
        Assert.Equal("native memory limit, no network, end of processes that detach themselves, protection of other processes, read-only files", Isolation.None.NotEnforced);
        Assert.Equal("", (new Isolation(true, true, true, true) { SealsFiles = true }).NotEnforced);
    }

    [SkippableFact]
    public void WindowsJob_LimitsAreLaidOutAsDocumented()
    {
        Skip.IfNot(Environment.Is64BitProcess, "the sizes are those of 64 bits");
        Assert.Equal(144, Marshal.SizeOf<WindowsJob.Limits>());
        Assert.Equal(16, (int)Marshal.OffsetOf<WindowsJob.Limits>(nameof(WindowsJob.Limits.Flags)));
        Assert.Equal(120, (int)Marshal.OffsetOf<WindowsJob.Limits>(nameof(WindowsJob.Limits.JobMemoryLimit)));
    }

    private static WorkerOptions Options(string scratch) => new(Tiered: false, [], 1L << 30, scratch);

    private static async Task<Observation> Observe(Worker worker, VariantSpec side)
    {
        var limit = TimeSpan.FromSeconds(60);
        await worker.AskAsync(new Request("load") { Variants = [side] }, limit, CancellationToken.None);
        var (_, body, _) = await worker.AskAsync(new Request("observe") { Variant = side.Name, Size = 8 }, limit, CancellationToken.None);
        return Observation.Deserialize(body);
    }
}
