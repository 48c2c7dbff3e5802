// libraries: Microsoft.ML.Data, Microsoft.ML.OnnxRuntime
// PP4002, as people write it: a loop or a query that scores one row, and a loop around a method that prepares, runs and reads out one image.
using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Microsoft.ML;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

public sealed class Review
{
    public string Text { get; set; } = "";
}

public sealed class Sentiment
{
    public float Score { get; set; }
}

public static class Reviews
{
    public static void Print(PredictionEngine<Review, Sentiment> engine, List<Review> reviews)
    {
        foreach (var review in reviews)
        {
            var sentiment = engine.Predict(review);
            Console.WriteLine($"{sentiment.Score:0.00} {review.Text}");
        }
    }
}

public sealed class ImageIndex(InferenceSession session)
{
    private const int Side = 224;
    private readonly List<(string Path, float[] Vector)> images = [];

    public void Add(string folder)
    {
        foreach (var path in Directory.GetFiles(folder, "*.rgb"))
        {
            this.images.Add((path, this.Encode(path)));
        }
    }

    private float[] Encode(string path)
    {
        var pixels = File.ReadAllBytes(path).Select(value => value / 255f).ToArray();
        var tensor = new DenseTensor<float>(pixels, new[] { 1, 3, Side, Side });
        using var results = session.Run([NamedOnnxValue.CreateFromTensor("pixels", tensor)]);
        return results[0].AsEnumerable<float>().ToArray();
    }
}
