// Signature-only stub of Microsoft.ML.TimeSeries: an engine that remembers the points before.
// libraries: Microsoft.ML.Data
namespace Microsoft.ML.Transforms.TimeSeries
{
    public sealed class TimeSeriesPredictionEngine<TSrc, TDst> : PredictionEngineBase<TSrc, TDst>
        where TSrc : class
        where TDst : class, new()
    {
        internal TimeSeriesPredictionEngine() { }
        public override void Predict(TSrc example, ref TDst prediction) => throw null!;
    }
}
