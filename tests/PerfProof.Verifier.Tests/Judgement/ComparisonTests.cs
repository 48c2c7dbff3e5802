using PerfProof.Judgement;
using PerfProof.KernelHost;
using PerfProof.Planning;

namespace PerfProof.Verifier.Tests.Judgement;

public class ComparisonTests
{
    [Fact]
    public void Difference_OfEqualValues_IsNull() =>
        Assert.Null(Difference(Single(1, 2, 3), Single(1, 2, 3)));

    [Fact]
    public void Difference_WithinTolerance_IsNull() =>
        Assert.Null(Difference(Single(1, 2, 3), Single(1, 2.000001, 3)));

    [Fact]
    public void Difference_BeyondTolerance_NamesElementExpectedAndGot()
    {
        var difference = Difference(Single(1, 2, 3), Single(1, 2.1, 3));

        Assert.Equal("at return[1]: expected 2, got 2.1", difference);
    }

    [Theory]
    [InlineData(double.NaN, 1.0)]
    [InlineData(1.0, double.NaN)]
    [InlineData(double.PositiveInfinity, double.NegativeInfinity)]
    [InlineData(double.PositiveInfinity, double.MaxValue)]
    [InlineData(1.0, double.PositiveInfinity)]
    public void Difference_OfNaNAndInfinity_IsFound(double expected, double got) =>
        Assert.NotNull(Difference(Single(expected, 1e30), Single(got, 1e30)));

    [Fact]
    public void Difference_OfNaNAtTheSamePlace_IsNull() =>
        Assert.Null(Difference(Single(double.NaN, 1), Single(double.NaN, 1)));

    [Fact]
    public void Difference_OfTinyValues_IsRelativeToThem() =>
        // Zeros for a reference of tiny values passed where the tolerance was absolute.
        Assert.NotNull(Difference(Single(1e-9, 2e-9), Single(0, 0)));

    [Fact]
    public void Difference_OfWholeNumbers_IsExact() =>
        Assert.NotNull(Difference(new("return", LeafKind.Integer, [1000000], null), new("return", LeafKind.Integer, [1000001], null)));

    [Fact]
    public void Difference_OfTexts_IsExact() =>
        Assert.Equal("at return: expected 'a', got 'b'", Difference(new("return", LeafKind.Text, [], "a"), new("return", LeafKind.Text, [], "b")));

    [Fact]
    public void Difference_OfShape_IsFound()
    {
        Assert.NotNull(Difference(Single(1, 2), Single(1, 2, 3)));
        Assert.NotNull(Comparison.Difference(new([Single(1)], false), new([Single(1), Single(1)], false), null, Tolerance.Exacting));
        Assert.NotNull(Comparison.Difference(new([Single(1)], false), new([Single(1)], true), null, Tolerance.Exacting));
    }

    [Fact]
    public void Difference_WithADeclaredChange_AllowsWhatIsNearerToTheTruth()
    {
        // Half accumulated to 2048 and stuck; float gives the true 4096.
        var truth = Double(4096);
        Assert.Null(Comparison.Difference(Of(Half(2048)), Of(Half(4096)), Of(truth), Tolerance.Exacting));
        Assert.NotNull(Comparison.Difference(Of(Half(4096)), Of(Half(2048)), Of(truth), Tolerance.Exacting));
    }

    [Fact]
    public void Difference_WithADeclaredChange_RefusesZeros() =>
        Assert.NotNull(Comparison.Difference(Of(Half(3.99)), Of(Half(0)), Of(Double(4)), Tolerance.Exacting));

    [Theory]
    [InlineData(80_000.0, double.NaN, double.PositiveInfinity, true)]
    [InlineData(-80_000.0, double.NaN, double.NegativeInfinity, true)]
    [InlineData(80_000.0, double.NaN, double.NegativeInfinity, false)]
    [InlineData(1_000.0, double.NaN, double.PositiveInfinity, false)]
    [InlineData(1_000.0, double.PositiveInfinity, 1_000.5, true)]
    [InlineData(1_000.0, double.PositiveInfinity, 1_100.0, false)]
    [InlineData(1_000.0, double.PositiveInfinity, double.NaN, false)]
    public void Difference_WithADeclaredChange_JudgesOverflowByTheTruth(double truth, double before, double after, bool equal) =>
        Assert.Equal(equal, Comparison.Difference(Of(Half(before)), Of(Half(after)), Of(Double(truth)), Tolerance.Exacting) is null);

    [Theory]
    // 1 / (1 + exp(100)): the double code keeps it, the float that was declared cannot.
    [InlineData(3.7e-44, 0, true)]
    [InlineData(1.1e-38, 0, true)]
    [InlineData(1e-37, 0, false)]
    [InlineData(1e-20, 0, false)]
    public void Difference_WithADeclaredChange_AllowsUnderflow(double truth, float after, bool equal)
    {
        Assert.Equal(equal, Comparison.Difference(Of(Single((float)truth)), Of(Single(after)), Of(Double(truth)), Tolerance.Exacting) is null);
        // Where none is declared, a denormal number is one.
        Assert.NotNull(Comparison.Difference(Of(Single((float)truth)), Of(Single(after)), null, Tolerance.Exacting));
        Assert.NotNull(Comparison.Difference(Of(Double(truth)), Of(Double(after)), Of(Double(truth)), Tolerance.Exacting));
    }

    [Fact]
    public void Difference_OfLongTexts_ShowsTheLineInWhichTheyDiffer()
    {
        var lines = string.Join("\n", Enumerable.Range(0, 50).Select(i => $"line {i}"));

        Assert.Equal(
            "at return, line 31: expected 'line 30', got 'line thirty'",
            Difference(new("return", LeafKind.Text, [], lines), new("return", LeafKind.Text, [], lines.Replace("line 30", "line thirty", StringComparison.Ordinal))));
    }

    [Fact]
    public void Difference_OfNumbers_HasItsParts()
    {
        var difference = Comparison.Difference(Of(Single(1, 2, 3)), Of(Single(1, 2.5, 3)), null, Tolerance.Exacting)!;

        Assert.Equal(("return", 1, "2", "2.5", 0.5), (difference.Output, difference.Element, difference.Expected, difference.Got, difference.Error));
        Assert.Equal(1e-5 * (2 + Math.Sqrt(14.0 / 3)), difference.Tolerance!.Value, 1e-12);
    }

    private static Leaf Single(params double[] numbers) => new("return", LeafKind.Single, numbers, null);

    private static Leaf Half(params double[] numbers) => new("return", LeafKind.Half, numbers, null);

    private static Leaf Double(params double[] numbers) => new("return", LeafKind.Double, numbers, null);

    private static Observation Of(Leaf leaf) => new([leaf], false);

    private static string? Difference(Leaf reference, Leaf candidate) =>
        Comparison.Difference(Of(reference), Of(candidate), null, Tolerance.Exacting)?.Text;
}
