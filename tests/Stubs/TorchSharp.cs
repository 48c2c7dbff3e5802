// Signature-only stub of TorchSharp 0.107, from its documentation ids: the members that rules and their tests meet.
using System;
using System.Collections;
using System.Collections.Generic;
using System.Globalization;
using System.Runtime.CompilerServices;
using TorchSharp.Modules;

namespace TorchSharp
{
    public enum DeviceType { CPU = 0, CUDA = 1, MPS = 13, META = 14 }

    public enum TensorStringStyle { Default, Metadata, Julia, Numpy, CSharp }

    public readonly struct BFloat16 { }

    public sealed class Scalar : IDisposable
    {
        public void Dispose() => throw null!;
        public static implicit operator Scalar(byte value) => throw null!;
        public static implicit operator Scalar(short value) => throw null!;
        public static implicit operator Scalar(int value) => throw null!;
        public static implicit operator Scalar(long value) => throw null!;
        public static implicit operator Scalar(float value) => throw null!;
        public static implicit operator Scalar(double value) => throw null!;
        public static implicit operator Scalar(bool value) => throw null!;
        public static implicit operator Scalar(Half value) => throw null!;
    }

    public static class ScalarExtensionMethods
    {
        public static float ToSingle(this Scalar value) => throw null!;
        public static double ToDouble(this Scalar value) => throw null!;
        public static int ToInt32(this Scalar value) => throw null!;
        public static long ToInt64(this Scalar value) => throw null!;
        public static bool ToBoolean(this Scalar value) => throw null!;
    }

    public sealed class DisposeScope : IDisposable
    {
        public void Dispose() => throw null!;
        public torch.Tensor MoveToOuter(torch.Tensor disposable) => throw null!;
    }

    public static class TensorExtensionMethods
    {
        public static byte ToByte(this torch.Tensor value) => throw null!;
        public static Half ToHalf(this torch.Tensor value) => throw null!;
        public static short ToInt16(this torch.Tensor value) => throw null!;
        public static int ToInt32(this torch.Tensor value) => throw null!;
        public static long ToInt64(this torch.Tensor value) => throw null!;
        public static sbyte ToSByte(this torch.Tensor value) => throw null!;
        public static double ToDouble(this torch.Tensor value) => throw null!;
        public static float ToSingle(this torch.Tensor value) => throw null!;
        public static bool ToBoolean(this torch.Tensor value) => throw null!;
        public static BFloat16 ToBFloat16(this torch.Tensor value) => throw null!;
        public static torch.Tensor ToTensor<T>(this T[] rawArray, long[] dimensions, bool doCopy = false, bool requires_grad = false) => throw null!;
        public static string str(this torch.Tensor tensor, string? fltFormat = null, int? width = null, string? newLine = null, CultureInfo? cultureInfo = null, TensorStringStyle style = TensorStringStyle.Default) => throw null!;
        public static string jlstr(this torch.Tensor tensor, string? fltFormat = null, int? width = null, string? newLine = null, CultureInfo? cultureInfo = null) => throw null!;
        public static string npstr(this torch.Tensor tensor, string? fltFormat = "g5", int? width = 100, string? newLine = null, CultureInfo? cultureInfo = null) => throw null!;
        public static string cstr(this torch.Tensor tensor, string? fltFormat = "g5", int? width = 100, string? newLine = null, CultureInfo? cultureInfo = null) => throw null!;
        public static torch.Tensor print(this torch.Tensor t, string? fltFormat = "g5", int? width = 100, string? newLine = null, CultureInfo? cultureInfo = null, TensorStringStyle style = TensorStringStyle.Default) => throw null!;
    }

    public static class ModuleExtensionMethods
    {
        public static T half<T>(this T module, bool non_blocking = false) where T : torch.nn.Module => throw null!;
        public static T @float<T>(this T module, bool non_blocking = false) where T : torch.nn.Module => throw null!;
        public static T bfloat16<T>(this T module, bool non_blocking = false) where T : torch.nn.Module => throw null!;
        public static T cpu<T>(this T module, bool non_blocking = false) where T : torch.nn.Module => throw null!;
        public static T cuda<T>(this T module, int deviceIndex = -1, bool non_blocking = false) where T : torch.nn.Module => throw null!;
        public static T to<T>(this T module, string device, bool non_blocking = false) where T : torch.nn.Module => throw null!;
        public static T to<T>(this T module, torch.Device device, bool non_blocking = false) where T : torch.nn.Module => throw null!;
        public static T to<T>(this T module, torch.ScalarType type, bool non_blocking = false) where T : torch.nn.Module => throw null!;
        public static T to<T>(this T module, torch.Device device, torch.ScalarType dtype, bool non_blocking = false) where T : torch.nn.Module => throw null!;
        public static T to<T>(this T module, DeviceType deviceType, int deviceIndex = -1, bool non_blocking = false) where T : torch.nn.Module => throw null!;
    }

