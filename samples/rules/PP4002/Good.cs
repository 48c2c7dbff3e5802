// libraries: Microsoft.ML.Data, Microsoft.ML.OnnxRuntime
// PP4002, as it should be: all rows in one view, and the images in batches.
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
    public string Text { get; set; } = "";

    public float Score { get; set; }
}

public static class Reviews
{
    public static void Print(MLContext context, ITransformer model, List<Review> reviews)
    {
        var scored = model.Transform(context.Data.LoadFromEnumerable(reviews));
        foreach (var sentiment in context.Data.CreateEnumerable<Sentiment>(scored, reuseRowObject: false))
        {
            Console.WriteLine($"{sentiment.Score:0.00} {sentiment.Text}");
        }
    }
}

public sealed class ImageIndex(InferenceSession session)
{
    private const int Side = 224;
    private const int BatchSize = 8;
    private readonly List<(string Path, float[] Vector)> images = [];

    public void Add(string folder)
    {
        foreach (var batch in Directory.GetFiles(folder, "*.rgb").Chunk(BatchSize))
        {
            var vectors = this.EncodeBatch(batch);
            this.images.AddRange(batch.Zip(vectors));
        }
    }

    private IEnumerable<float[]> EncodeBatch(string[] paths)
    {
        var pixels = paths.SelectMany(File.ReadAllBytes).Select(value => value / 255f).ToArray();
        var tensor = new DenseTensor<float>(pixels, new[] { paths.Length, 3, Side, Side });
        using var results = session.Run([NamedOnnxValue.CreateFromTensor("pixels", tensor)]);
        var values = results[0].AsEnumerable<float>().ToArray();
        return values.Chunk(values.Length / paths.Length);
    }
}
