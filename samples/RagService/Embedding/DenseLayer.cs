using System.Numerics;
using System.Runtime.InteropServices;

namespace RagService.Embedding;

/// <summary>
/// A fully connected layer, <c>output = input * weights + bias</c>, for any number of rows at a time.
/// </summary>
/// <remarks>
/// The weights are packed into column panels, four vectors wide, so that a panel is read front to back.
/// Every output is the sum of its products in the order of the inputs, however many rows are computed
/// together: a row gives the same bits alone and in a batch.
/// </remarks>
internal sealed class DenseLayer
{
    private const int VectorsPerPanel = 4;
    private const int RowsPerTile = 3;
    private const int InputsPerBlock = 512;

    private static readonly int PanelWidth = VectorsPerPanel * Vector<float>.Count;

    private readonly float[] _weights;
    private readonly float[] _bias;

    public DenseLayer(int inputs, int outputs, float scale, ulong seed)
    {
        if (outputs % PanelWidth != 0)
        {
            throw new ArgumentException($"The number of outputs must be a multiple of {PanelWidth}.", nameof(outputs));
        }

        Inputs = inputs;
        Outputs = outputs;
        _weights = new float[inputs * outputs];
        _bias = new float[outputs];

        var random = new WeightGenerator(seed);
        for (var input = 0; input < inputs; input++)
        {
            for (var panel = 0; panel < outputs; panel += PanelWidth)
            {
                random.Fill(_weights.AsSpan(panel * inputs + input * PanelWidth, PanelWidth), scale);
            }
        }

        random.Fill(_bias, 0.1f * scale);
    }

    public int Inputs { get; }

    public int Outputs { get; }

    /// <summary>Multiplies <paramref name="rows"/> rows of inputs, stored one after the other.</summary>
    public void Forward(ReadOnlySpan<float> input, Span<float> output, int rows)
    {
        for (var row = 0; row < rows; row++)
        {
            _bias.CopyTo(output.Slice(row * Outputs, Outputs));
        }

        // Each block of weights is read from memory once and used for all rows.
        for (var panel = 0; panel < Outputs; panel += PanelWidth)
        {
            for (var start = 0; start < Inputs; start += InputsPerBlock)
            {
                var length = Math.Min(InputsPerBlock, Inputs - start);
                var block = _weights.AsSpan(panel * Inputs + start * PanelWidth, length * PanelWidth);

                var row = 0;
                for (; row + RowsPerTile <= rows; row += RowsPerTile)
                {
                    AccumulateThreeRows(block, input[(row * Inputs + start)..], output[(row * Outputs + panel)..], length);
                }

                for (; row < rows; row++)
                {
                    AccumulateRow(block, input.Slice(row * Inputs + start, length), output[(row * Outputs + panel)..]);
                }
            }
        }
    }

    private static void AccumulateRow(ReadOnlySpan<float> block, ReadOnlySpan<float> input, Span<float> output)
    {
        var weights = MemoryMarshal.Cast<float, Vector<float>>(block);
        var sums = MemoryMarshal.Cast<float, Vector<float>>(output)[..VectorsPerPanel];

        var (s0, s1, s2, s3) = (sums[0], sums[1], sums[2], sums[3]);
        foreach (var value in input)
        {
            var x = new Vector<float>(value);
            s0 = Vector.MultiplyAddEstimate(x, weights[0], s0);
            s1 = Vector.MultiplyAddEstimate(x, weights[1], s1);
            s2 = Vector.MultiplyAddEstimate(x, weights[2], s2);
            s3 = Vector.MultiplyAddEstimate(x, weights[3], s3);
            weights = weights[VectorsPerPanel..];
        }

        (sums[0], sums[1], sums[2], sums[3]) = (s0, s1, s2, s3);
    }

    private void AccumulateThreeRows(ReadOnlySpan<float> block, ReadOnlySpan<float> input, Span<float> output, int length)
    {
        var weights = MemoryMarshal.Cast<float, Vector<float>>(block);
        var inputA = input[..length];
        var inputB = input.Slice(Inputs, length);
        var inputC = input.Slice(2 * Inputs, length);
        var sumsA = MemoryMarshal.Cast<float, Vector<float>>(output)[..VectorsPerPanel];
        var sumsB = MemoryMarshal.Cast<float, Vector<float>>(output[Outputs..])[..VectorsPerPanel];
        var sumsC = MemoryMarshal.Cast<float, Vector<float>>(output[(2 * Outputs)..])[..VectorsPerPanel];

        var (a0, a1, a2, a3) = (sumsA[0], sumsA[1], sumsA[2], sumsA[3]);
        var (b0, b1, b2, b3) = (sumsB[0], sumsB[1], sumsB[2], sumsB[3]);
        var (c0, c1, c2, c3) = (sumsC[0], sumsC[1], sumsC[2], sumsC[3]);
        for (var i = 0; i < inputA.Length; i++)
        {
            var a = new Vector<float>(inputA[i]);
            var b = new Vector<float>(inputB[i]);
            var c = new Vector<float>(inputC[i]);

            var w = weights[0];
            a0 = Vector.MultiplyAddEstimate(a, w, a0);
            b0 = Vector.MultiplyAddEstimate(b, w, b0);
            c0 = Vector.MultiplyAddEstimate(c, w, c0);
            w = weights[1];
            a1 = Vector.MultiplyAddEstimate(a, w, a1);
            b1 = Vector.MultiplyAddEstimate(b, w, b1);
            c1 = Vector.MultiplyAddEstimate(c, w, c1);
            w = weights[2];
            a2 = Vector.MultiplyAddEstimate(a, w, a2);
            b2 = Vector.MultiplyAddEstimate(b, w, b2);
            c2 = Vector.MultiplyAddEstimate(c, w, c2);
            w = weights[3];
            a3 = Vector.MultiplyAddEstimate(a, w, a3);
            b3 = Vector.MultiplyAddEstimate(b, w, b3);
            c3 = Vector.MultiplyAddEstimate(c, w, c3);

            weights = weights[VectorsPerPanel..];
        }

        (sumsA[0], sumsA[1], sumsA[2], sumsA[3]) = (a0, a1, a2, a3);
        (sumsB[0], sumsB[1], sumsB[2], sumsB[3]) = (b0, b1, b2, b3);
        (sumsC[0], sumsC[1], sumsC[2], sumsC[3]) = (c0, c1, c2, c3);
    }

    /// <summary>Fixed pseudo-random weights (xorshift64*), uniform around zero.</summary>
    private sealed class WeightGenerator(ulong seed)
    {
        private ulong _state = seed * 0x9E3779B97F4A7C15UL | 1;

        public void Fill(Span<float> values, float scale)
        {
            for (var i = 0; i < values.Length; i++)
            {
                _state ^= _state >> 12;
                _state ^= _state << 25;
                _state ^= _state >> 27;
                var sample = (int)(_state * 0x2545F4914F6CDD1DUL >> 32);
                values[i] = scale * sample / int.MaxValue;
            }
        }
    }
}
