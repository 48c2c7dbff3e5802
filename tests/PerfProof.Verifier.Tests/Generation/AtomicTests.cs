using System.Reflection;
using System.Runtime.Loader;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using PerfProof.Generation;

namespace PerfProof.Verifier.Tests.Generation;

/// <summary>The atomic operations of the managed host: each leaves what it should, and returns what it found.</summary>
public sealed class AtomicTests
{
    private static readonly Type atomic = Compile();

    public static TheoryData<string, object, object, object> Operations => new()
    {
        { "Add", 5, 3, 8 }, { "Add", 5u, 3u, 8u }, { "Add", 5L, -3L, 2L }, { "Add", 5UL, 3UL, 8UL }, { "Add", 0.5f, 0.25f, 0.75f }, { "Add", 0.5, 0.25, 0.75 },
        { "Min", 5, -3, -3 }, { "Min", 5u, 7u, 5u }, { "Min", 5L, -3L, -3L }, { "Min", 5UL, 3UL, 3UL }, { "Min", 0.5f, -0.25f, -0.25f }, { "Min", 0.5, 0.75, 0.5 },
        { "Max", 5, -3, 5 }, { "Max", 5u, 7u, 7u }, { "Max", 5L, -3L, 5L }, { "Max", 5UL, 3UL, 5UL }, { "Max", 0.5f, -0.25f, 0.5f }, { "Max", 0.5, 0.75, 0.75 },
        { "And", 6, 3, 2 }, { "Or", 6u, 3u, 7u }, { "Xor", 6, 3, 5 }, { "Xor", 6u, 3u, 5u }, { "Xor", 6L, 3L, 5L }, { "Xor", 6UL, 3UL, 5UL },
        { "Exchange", 6, 3, 3 }, { "Exchange", 0.5f, 0.25f, 0.25f },
        // What equals nothing, and what equals what it is not, must end all the same.
        { "Add", float.NaN, 1f, float.NaN }, { "Min", double.NaN, 1.0, double.NaN }, { "Max", 1f, float.NaN, float.NaN },
        { "Min", 0f, -0f, -0f }, { "Max", -0.0, 0.0, 0.0 }, { "Add", -0f, -0f, -0f },
    };

    [Theory]
    [MemberData(nameof(Operations))]
    public void Operation_LeavesItsResult_AndReturnsWhatItFound(string name, object target, object value, object expected)
    {
        var type = target.GetType();
        var method = atomic.GetMethod(name, [type.MakeByRefType(), type])!;
        object?[] arguments = [target, value];

        var found = method.Invoke(null, arguments);

        Assert.Equal(Bits(expected), Bits(arguments[0]!));
        Assert.Equal(Bits(target), Bits(found!));
    }

    [Fact]
    public void Additions_OfManyThreads_AreAllThere()
    {
        var add = atomic.GetMethod("Add", [typeof(double).MakeByRefType(), typeof(double)])!.CreateDelegate<Add>();
        var sum = 0.0;
        Parallel.For(0, 8, _ =>
        {
            for (var i = 0; i < 10_000; i++)
            {
                add(ref sum, 1);
            }
        });
        Assert.Equal(80_000, sum);
    }

    private delegate double Add(ref double target, double value);

    private static object Bits(object number) => number switch
    {
        float single => BitConverter.SingleToInt32Bits(single),
        double @double => BitConverter.DoubleToInt64Bits(@double),
        _ => number,
    };

    private static Type Compile()
    {
        var compilation = CSharpCompilation.Create(
            "atomics",
            ManagedTarget.Dialect().Select(file => CSharpSyntaxTree.ParseText(file.Text)),
            ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Select(path => MetadataReference.CreateFromFile(path)),
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, optimizationLevel: OptimizationLevel.Release, allowUnsafe: true));
        using var stream = new MemoryStream();
        var result = compilation.Emit(stream);
        Assert.True(result.Success, string.Join("\n", result.Diagnostics));
        stream.Position = 0;
        Assembly assembly = new AssemblyLoadContext("atomics", isCollectible: true).LoadFromStream(stream);
        return assembly.GetType("ILGPU.Atomic", throwOnError: true)!;
    }
}
