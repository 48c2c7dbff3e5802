using Microsoft.CodeAnalysis;

namespace PerfProof.Catalog;

/// <summary>
/// The libraries that the built-in catalog speaks of, the base library aside, which every program has. They stand in code too, so that a program that uses none
/// does not pay for reading the catalog; a test holds the two together.
/// </summary>
public static class KnownLibraries
{
    /// <summary>Whether the catalog speaks of a library.</summary>
    /// <param name="assembly">The name of its assembly.</param>
    public static bool Has(string? assembly) => assembly is
        "ComputeSharp"
            or "ILGPU"
            or "ILGPU.Algorithms"
            or "LLamaSharp"
            or "ManagedCuda"
            or "Microsoft.Extensions.AI.Abstractions"
            or "Microsoft.Extensions.Logging.Abstractions"
            or "Microsoft.Extensions.ML"
            or "Microsoft.KernelMemory.Abstractions"
            or "Microsoft.ML.Data"
            or "Microsoft.ML.DataView"
            or "Microsoft.ML.OnnxRuntime"
            or "Microsoft.ML.OnnxRuntimeGenAI"
            or "Microsoft.ML.TimeSeries"
            or "Microsoft.ML.Tokenizers"
            or "Microsoft.SemanticKernel.Abstractions"
            or "Microsoft.SemanticKernel.Core"
            or "NLog"
            or "OpenAI"
            or "Serilog"
            or "SharpToken"
            or "System.Numerics.Tensors"
            or "Tensorflow.Binding"
            or "Tensorflow.Keras"
            or "Tiktoken"
            or "Tiktoken.Core"
            or "TorchSharp"
            or "Whisper.net";

    /// <summary>Whether a compilation references one, or is one.</summary>
    public static bool AnyIn(Compilation compilation)
    {
        foreach (var reference in compilation.ReferencedAssemblyNames)
        {
            if (Has(reference.Name))
            {
                return true;
            }
        }

        return Has(compilation.AssemblyName);
    }
}
