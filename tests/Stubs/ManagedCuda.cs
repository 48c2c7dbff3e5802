// Signature-only stub of ManagedCuda, from its documentation ids.
using System;

namespace ManagedCuda.BasicTypes
{
    public struct SizeT
    {
        public static implicit operator SizeT(int value) => throw null!;
        public static implicit operator SizeT(long value) => throw null!;
        public static implicit operator long(SizeT value) => throw null!;
    }

    public struct CUdeviceptr { }

    public struct CUstream { }

    public struct CUmodule { }

    public struct half
    {
        public half(float f) { }
        public half(double d) { }
        public half(half h) { }
    }
}

namespace ManagedCuda
{
    using ManagedCuda.BasicTypes;

    public class CudaContext : IDisposable
    {
        public CudaContext() { }
        public CudaContext(int deviceId) { }
        public void Dispose() => throw null!;
        public void Synchronize() => throw null!;
        public CudaKernel LoadKernelPTX(string moduleImage, string kernelName) => throw null!;
        public CudaKernel LoadKernelPTX(byte[] moduleImage, string kernelName) => throw null!;
        public CUmodule LoadModulePTX(string modulePath) => throw null!;
        public void CopyToHost<T>(T[] aDest, CUdeviceptr aSource) where T : struct => throw null!;
        public void CopyToHost(float[] aDest, CUdeviceptr aSource) => throw null!;
        public void CopyToDevice<T>(CUdeviceptr aDest, T[] aSource) where T : struct => throw null!;
        public void CopyToDevice(CUdeviceptr aDest, float[] aSource) => throw null!;
    }

    public class PrimaryContext : CudaContext
    {
        public PrimaryContext() { }
        public PrimaryContext(int deviceId) { }
    }

    public class CudaStream : IDisposable
    {
        public CUstream Stream => throw null!;
        public void Dispose() => throw null!;
        public void Synchronize() => throw null!;
        public bool Query() => throw null!;
    }

    public class CudaEvent : IDisposable
    {
        public void Dispose() => throw null!;
        public void Record() => throw null!;
        public void Synchronize() => throw null!;
    }

    public class CudaKernel
    {
        internal CudaKernel() { }
        public float Run(params object[] parameters) => throw null!;
        public void RunAsync(CUstream stream, params object[] parameters) => throw null!;
    }

    public class CudaDeviceVariable<T> : IDisposable where T : struct
    {
        public CudaDeviceVariable(SizeT size) { }
        public CUdeviceptr DevicePointer => throw null!;
        public SizeT Size => throw null!;
        public SizeT SizeInBytes => throw null!;
        public void Dispose() => throw null!;
        public T this[SizeT index] { get => throw null!; set => throw null!; }
        public void CopyToHost(T[] dest) => throw null!;
        public void CopyToHost(ref T dest) => throw null!;
        public void CopyToHost(T[] dest, SizeT offsetSrc, SizeT offsetDest, SizeT aSizeInBytes) => throw null!;
        public void CopyToHost(Array dest) => throw null!;
        public void CopyToDevice(T[] source) => throw null!;
        public void CopyToDevice(T source) => throw null!;
        public void CopyToDevice(CudaDeviceVariable<T> source) => throw null!;
        public void Memset(uint value) => throw null!;
        public static implicit operator T[](CudaDeviceVariable<T> d) => throw null!;
        public static implicit operator T(CudaDeviceVariable<T> d) => throw null!;
        public static implicit operator CudaDeviceVariable<T>(T[] h) => throw null!;
        public static implicit operator CudaDeviceVariable<T>(T h) => throw null!;
    }

    public class CudaPageLockedHostMemory<T> : IDisposable where T : struct
    {
        public CudaPageLockedHostMemory(SizeT size) { }
        public void Dispose() => throw null!;
        public T this[SizeT index] { get => throw null!; set => throw null!; }
        public void AsyncCopyFromDevice(CUdeviceptr devicePtr, CUstream stream) => throw null!;
        public void AsyncCopyToDevice(CUdeviceptr devicePtr, CUstream stream) => throw null!;
        public void SynchronCopyToDevice(CudaDeviceVariable<T> devicePtr) => throw null!;
        public void SynchronCopyToHost(CudaDeviceVariable<T> devicePtr) => throw null!;
    }
}
