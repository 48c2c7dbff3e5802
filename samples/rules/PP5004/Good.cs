// libraries: Microsoft.ML.Data
using System.Threading;
using Microsoft.ML;

namespace Samples.PP5004.Good;

public sealed class House
{
    public float Size { get; set; }
}

public sealed class Price
{
    public float Value { get; set; }
}

/// <summary>Says what a house is worth.</summary>
public sealed class PriceService
{
    private readonly ThreadLocal<PredictionEngine<House, Price>> engine;

    public PriceService(MLContext context, ITransformer model) =>
        this.engine = new(() => context.Model.CreatePredictionEngine<House, Price>(model));

    public float Predict(House house) => this.engine.Value!.Predict(house).Value;
}
