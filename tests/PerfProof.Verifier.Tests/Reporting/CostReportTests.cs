using PerfProof.Reporting;
using PerfProof.Reporting.Costs;

namespace PerfProof.Verifier.Tests.Reporting;

/// <summary>Times turned into hours and money: by hand, and by what must always hold.</summary>
public sealed class CostReportTests
{
    private static readonly Instance instance = new("box", 4, 0, 2, "EUR", 10, null, new(2026, 1, 1), "a friend");

    private static readonly FindingEvidence finding = EvidenceExamples.Confirmed with
    {
        Curve = [Point(16, 1e-3, 1.5, 2, 4), Point(256, 1e-2, 4, 5, 10)],
    };

    [Fact]
    public void Row_OfOneSize_IsAsReckonedByHand()
    {
        var row = Assert.Single(Reckon([finding], 3_600_000, size: 16).Rows);

        // 3.6 million calls of 1 ms are an hour; half of it is saved, 1/3 to 3/4 of it by the bounds.
        Assert.Equal(16, row.Size);
        Close(1, row.HoursBefore);
        Close(1 / 3.0, row.HoursSaved.Lower);
        Close(0.5, row.HoursSaved.Estimate);
        Close(0.75, row.HoursSaved.Upper);
        // One of four processors of an instance that costs 2 an hour; 10 W while it is busy.
        Close(0.25, row.MoneySaved.Estimate);
        Close(0.005, row.KilowattHoursSaved!.Value.Estimate);
    }

    [Theory]
    [InlineData(null, new[] { 16, 256 })]
    [InlineData(16, new[] { 16 })]
    [InlineData(255, new[] { 16 })]
    [InlineData(256, new[] { 256 })]
    [InlineData(100_000, new[] { 256 })]
    public void Size_BetweenTwoMeasured_CountsAsTheLower(int? size, int[] expected) =>
        Assert.Equal(expected, Reckon([finding], 1, size).Rows.Select(row => row.Size));

    [Fact]
    public void Size_BelowAllMeasured_IsLeftOut()
    {
        var costs = Reckon([finding], 1, size: 4);

        Assert.Empty(costs.Rows);
        Assert.Equal("measured from n = 16 on, which is above n = 4", Assert.Single(costs.LeftOut).Reason);
        Assert.Empty(Reckon([finding with { Curve = [Point(16, 1, 2, 3, 4)] }], 1, size: 4).Rows);
    }

    [Theory]
    [InlineData("Confirmed", "pattern", "modelled")]
    [InlineData("Refuted", "code", "not faster")]
    [InlineData("Incorrect", "code", "Incorrect: ")]
    [InlineData("Inconclusive", "program", "Inconclusive: ")]
    [InlineData("NotApplicable", null, "NotApplicable: ")]
    public void Verdict_OtherThanConfirmedOnOwnCode_IsNoMoney(string verdict, string? subject, string reason)
    {
        var costs = Reckon([finding with { Verdict = verdict, Subject = subject }], 1000);

        Assert.Empty(costs.Rows);
        Assert.StartsWith(reason, Assert.Single(costs.LeftOut).Reason, StringComparison.Ordinal);
        Assert.Null(costs.Total(largest: true));
    }

