// libraries: Microsoft.ML.Data
using Microsoft.ML;

namespace Samples.PP5004.Bad;

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
    private readonly MLContext context;
    private readonly ITransformer model;

    public PriceService(MLContext context, ITransformer model)
    {
        this.context = context;
        this.model = model;
    }

    public float Predict(House house)
    {
        var engine = this.context.Model.CreatePredictionEngine<House, Price>(this.model);
        return engine.Predict(house).Value;
    }
}
