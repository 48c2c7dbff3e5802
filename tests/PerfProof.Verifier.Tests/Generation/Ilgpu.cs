using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using PerfProof.Generation;
using PerfProof.Loading;

namespace PerfProof.Verifier.Tests.Generation;

/// <summary>ILGPU as these tests can have it: signature-only stubs, always; the real package, where it can be restored.</summary>
internal static class Ilgpu
{
    private static readonly Lazy<Task<(IlgpuPackage? Package, string? Problem)>> real = new(RestoreAsync);
    private static readonly Lazy<Task<(ImmutableArray<DeviceInfo> Devices, string? Problem)>> devices = new(ListAsync);

    /// <summary>The folder of Analyzers.sln.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>A package that compiles, and does not run.</summary>
    public static IlgpuPackage Stub(ScratchFolder scratch)
    {
        var path = Path.Combine(scratch.NewFolder("stub"), "ILGPU.dll");
        var compilation = CSharpCompilation.Create(
            "ILGPU",
            [CSharpSyntaxTree.ParseText(File.ReadAllText(Path.Combine(Root, "tests", "Stubs", "ILGPU.cs")), new CSharpParseOptions(LanguageVersion.Latest))],
            // Those that loose files are compiled against: users' code may be compiled against the stub, too.
            FrameworkAssemblies.Paths().Select(file => MetadataReference.CreateFromFile(file)),
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true, nullableContextOptions: NullableContextOptions.Annotations));
        var result = compilation.Emit(path);
        Assert.True(result.Success, string.Join("\n", result.Diagnostics));
        return new(IlgpuPackage.DefaultVersion, [path], "a stub");
    }

    /// <summary>The real package, or the test is skipped with the reason.</summary>
    public static async Task<IlgpuPackage> RealAsync()
    {
        var (package, problem) = await real.Value;
        Skip.If(package is null, problem);
        return package!;
    }

    /// <summary>The devices of the real package whose kind is asked for, or the test is skipped.</summary>
    public static async Task<KernelTarget> DeviceAsync(string kind)
    {
        var package = await RealAsync();
        var (found, problem) = await devices.Value;
        Assert.True(problem is null, problem);
        var device = found.FirstOrDefault(device => device.Id.StartsWith(kind + ":", StringComparison.Ordinal));
        Skip.If(device is null, $"ILGPU finds no {kind} device here");
        return new IlgpuTarget(package, device);
    }

    private static async Task<(ImmutableArray<DeviceInfo> Devices, string? Problem)> ListAsync()
    {
        using var scratch = new ScratchFolder();
        return await PerfProof.Execution.DeviceList.FindAsync((await real.Value).Package!, scratch, CancellationToken.None);
    }

    private static async Task<(IlgpuPackage? Package, string? Problem)> RestoreAsync()
    {
        using var cache = new ScratchFolder();
        return await new IlgpuRestore(cache.Path).ResolveAsync(Root, null, retry: true, CancellationToken.None);
    }

    private static string FindRoot()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Analyzers.sln")))
        {
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("these tests do not run from a checkout");
        }

        return folder;
    }
}