    [Fact]
    public void Device_IsChargedAsAGpu()
    {
        var onGpu = finding with { Experiment = finding.Experiment! with { Host = "ilgpu: Cuda:0 A GPU" } };

        Assert.Contains("box has none", Assert.Single(Reckon([onGpu], 1).LeftOut).Reason, StringComparison.Ordinal);
        var row = Assert.Single(CostReport.Create(Of([onGpu]), new([new(null, 3_600_000)], instance with { Gpus = 2, GpuWatts = 100 }, 16)).Rows);
        Close(0.5, row.MoneySaved.Estimate);
        Close(0.05, row.KilowattHoursSaved!.Value.Estimate);
        var unknown = finding with { Experiment = finding.Experiment! with { Host = "ilgpu: OpenCL:0 Something" } };
        Assert.Contains("not known", Assert.Single(Reckon([unknown], 1).LeftOut).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Random_BoundsHoldAndCallsScale()
    {
        var random = new Random(20261121);
        for (var i = 0; i < 500; i++)
        {
            var lower = 1 + random.NextDouble();
            var estimate = lower * (1 + random.NextDouble());
            var point = Point(8, Math.Pow(10, -9 * random.NextDouble()), lower, estimate, estimate * (1 + random.NextDouble()));
            var (a, b) = (finding with { Curve = [point] }, finding with { Id = "other", Line = 99, Curve = [point] });
            var calls = Math.Pow(10, 9 * random.NextDouble());

            var costs = Reckon([a, b], calls);
            var row = costs.Rows[0];
            Assert.True(0 < row.HoursSaved.Lower && row.HoursSaved.Lower <= row.HoursSaved.Estimate && row.HoursSaved.Estimate <= row.HoursSaved.Upper && row.HoursSaved.Upper <= row.HoursBefore);
            Close(2 * row.MoneySaved.Upper, costs.Total(largest: false)!.Value.Money.Upper);
            Close(3 * row.MoneySaved.Lower, Reckon([a], 3 * calls).Rows[0].MoneySaved.Lower);
        }
    }

    [Theory]
    [InlineData("100000", null, 100_000)]
    [InlineData("1e6", null, 1e6)]
    [InlineData("PP2001=5", "PP2001", 5)]
    [InlineData("PP2001@Chunker.cs:39=0.5", "PP2001@Chunker.cs:39", 0.5)]
    [InlineData("odd=name.cs:3=7", "odd=name.cs:3", 7)]
    public void Calls_AreRead(string text, string? name, double calls) => Assert.Equal(new CallRate(name, calls), CallRate.Parse(text));

    [Theory]
    [InlineData("")]
    [InlineData("many")]
    [InlineData("-5")]
    [InlineData("=5")]
    [InlineData("PP2001=")]
    [InlineData("NaN")]
    [InlineData("1e999")]
    [InlineData("1,000")]
    public void Calls_ThatAreNoNumber_AreAnErrorInALine(string text) =>
        Assert.Contains("--calls needs a number of calls a day", Assert.Throws<CostException>(() => CallRate.Parse(text)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData(null, true)]
    [InlineData("PP1003", true)]
    [InlineData("PP1003-0123456789ab", true)]
    [InlineData("Weights.cs:12", true)]
    [InlineData("src/Weights.cs:12", true)]
    [InlineData("PP1003@src\\Weights.cs:12", true)]
    [InlineData("PP1001@Weights.cs:12", false)]
    [InlineData("Weights.cs:1", false)]
    [InlineData("eights.cs:12", false)]
    [InlineData("PP100", false)]
    public void Calls_AreForTheFindingThatTheyName(string? name, bool expected) => Assert.Equal(expected, new CallRate(name, 1).IsFor(EvidenceExamples.Confirmed));

    [Fact]
    public void Calls_TheLastThatFitsCounts_AndOneThatFitsNothingIsAnError()
    {
        Assert.Equal(7, CallRate.Of(finding, [new(null, 3), new("Weights.cs:12", 7), new("PP2001", 9)]));
        Assert.Null(CallRate.Of(finding, [new("PP2001", 9)]));
        Assert.Contains("PP1003@Weights.cs:12", Assert.Throws<CostException>(() => CallRate.Check([new("PP2001", 9)], [finding])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void BuiltInTable_EveryLineHasItsDateAndSource() => Assert.All(PriceTable.BuiltIn.Instances, line =>
    {
        Assert.True(line.PerHour > 0 && line.Source.Length > 10 && line.Date > new DateOnly(2025, 1, 1));
        Assert.Equal(line.Gpus > 0, line.Name[0] is 'g' or 'p');
    });

    [Theory]
    [InlineData("", "has no prices")]
    [InlineData("a,b\n", "line 1: a price table begins with the line 'name,")]
    [InlineData("HEADER\nbox,2,0\n", "line 2: a line has nine parts")]
    [InlineData("HEADER\nbox,0,0,1,USD,,,2026-01-01,x", "processors is a whole number from 1 on, and not '0'")]
    [InlineData("HEADER\nbox,1,-1,1,USD,,,2026-01-01,x", "gpus is a whole number")]
    [InlineData("HEADER\nbox,1,0,free,USD,,,2026-01-01,x", "price_per_hour is a number such as 0.25, and not 'free'")]
    [InlineData("HEADER\nbox,1,0,,USD,,,2026-01-01,x", "price_per_hour is missing")]
    [InlineData("HEADER\nbox,1,0,1,,,,2026-01-01,x", "currency is missing")]
    [InlineData("HEADER\nbox,1,0,1,USD,,,yesterday,x", "date is a day such as 2026-01-31")]
    public void Table_ThatCannotBeRead_IsAnErrorInALine(string text, string expected)
    {
        var message = Assert.Throws<CostException>(() => Read(text)).Message;

        Assert.Contains(expected, message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', message);
    }

    [Fact]
    public void Table_OfTheUser_IsRead()
    {
        var table = Read("# mine\n\nHEADER\n box , 4 , 0 , 2 , EUR , 10 , , 2026-01-01 , a friend, by phone \r\n");

        Assert.Equal(instance with { Source = "a friend, by phone" }, Assert.Single(table.Instances));
        Assert.Equal("box", table.Find("BOX").Name);
        Assert.Contains("it has box", Assert.Throws<CostException>(() => table.Find("crate")).Message, StringComparison.Ordinal);
    }

    private static PriceTable Read(string text)
    {
        var file = Path.GetTempFileName();
        try
        {
            File.WriteAllText(file, text.Replace("HEADER", "name,processors,gpus,price_per_hour,currency,processor_watts,gpu_watts,date,source", StringComparison.Ordinal));
            return PriceTable.Read(file);
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static CostReport Reckon(IEnumerable<FindingEvidence> findings, double calls, int? size = null) =>
        CostReport.Create(Of(findings), new([new(null, calls)], instance, size));

    private static Evidence Of(IEnumerable<FindingEvidence> findings) => EvidenceExamples.Full with { Findings = [.. findings] };

    private static CurvePoint Point(int n, double seconds, double lower, double estimate, double upper) =>
        new(n, new(lower, estimate, upper), 1, null, seconds, seconds / estimate);

    private static void Close(double expected, double got) => Assert.InRange(got, expected * (1 - 1e-12), expected * (1 + 1e-12));
}
