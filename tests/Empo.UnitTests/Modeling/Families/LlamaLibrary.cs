using System.Reflection;
using System.Runtime.InteropServices;

namespace Empo.UnitTests.Modeling.Families;

/// <summary>
/// llama.cpp's own library, as the NuGet package LLamaSharp.Backend.Cpu brings it, by its C interface: another implementation of every
/// family. The layouts are those of version 0.30.0.
/// </summary>
internal static unsafe class LlamaLibrary
{
    private const int NoGpuLayers = 0, Contexts = 512;
    private static readonly Lazy<nint> Library = new(Open);

    /// <summary>Why llama.cpp cannot be asked here; null where it can.</summary>
    public static string? Missing =>
        Library.Value == 0 ? "The package LLamaSharp.Backend.Cpu has no library that this machine can load." : null;

    /// <summary>Logits [T][V] after each token of a sequence.</summary>
    public static float[][] Logits(string gguf, IReadOnlyList<int> ids, int vocabulary)
    {
        using var session = new Session(gguf, ids.Count);
        session.Decode(ids, 0, all: true);
        return [.. Enumerable.Range(0, ids.Count).Select(i => session.Logits(i, vocabulary))];
    }

    /// <summary>The most likely token after each, begun with a prompt.</summary>
    public static int[] Greedy(string gguf, IReadOnlyList<int> prompt, int count, int vocabulary)
    {
        using var session = new Session(gguf, prompt.Count + count);
        List<int> ids = [.. prompt];
        IReadOnlyList<int> next = prompt;
        for (var i = 0; i < count; i++)
        {
            session.Decode(next, ids.Count - next.Count, all: false);
            var logits = session.Logits(-1, vocabulary);
            next = [Array.IndexOf(logits, logits.Max())];
            ids.AddRange(next);
        }

        return [.. ids.Skip(prompt.Count)];
    }

    private static nint Open()
    {
        var root = typeof(LlamaLibrary).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .Single(attribute => attribute.Key == "LlamaCppFolder")
            .Value!;
        var (folder, file) = RuntimeInformation.RuntimeIdentifier switch
        {
            "linux-x64" => ("linux-x64/native/noavx", "libllama.so"),
            "win-x64" => ("win-x64/native/noavx", "llama.dll"),
            "osx-arm64" => ("osx-arm64/native", "libllama.dylib"),
            _ => ("", "none"),
        };
        if (!NativeLibrary.TryLoad(Path.Combine(root, folder, file), out var library))
        {
            return 0;
        }

        ((delegate* unmanaged<nint, nint, void>)NativeLibrary.GetExport(library, "llama_log_set"))(
            (nint)(delegate* unmanaged<int, nint, nint, void>)&Silent,
            0
        );
        ((delegate* unmanaged<void>)NativeLibrary.GetExport(library, "llama_backend_init"))();
        return library;
    }

    [UnmanagedCallersOnly]
    private static void Silent(int level, nint text, nint data)
    {
    }

    private static nint Export(string name) => NativeLibrary.GetExport(Library.Value, name);

    [StructLayout(LayoutKind.Explicit, Size = 72)]
    private struct ModelParameters
    {
        [FieldOffset(16)]
        public int GpuLayers;
    }

    [StructLayout(LayoutKind.Explicit, Size = 160)]
    private struct ContextParameters
    {
        [FieldOffset(0)]
        public uint Positions;

        [FieldOffset(4)]
        public uint Batch;

        [FieldOffset(8)]
        public uint MicroBatch;

        [FieldOffset(24)]
        public int Threads;

        [FieldOffset(28)]
        public int BatchThreads;

        /// <summary>0 for attention written out, which is F32 throughout; the fused one rounds to F16.</summary>
        [FieldOffset(48)]
        public int FlashAttention;

        /// <summary>Type of keys and values; 0 is F32.</summary>
        [FieldOffset(104)]
        public int KeyType;

        [FieldOffset(108)]
        public int ValueType;
    }

    [StructLayout(LayoutKind.Explicit, Size = 56)]
    private struct Batch
    {
        [FieldOffset(0)]
        public int Count;

        [FieldOffset(8)]
        public int* Tokens;

        [FieldOffset(24)]
        public int* Positions;

        [FieldOffset(32)]
        public int* SequenceCounts;

        [FieldOffset(40)]
        public int** Sequences;

        [FieldOffset(48)]
        public byte* Logits;
    }

    /// <summary>A loaded model and one sequence.</summary>
    private sealed class Session : IDisposable
    {
        private readonly nint _model, _context;

        public Session(string gguf, int positions)
        {
            var model = ((delegate* unmanaged<ModelParameters>)Export("llama_model_default_params"))();
            model.GpuLayers = NoGpuLayers;
            var path = Marshal.StringToCoTaskMemUTF8(gguf);
            _model = ((delegate* unmanaged<nint, ModelParameters, nint>)Export("llama_model_load_from_file"))(path, model);
            Marshal.FreeCoTaskMem(path);
            Assert.True(_model != 0, $"llama.cpp cannot load {gguf}");
            var context = ((delegate* unmanaged<ContextParameters>)Export("llama_context_default_params"))();
            (context.Positions, context.Batch, context.MicroBatch) = ((uint)Math.Max(Contexts, positions), Contexts, Contexts);
            (context.Threads, context.BatchThreads) = (1, 1);
            (context.FlashAttention, context.KeyType, context.ValueType) = (0, 0, 0);
            _context = ((delegate* unmanaged<nint, ContextParameters, nint>)Export("llama_init_from_model"))(_model, context);
            Assert.True(_context != 0, $"llama.cpp cannot make a context for {gguf}");
        }

        public void Decode(IReadOnlyList<int> ids, int first, bool all)
        {
            var batch = ((delegate* unmanaged<int, int, int, Batch>)Export("llama_batch_init"))(ids.Count, 0, 1);
            batch.Count = ids.Count;
            for (var i = 0; i < ids.Count; i++)
            {
                (batch.Tokens[i], batch.Positions[i], batch.SequenceCounts[i]) = (ids[i], first + i, 1);
                batch.Sequences[i][0] = 0;
                batch.Logits[i] = (byte)(all || i == ids.Count - 1 ? 1 : 0);
            }

            var failed = ((delegate* unmanaged<nint, Batch, int>)Export("llama_decode"))(_context, batch);
            ((delegate* unmanaged<Batch, void>)Export("llama_batch_free"))(batch);
            Assert.Equal(0, failed);
        }

        public float[] Logits(int index, int vocabulary)
        {
            var logits = ((delegate* unmanaged<nint, int, float*>)Export("llama_get_logits_ith"))(_context, index);
            return new ReadOnlySpan<float>(logits, vocabulary).ToArray();
        }

        public void Dispose()
        {
            ((delegate* unmanaged<nint, void>)Export("llama_free"))(_context);
            ((delegate* unmanaged<nint, void>)Export("llama_model_free"))(_model);
        }
    }
}
