using PerfProof.Execution;
using PerfProof.Loading;

namespace PerfProof.Verifier.Tests.Execution;

/// <summary>Two runs on a host never time at once.</summary>
public sealed class TimingLockTests : IDisposable
{
    private readonly ScratchFolder scratch = new();

    private string LockFile => this.scratch.File("timing.lock");

    public void Dispose() => this.scratch.Dispose();

    [Fact]
    public async Task Held_TheNextWaitsAndSaysSo()
    {
        var announced = new TaskCompletionSource();
        var first = await TimingLock.TakeAsync(this.LockFile, () => Assert.Fail("nobody holds it"), CancellationToken.None);
        var second = TimingLock.TakeAsync(this.LockFile, announced.SetResult, CancellationToken.None);
        await announced.Task;
        Assert.False(second.IsCompleted);

        first.Dispose();

        using var taken = await second;
        Assert.True(taken.IsHeld);
    }

    [Fact]
    public async Task FileLeftByARunThatDied_IsNoObstacle()
    {
        await File.WriteAllTextAsync(this.LockFile, "");

        using var taken = await TimingLock.TakeAsync(this.LockFile, () => Assert.Fail("nobody holds it"), CancellationToken.None);

        Assert.True(taken.IsHeld);
    }

    [Fact]
    public async Task StoppedWhileItWaits_GivesUp()
    {
        using var stop = new CancellationTokenSource();
        using var first = await TimingLock.TakeAsync(this.LockFile, () => Assert.Fail("nobody holds it"), CancellationToken.None);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => TimingLock.TakeAsync(this.LockFile, stop.Cancel, stop.Token));
    }

    [Fact]
    public async Task NowhereToPutIt_IsNotHeldAndDoesNotWait()
    {
        using var taken = await TimingLock.TakeAsync(this.scratch.File("missing/timing.lock"), () => Assert.Fail("nobody holds it"), CancellationToken.None);

        Assert.False(taken.IsHeld);
    }

    [Fact]
    public void Noise_IsWithinItsRange()
    {
        var noise = new HostNoiseMeter().Read();

        Assert.True(noise.Load is null or >= 0, $"{noise}");
        Assert.True(noise.Steal is null or (>= 0 and <= 1), $"{noise}");
        Assert.True(noise.Megahertz is null or > 0, $"{noise}");
        Assert.Equal(File.Exists("/proc/loadavg"), noise.Load is not null);
    }
}
