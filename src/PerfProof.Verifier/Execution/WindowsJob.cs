using System.Diagnostics;
using System.Runtime.InteropServices;

namespace PerfProof.Execution;

/// <summary>
/// A Windows job object: a limit on the memory of everything in it, and the end of everything in it when it is closed.
/// A process cannot leave it. Written to Microsoft's documentation of <c>SetInformationJobObject</c>; it has not run on
/// Windows yet.
/// </summary>
internal sealed class WindowsJob : IDisposable
{
    private const int ExtendedLimitInformation = 9;
    private const uint JobMemory = 0x200;
    private const uint DieOnUnhandledException = 0x400;
    private const uint KillOnJobClose = 0x2000;

    private readonly nint handle;

    private WindowsJob(nint handle) => this.handle = handle;

    /// <summary>Makes a job; null where that is not possible.</summary>
    /// <param name="memoryBytes">Most memory that all processes of the job may commit together.</param>
    public static WindowsJob? TryCreate(long memoryBytes)
    {
        if (!OperatingSystem.IsWindows() || CreateJobObjectW(0, null) is not (not 0 and var handle))
        {
            return null;
        }

        var job = new WindowsJob(handle);
        var limits = new Limits { Flags = KillOnJobClose | JobMemory | DieOnUnhandledException, JobMemoryLimit = (nuint)memoryBytes };
        if (SetInformationJobObject(handle, ExtendedLimitInformation, ref limits, Marshal.SizeOf<Limits>()))
        {
            return job;
        }

        job.Dispose();
        return null;
    }

    /// <summary>Puts a process into the job; a child waits for our first request before it runs any code under test.</summary>
    public void Add(Process process)
    {
        if (!AssignProcessToJobObject(this.handle, process.Handle))
        {
            throw new WorkerException($"the process could not be put into its job (error {Marshal.GetLastPInvokeError()})", fromCode: false);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => CloseHandle(this.handle);

    [DllImport("kernel32", SetLastError = true, CharSet = CharSet.Unicode)]
    private static extern nint CreateJobObjectW(nint attributes, string? name);

    [DllImport("kernel32", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static extern bool SetInformationJobObject(nint job, int kind, ref Limits limits, int length);

    [DllImport("kernel32", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static extern bool AssignProcessToJobObject(nint job, nint process);

    [DllImport("kernel32", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static extern bool CloseHandle(nint handle);

    /// <summary>JOBOBJECT_EXTENDED_LIMIT_INFORMATION: the basic limits, the I/O counters, the memory limits.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct Limits
    {
        public long PerProcessUserTime;
        public long PerJobUserTime;
        public uint Flags;
        public nuint MinimumWorkingSet;
        public nuint MaximumWorkingSet;
        public uint ActiveProcesses;
        public nuint Affinity;
        public uint PriorityClass;
        public uint SchedulingClass;
        public ulong ReadOperations;
        public ulong WriteOperations;
        public ulong OtherOperations;
        public ulong ReadBytes;
        public ulong WrittenBytes;
        public ulong OtherBytes;
        public nuint ProcessMemoryLimit;
        public nuint JobMemoryLimit;
        public nuint PeakProcessMemory;
        public nuint PeakJobMemory;
    }
}
