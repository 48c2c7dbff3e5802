// Signature-only stub of Microsoft.ML.OnnxRuntime 1.16 and later: what rules meet at call sites.
using System;
using System.Collections;
using System.Collections.Generic;

namespace Microsoft.ML.OnnxRuntime
{
    using Microsoft.ML.OnnxRuntime.Tensors;

    public interface IDisposableReadOnlyCollection<T> : IReadOnlyList<T>, IDisposable { }

    public readonly struct Float16 : IComparable, IComparable<Float16>, IEquatable<Float16>
    {
        public readonly ushort value;
        public Float16(ushort v) => this.value = v;
        public static Float16 Zero => throw null!;
        public static explicit operator Float16(float value) => throw null!;
        public static explicit operator float(Float16 value) => throw null!;
        public float ToFloat() => throw null!;
        public int CompareTo(object? obj) => throw null!;
        public int CompareTo(Float16 other) => throw null!;
        public bool Equals(Float16 other) => throw null!;
    }

    public readonly struct BFloat16 : IComparable, IComparable<BFloat16>, IEquatable<BFloat16>
    {
        public readonly ushort value;
        public BFloat16(ushort v) => this.value = v;
        public static explicit operator BFloat16(float value) => throw null!;
        public static explicit operator float(BFloat16 value) => throw null!;
        public float ToFloat() => throw null!;
        public int CompareTo(object? obj) => throw null!;
        public int CompareTo(BFloat16 other) => throw null!;
        public bool Equals(BFloat16 other) => throw null!;
    }

    public class SessionOptions : IDisposable
    {
        public void Dispose() => throw null!;
        public void AddSessionConfigEntry(string configKey, string configValue) => throw null!;
        public void AppendExecutionProvider_CPU(int useArena = 1) => throw null!;
        public void AppendExecutionProvider_CUDA(int deviceId = 0) => throw null!;
        public void AppendExecutionProvider_DML(int deviceId = 0) => throw null!;
    }

    public class RunOptions : IDisposable
    {
        public void Dispose() => throw null!;
    }

    public class NamedOnnxValue
    {
        public string Name { get => throw null!; set => throw null!; }
        public object Value { get => throw null!; set => throw null!; }
        public static NamedOnnxValue CreateFromTensor<T>(string name, Tensor<T> value) => throw null!;
        public Tensor<T> AsTensor<T>() => throw null!;
        public IEnumerable<T> AsEnumerable<T>() => throw null!;
    }

    public class DisposableNamedOnnxValue : NamedOnnxValue, IDisposable
    {
        public void Dispose() => throw null!;
    }

    public class OrtValue : IDisposable
    {
        public void Dispose() => throw null!;
        public static OrtValue CreateTensorValueFromMemory<T>(T[] data, long[] shape) where T : unmanaged => throw null!;
        public ReadOnlySpan<T> GetTensorDataAsSpan<T>() where T : unmanaged => throw null!;
        public Span<T> GetTensorMutableDataAsSpan<T>() where T : unmanaged => throw null!;
    }

    public class OrtIoBinding : IDisposable
    {
        internal OrtIoBinding() { }
        public void Dispose() => throw null!;
        public void BindInput(string name, OrtValue ortValue) => throw null!;
        public void BindOutput(string name, OrtValue ortValue) => throw null!;
        public void SynchronizeBoundInputs() => throw null!;
        public void SynchronizeBoundOutputs() => throw null!;
    }

    public class InferenceSession : IDisposable
    {
        public InferenceSession(string modelPath) { }
        public InferenceSession(string modelPath, SessionOptions options) { }
        public InferenceSession(byte[] model) { }
        public InferenceSession(byte[] model, SessionOptions options) { }
        public void Dispose() => throw null!;
        public IReadOnlyList<string> InputNames => throw null!;
        public IReadOnlyList<string> OutputNames => throw null!;
        public IDisposableReadOnlyCollection<DisposableNamedOnnxValue> Run(IReadOnlyCollection<NamedOnnxValue> inputs) => throw null!;
        public IDisposableReadOnlyCollection<DisposableNamedOnnxValue> Run(IReadOnlyCollection<NamedOnnxValue> inputs, IReadOnlyCollection<string> outputNames) => throw null!;
        public IDisposableReadOnlyCollection<OrtValue> Run(RunOptions runOptions, IReadOnlyDictionary<string, OrtValue> inputs, IReadOnlyCollection<string> outputNames) => throw null!;
        public System.Threading.Tasks.Task<IReadOnlyCollection<OrtValue>> RunAsync(RunOptions options, IReadOnlyCollection<string> inputNames, IReadOnlyCollection<OrtValue> inputValues, IReadOnlyCollection<string> outputNames, IReadOnlyCollection<OrtValue> outputValues) => throw null!;
        public OrtIoBinding CreateIoBinding() => throw null!;
        public void RunWithBinding(RunOptions runOptions, OrtIoBinding ioBinding) => throw null!;
    }
}

namespace Microsoft.ML.OnnxRuntime.Tensors
{
    public abstract class Tensor<T> : IList<T>, IReadOnlyList<T>
    {
        public long Length => throw null!;
        public ReadOnlySpan<int> Dimensions => throw null!;
        public T this[params int[] indices] { get => throw null!; set => throw null!; }
        public T this[ReadOnlySpan<int> indices] { get => throw null!; set => throw null!; }
        public T GetValue(int index) => throw null!;
        public void SetValue(int index, T value) => throw null!;
        public virtual DenseTensor<T> ToDenseTensor() => throw null!;
        public abstract Tensor<T> Clone();
        public abstract Tensor<T> Reshape(ReadOnlySpan<int> dimensions);
        IEnumerator<T> IEnumerable<T>.GetEnumerator() => throw null!;
        IEnumerator IEnumerable.GetEnumerator() => throw null!;
        int ICollection<T>.Count => throw null!;
        int IReadOnlyCollection<T>.Count => throw null!;
        bool ICollection<T>.IsReadOnly => throw null!;
        void ICollection<T>.Add(T item) => throw null!;
        void ICollection<T>.Clear() => throw null!;
        bool ICollection<T>.Contains(T item) => throw null!;
        void ICollection<T>.CopyTo(T[] array, int arrayIndex) => throw null!;
        bool ICollection<T>.Remove(T item) => throw null!;
        T IList<T>.this[int index] { get => throw null!; set => throw null!; }
        T IReadOnlyList<T>.this[int index] => throw null!;
        int IList<T>.IndexOf(T item) => throw null!;
        void IList<T>.Insert(int index, T item) => throw null!;
        void IList<T>.RemoveAt(int index) => throw null!;
    }

    public class DenseTensor<T> : Tensor<T>
    {
        public DenseTensor(ReadOnlySpan<int> dimensions, bool reverseStride = false) { }
        public DenseTensor(Memory<T> memory, ReadOnlySpan<int> dimensions, bool reverseStride = false) { }
        public Memory<T> Buffer => throw null!;
        public override Tensor<T> Clone() => throw null!;
        public override Tensor<T> Reshape(ReadOnlySpan<int> dimensions) => throw null!;
    }
}
