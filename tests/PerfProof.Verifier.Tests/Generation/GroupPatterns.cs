using System.Collections.Immutable;
using PerfProof.Planning;

namespace PerfProof.Verifier.Tests.Generation;

/// <summary>Kernels that work in groups, beside plain ones that compute the same.</summary>
internal static class GroupPatterns
{
    public const string Sum = """
        static void Sum(ArrayView<float> x, ArrayView<float> y)
        {
            var shared = SharedMemory.Allocate<float>(64);
            int i = Grid.GlobalIndex.X;
            shared[Group.IdxX] = i < x.Length ? x[i] : 0;
            Group.Barrier();
            for (int half = Group.DimX / 2; half > 0; half /= 2)
            {
                if (Group.IdxX < half)
                {
                    shared[Group.IdxX] += shared[Group.IdxX + half];
                }

                Group.Barrier();
            }

            if (Group.IsFirstThread)
            {
                y[Grid.IdxX] = shared[0];
            }
        }
        """;

    private const string PlainSum = """
        static void PlainSum(Index1D i, ArrayView<float> x, ArrayView<float> y)
        {
            var part = new float[64];
            for (int j = 0; j < 64; j++) { part[j] = i * 64 + j < x.IntLength ? x[i * 64 + j] : 0; }
            for (int half = 32; half > 0; half /= 2) { for (int j = 0; j < half; j++) { part[j] += part[j + half]; } }
            y[i] = part[0];
        }
        """;

    private const string PlainTranspose = "static void PlainTranspose(Index2D i, ArrayView<float> x, ArrayView<float> y) { int rows = y.IntLength / 48; y[i.X * rows + i.Y] = x[i.Y * 48 + i.X]; }";

    public const string Transpose = """
        static void Transpose(ArrayView<float> x, ArrayView<float> y)
        {
            var tile = SharedMemory.Allocate2D<float, Stride2D.DenseX>(new Index2D(8, 8), new Stride2D.DenseX(9));
            int rows = x.IntLength / 48;
            var (column, row) = Grid.GlobalIndex.XY;
            if (column < 48 && row < rows)
            {
                tile[Group.IdxX, Group.IdxY] = x[row * 48 + column];
            }

            Group.Barrier();
            column = Grid.IdxX * Group.DimX + Group.IdxY;
            row = Grid.IdxY * Group.DimY + Group.IdxX;
            if (column < 48 && row < rows)
            {
                y[column * rows + row] = tile[Group.IdxY, Group.IdxX];
            }
        }
        """;

    /// <summary>Sums of 64 elements, by a kernel that is given, against one that takes them one after the other.</summary>
    public static KernelPattern Sums(string kernel) => new(
        "a tree in shared memory",
        [new("PlainSum", PlainSum), new("Sum", kernel)],
        [new("x", ElementKind.Single, Amount.Size * 64)],
        Plan(new LaunchStep("PlainSum", Amount.Size, Views)),
        Plan(new LaunchStep("Sum", Amount.Size * 64, Views) { Group = new(64) }),
        new SizePlan([50], IsStated: true))
    {
        WhyDeviceOnly = "no device here",
    };

    /// <summary>A transpose by tiles, by a kernel that is given, against one by elements.</summary>
    public static KernelPattern Transposes(string kernel) => new(
        "a transpose by tiles",
        [new("PlainTranspose", PlainTranspose), new("Transpose", kernel)],
        [new("x", ElementKind.Single, Amount.Size * 48)],
        Flat(new LaunchStep("PlainTranspose", 48, Views) { ExtentY = Amount.Size }),
        Flat(new LaunchStep("Transpose", 48, Views) { ExtentY = Amount.Size, Group = new(8, 8) }),
        new SizePlan([30], IsStated: true))
    {
        WhyDeviceOnly = "no device here",
    };

    private static ImmutableArray<PlanArgument> Views => [new ViewArgument("bx"), new ViewArgument("by")];

    private static LaunchPlan Plan(LaunchStep launch) => Of(launch, Amount.Size * 64, Amount.Size);

    private static LaunchPlan Flat(LaunchStep launch) => Of(launch, Amount.Size * 48, Amount.Size * 48);

    private static LaunchPlan Of(LaunchStep launch, Amount inputs, Amount outputs) => new(
        [new("bx", ElementKind.Single, inputs), new("by", ElementKind.Single, outputs)],
        [new("y", ElementKind.Single, outputs)],
        [new UploadStep("x", "bx"), launch, new SynchroniseStep(), new DownloadStep("by", "y")]);
}
