// libraries: Microsoft.ML.OnnxRuntime
using System.Collections.Generic;
using System.Linq;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Samples.PP5001.Bad;

/// <summary>Says how likely it is that a customer leaves.</summary>
public sealed class ChurnService
{
    public float Predict(float[] features)
    {
        using var session = new InferenceSession("models/churn.onnx");
        var input = new DenseTensor<float>(features, new[] { 1, features.Length });
        using var results = session.Run(new[] { NamedOnnxValue.CreateFromTensor("features", input) });
        return results[0].AsTensor<float>().GetValue(0);
    }

    public static List<float> PredictAll(string modelPath, List<float[]> customers)
    {
        var scores = new List<float>();
        foreach (var features in customers)
        {
            using var session = new InferenceSession(modelPath);
            var input = new DenseTensor<float>(features, new[] { 1, features.Length });
            using var results = session.Run(new[] { NamedOnnxValue.CreateFromTensor("features", input) });
            scores.Add(results[0].AsTensor<float>().GetValue(0));
        }

        return scores;
    }
}