    public static partial class torch
    {
        public static readonly Device CPU = null!;
        public static readonly Device META = null!;
        public static Device CUDA => throw null!;
        public static Device MPS => throw null!;
        public static ScalarType uint8;
        public static ScalarType int32;
        public static ScalarType int64;
        public static ScalarType half;
        public static ScalarType float16;
        public static ScalarType float32;
        public static ScalarType float64;
        public static ScalarType bfloat16;

        public static Device device(int index) => throw null!;
        public static Device device(string description) => throw null!;
        public static Device device(string deviceType, int index = -1) => throw null!;
        public static Device device(DeviceType deviceType, int index = -1) => throw null!;
        public static void set_default_device(string device) => throw null!;
        public static void set_default_device(Device device) => throw null!;
        public static IDisposable no_grad() => throw null!;
        public static IDisposable inference_mode(bool mode = true) => throw null!;
        public static IDisposable enable_grad(bool enabled = true) => throw null!;
        public static IDisposable set_grad_enabled(bool mode = true) => throw null!;
        public static DisposeScope NewDisposeScope() => throw null!;
        public static Tensor WrappedTensorDisposeScope(Func<Tensor> expr) => throw null!;

        public static Tensor tensor(float scalar, Device? device = null, bool requires_grad = false) => throw null!;
        public static Tensor tensor(long scalar, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => throw null!;
        public static Tensor tensor(IList<float> rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) => throw null!;
        public static Tensor tensor(IList<long> rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) => throw null!;
        public static Tensor tensor(IList<int> rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) => throw null!;
        public static Tensor tensor(IList<float> rawArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) => throw null!;
        public static Tensor from_array(Array rawArray, Device? device = null) => throw null!;
        public static Tensor zeros(long size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) => throw null!;
        public static Tensor zeros(long dim0, long dim1, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) => throw null!;
        public static Tensor zeros(long[] size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) => throw null!;
        public static Tensor ones(long size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) => throw null!;
        public static Tensor randn(long size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null, string[]? names = null) => throw null!;
        public static Tensor randn(long dim0, long dim1, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null, string[]? names = null) => throw null!;
        public static Tensor rand(long size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null, string[]? names = null) => throw null!;
        public static Tensor normal(double mean, double std, ReadOnlySpan<long> size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null, string[]? names = null) => throw null!;
        public static Tensor linspace(double start, double end, long steps, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => throw null!;
        public static Tensor arange(Scalar stop, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => throw null!;
        public static Tensor cat(IList<Tensor> tensors, long dim = 0) => throw null!;
        public static Tensor stack(IEnumerable<Tensor> tensors, long dim = 0) => throw null!;
        public static Tensor round(Tensor input, long decimals = 0L) => throw null!;
        public static Tensor maximum(Tensor input, Tensor other) => throw null!;
        public static Tensor nonzero(Tensor input) => throw null!;
        public static Tensor squeeze(Tensor input, long? dim = null) => throw null!;
        public static Tensor argmax(Tensor input) => throw null!;
        public static Tensor argmax(Tensor input, long dim, bool keepdim = false) => throw null!;
        public static Tensor multinomial(Tensor input, long num_samples, bool replacement = false, Generator? generator = null) => throw null!;

        public class Device
        {
            public Device(string description) { }
            public Device(DeviceType type, int index = -1) { }
            public DeviceType type => throw null!;
            public int index => throw null!;
        }

        public class Generator { }

        public struct TensorIndex
        {
            public static TensorIndex Slice(long? start = null, long? stop = null, long? step = null) => throw null!;
            public static TensorIndex Single(long? index) => throw null!;
            public static TensorIndex Ellipsis => throw null!;
            public static TensorIndex Colon => throw null!;
            public static implicit operator TensorIndex(long value) => throw null!;
            public static implicit operator TensorIndex(Range range) => throw null!;
        }

        public enum ScalarType : sbyte { Byte = 0, Int8 = 1, Int16 = 2, Int32 = 3, Int64 = 4, Float16 = 5, Float32 = 6, Float64 = 7, Bool = 11, BFloat16 = 15 }

        public class Tensor : IDisposable
        {
            public void Dispose() => throw null!;
            public IntPtr Handle => throw null!;
            public long Dimensions => throw null!;
            public long NumberOfElements => throw null!;
            public long ndim => throw null!;
            public long[] shape => throw null!;
            public Device device => throw null!;
            public DeviceType device_type => throw null!;
            public int device_index => throw null!;
            public ScalarType dtype => throw null!;
            public bool is_cuda => throw null!;
            public bool requires_grad { get => throw null!; set => throw null!; }
            public Tensor? grad { get => throw null!; set => throw null!; }
            public Span<byte> bytes { get => throw null!; set => throw null!; }
            public string name => throw null!;

            [IndexerName("TensorItems")]
            public Tensor this[params TensorIndex[] indices] { get => throw null!; set => throw null!; }
            [IndexerName("TensorItems")]
            public Tensor this[params Tensor[] indices] { get => throw null!; set => throw null!; }
            [IndexerName("TensorItems")]
            public Tensor this[long i1] { get => throw null!; set => throw null!; }
            [IndexerName("TensorItems")]
            public Tensor this[long i1, long i2] { get => throw null!; set => throw null!; }

            public T item<T>() where T : unmanaged => throw null!;
            public Utils.TensorAccessor<T> data<T>() where T : unmanaged => throw null!;
            public Scalar ToScalar() => throw null!;
            public object tolist() => throw null!;
            public override string ToString() => throw null!;
            public string ToString(bool disamb, string? fltFormat = null, int? width = null, CultureInfo? cultureInfo = null, string? newLine = null) => throw null!;
            public string ToString(TensorStringStyle style, string? fltFormat = null, int? width = null, CultureInfo? cultureInfo = null, string? newLine = null) => throw null!;
            public bool ReadCpuBool(long i) => throw null!;
            public float ReadCpuSingle(long i) => throw null!;
            public long ReadCpuInt64(long i) => throw null!;

            public Tensor cpu() => throw null!;
            public Tensor cuda(Device? device = null, bool non_blocking = false) => throw null!;
            public Tensor mps(bool non_blocking = false) => throw null!;
            public Tensor to(string device, bool copy = false, bool disposeAfter = false, bool non_blocking = false) => throw null!;
            public Tensor to(Device device, bool copy = false, bool disposeAfter = false, bool non_blocking = false) => throw null!;
            public Tensor to(DeviceType deviceType, int deviceIndex = -1, bool copy = false, bool disposeAfter = false, bool non_blocking = false) => throw null!;
            public Tensor to(ScalarType type, Device device, bool copy = false, bool disposeAfter = false, bool non_blocking = false) => throw null!;
            public Tensor to(ScalarType type, bool copy = false, bool disposeAfter = false, bool non_blocking = false) => throw null!;
            public Tensor to(Tensor other, bool non_blocking = false) => throw null!;
            public Tensor to_type(ScalarType type, bool copy = false, bool disposeAfter = false, bool non_blocking = false) => throw null!;
            public Tensor copy_(Tensor source, bool nonBlocking = false) => throw null!;
            public Tensor pin_memory() => throw null!;
            public Tensor half() => throw null!;
            public Tensor @float() => throw null!;
            public Tensor bfloat16() => throw null!;

            public Tensor add(Scalar scalar, Scalar alpha) => throw null!;
            public Tensor add(Tensor target) => throw null!;
            public Tensor add_(Tensor target) => throw null!;
            public Tensor add_(Scalar scalar) => throw null!;
            public Tensor mul(Tensor target) => throw null!;
            public Tensor mul_(Scalar scalar) => throw null!;
            public Tensor matmul(Tensor target) => throw null!;
            public Tensor argmax() => throw null!;
            public Tensor argmax(long dim, bool keepdim = false) => throw null!;
            public Tensor max() => throw null!;
            public (Tensor values, Tensor indexes) max(long dim, bool keepdim = false) => throw null!;
            public Tensor sum(ScalarType? type = null) => throw null!;
            public Tensor sum(long dim, bool keepdim = false, ScalarType? type = null) => throw null!;
            public Tensor mean() => throw null!;
            public Tensor mean(long[] dimensions, bool keepdim = false, ScalarType? type = null) => throw null!;
            public Tensor softmax(long dim, ScalarType? dtype = null) => throw null!;
            public Tensor log_softmax(long dim, ScalarType? dtype = null) => throw null!;
            public Tensor multinomial(long num_samples, bool replacement = false, Generator? generator = null) => throw null!;
            public Tensor eq(Tensor target) => throw null!;
            public Tensor eq(Scalar target) => throw null!;
            public Tensor norm(float p = 2) => throw null!;
            public Tensor abs() => throw null!;
            public Tensor detach() => throw null!;
            public Tensor clone() => throw null!;
            public Tensor view(params long[] shape) => throw null!;
            public Tensor reshape(params long[] shape) => throw null!;
            public Tensor unsqueeze(long dim) => throw null!;
            public Tensor squeeze(long? dim = null) => throw null!;
            public Tensor slice(long dim, long start, long finish, long step) => throw null!;
            public Tensor index_select(long dim, Tensor index) => throw null!;
            public void backward() => throw null!;
            public Tensor requires_grad_(bool requires_grad = true) => throw null!;
            public long size(int dim) => throw null!;
            public Tensor MoveToOuterDisposeScope() => throw null!;
            public Tensor DetachFromDisposeScope() => throw null!;

            public static implicit operator Tensor(float value) => throw null!;
            public static implicit operator Tensor(double value) => throw null!;
            public static implicit operator Tensor(int value) => throw null!;
            public static implicit operator Tensor(long value) => throw null!;
            public static implicit operator Tensor(float[] value) => throw null!;
            public static explicit operator float(Tensor value) => throw null!;
            public static explicit operator double(Tensor value) => throw null!;
            public static explicit operator sbyte(Tensor value) => throw null!;
            public static explicit operator byte(Tensor value) => throw null!;
            public static explicit operator short(Tensor value) => throw null!;
            public static explicit operator int(Tensor value) => throw null!;
            public static explicit operator long(Tensor value) => throw null!;
            public static explicit operator bool(Tensor value) => throw null!;
            public static Tensor operator +(Tensor left, Tensor right) => throw null!;
            public static Tensor operator +(Tensor left, float right) => throw null!;
            public static Tensor operator +(float left, Tensor right) => throw null!;
            public static Tensor operator -(Tensor left, Tensor right) => throw null!;
            public static Tensor operator -(Tensor left, float right) => throw null!;
            public static Tensor operator -(Tensor tensor) => throw null!;
            public static Tensor operator *(Tensor left, Tensor right) => throw null!;
            public static Tensor operator *(Tensor left, float right) => throw null!;
            public static Tensor operator *(float left, Tensor right) => throw null!;
            public static Tensor operator /(Tensor left, Tensor right) => throw null!;
            public static Tensor operator /(Tensor left, float right) => throw null!;
            public static Tensor operator >(Tensor left, Scalar right) => throw null!;
            public static Tensor operator <(Tensor left, Scalar right) => throw null!;
        }

        public static class cuda
        {
            public static bool is_available() => throw null!;
            public static int device_count() => throw null!;
            public static void synchronize(Device? device = null) => throw null!;
        }

        public static class nn
        {
            public static Linear Linear(long inputSize, long outputSize, bool hasBias = true, Device? device = null, ScalarType? dtype = null) => throw null!;
            public static Sequential Sequential(params (string name, Module<Tensor, Tensor> submodule)[] modules) => throw null!;
            public static Sequential Sequential(params Module<Tensor, Tensor>[] modules) => throw null!;

            public interface IModule<T, TResult>
            {
                TResult call(T input);
            }

            public class Module : IDisposable
            {
                protected Module(string name) { }
                public void Dispose() => throw null!;
                public virtual void train(bool mode = true) => throw null!;
                public virtual void eval() => throw null!;
                public bool training => throw null!;
                public virtual IEnumerable<Parameter> parameters(bool recurse = true) => throw null!;
                public virtual void zero_grad(bool set_to_none = true) => throw null!;
                public virtual Module save(string location, IList<string>? skip = null) => throw null!;
                public virtual Module load(string location, bool strict = true, IList<string>? skip = null, Dictionary<string, bool>? loadedParameters = null) => throw null!;
                protected void RegisterComponents() => throw null!;
            }

            public abstract class HookableModule<TPreHook, TPostHook> : Module
            {
                protected HookableModule(string name) : base(name) { }
            }

            public abstract class Module<T, TResult> : HookableModule<Func<Module<T, TResult>, T, T>, Func<Module<T, TResult>, T, TResult, TResult>>, IModule<T, TResult>
            {
                protected Module(string name) : base(name) { }
                public abstract TResult forward(T input);
                public TResult call(T input) => throw null!;
            }

            public interface IModule<T1, T2, TResult>
            {
                TResult call(T1 input1, T2 input2);
            }

            public abstract class Module<T1, T2, TResult> : HookableModule<Func<Module<T1, T2, TResult>, T1, T2, (T1, T2)?>, Func<Module<T1, T2, TResult>, T1, T2, TResult, TResult>>, IModule<T1, T2, TResult>
            {
                protected Module(string name) : base(name) { }
                public abstract TResult forward(T1 input1, T2 input2);
                public TResult call(T1 input1, T2 input2) => throw null!;
            }

            public static class functional
            {
                public static Tensor cross_entropy(Tensor input, Tensor target, Tensor? weight = null, long ignore_index = -100, Reduction reduction = Reduction.Mean, double label_smoothing = 0) => throw null!;
                public static Tensor mse_loss(Tensor input, Tensor target, Reduction reduction = Reduction.Mean) => throw null!;
                public static Tensor softmax(Tensor input, long dim, ScalarType? dtype = null) => throw null!;
                public static Tensor relu(Tensor x, bool inplace = false) => throw null!;
            }

            public enum Reduction { None, Mean, Sum }
        }

        public static class optim
        {
            public abstract class Optimizer : IDisposable
            {
                public void Dispose() => throw null!;
                public virtual void zero_grad() => throw null!;
                public virtual Tensor step(Func<Tensor>? closure = null) => throw null!;
            }

            public static SGD SGD(IEnumerable<Parameter> parameters, double learningRate, double momentum = 0.0, double dampening = 0, double weight_decay = 0, bool nesterov = false, bool maximize = false) => throw null!;
            public static Adam Adam(IEnumerable<Parameter> parameters, double lr = 1e-3) => throw null!;
        }

        public static class jit
        {
            public class ScriptModule : nn.Module
            {
                internal ScriptModule() : base("") { }
            }

            public class ScriptModule<T, TResult> : ScriptModule, nn.IModule<T, TResult>
            {
                internal ScriptModule() { }
                public TResult call(T input) => throw null!;
                public TResult forward(T tensor) => throw null!;
            }

            public static ScriptModule<T, TResult> load<T, TResult>(string filename, Device? map_location = null) => throw null!;
        }
    }
}

namespace TorchSharp.Modules
{
    public class Parameter : torch.Tensor { }

    public sealed class Linear : torch.nn.Module<torch.Tensor, torch.Tensor>
    {
        internal Linear() : base("") { }
        public override torch.Tensor forward(torch.Tensor input) => throw null!;
    }

    public class Sequential : torch.nn.Module<torch.Tensor, torch.Tensor>
    {
        internal Sequential() : base("") { }
        public override torch.Tensor forward(torch.Tensor tensor) => throw null!;
        public override void eval() => throw null!;
        public override void train(bool mode = true) => throw null!;
    }

    public class SGD : torch.optim.Optimizer { }

    public class Adam : torch.optim.Optimizer { }
}

namespace TorchSharp.Utils
{
    public sealed class TensorAccessor<T> : IDisposable, IEnumerable<T> where T : unmanaged
    {
        internal TensorAccessor() { }
        public void Dispose() => throw null!;
        public long Count => throw null!;
        public T this[params long[] indices] { get => throw null!; set => throw null!; }
        public T[] ToArray() => throw null!;
        public Array ToNDArray() => throw null!;
        public void CopyTo(Span<T> span, int arrayIndex = 0, long tensorIndex = 0) => throw null!;
        public void CopyTo(T[] array, int arrayIndex = 0, long tensorIndex = 0) => throw null!;
        public IEnumerator<T> GetEnumerator() => throw null!;
        IEnumerator IEnumerable.GetEnumerator() => throw null!;
    }
}
