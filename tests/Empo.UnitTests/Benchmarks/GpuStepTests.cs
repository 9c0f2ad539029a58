using Empo.Benchmarks.Gpu;
using Empo.Benchmarks.Processes;

namespace Empo.UnitTests.Benchmarks;

/// <summary>The steps of the verb <c>gpu</c>: arguments, limits, and programs with a Python installation's libtorch.</summary>
public sealed class GpuStepTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void The_variant_is_that_of_the_system_and_of_the_arguments()
    {
        Assert.Equal(OperatingSystem.IsWindows() ? "cuda-windows" : "cuda-linux", GpuOptions.Read([]).Variant);
        Assert.Equal("cpu", GpuOptions.Read(["--device", "cpu"]).Variant);
        Assert.Equal("cpu", GpuOptions.Read(["--torch", _folder.Path]).Variant);
        Assert.True(GpuOptions.Read(["--torch", _folder.Path]).OnCard);
    }

    [Theory]
    [InlineData("--device")]
    [InlineData("--device", "tpu")]
    [InlineData("--card", "0")]
    public void Anything_else_is_refused(params string[] arguments)
    {
        var refusal = Assert.Throws<ArgumentException>(() => GpuOptions.Read(arguments));

        Assert.Contains("gpu [--device", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_step_gets_its_share_and_nothing_when_the_time_is_over()
    {
        Assert.Equal(TimeSpan.FromDays(4), new GpuClock(TimeSpan.FromDays(10)).Limit(0.4));
        Assert.Equal(TimeSpan.Zero, new GpuClock(TimeSpan.Zero).Limit(0.4));
    }

    [Fact]
    public void A_program_is_ended_at_its_limit_and_its_words_are_kept()
    {
        var ended = BoundedProcess.Run("dotnet", ["--version"], TimeSpan.FromMinutes(5), _folder.Path);
        var stopped = BoundedProcess.Run("dotnet", ["--version"], TimeSpan.Zero, _folder.Path);

        Assert.True(ended.Succeeded);
        Assert.NotEmpty(ended.Output.Trim());
        Assert.Null(stopped.ExitCode);
        Assert.False(stopped.Succeeded);
    }

    [Fact]
    public void Python_libraries_take_the_place_of_all_of_the_packages_and_ours_stays()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "links need a privilege there");
        string[] files = ["TorchSharp.dll", "libtorch.so", "libtorch_cpu.so", "libgomp-1.so", "libLibTorchSharp.so", "Empo.Stages.dll"];
        foreach (var file in files)
        {
            Write($"bin/cpu/Empo.Stages/{file}", "package");
        }

        Write("bin/cpu/Empo.Tasks/Empo.Tasks.dll", "package");
        Write("site/torch/lib/libtorch.so", "python");
        Write("site/torch/lib/libtorch_cuda.so", "python");
        Write("site/nvidia/cublas/lib/libcublas.so.12", "python");

        PythonTorch.Link(At("bin/cpu"), At("bin/python"), At("site/torch/lib"));
        PythonTorch.Link(At("bin/cpu"), At("bin/python"), At("site/torch/lib")); // again, over the first

        string Text(string file) => File.ReadAllText(At($"bin/python/Empo.Stages/{file}"));
        Assert.Equal(["python", "python"], [Text("libtorch.so"), Text("libtorch_cuda.so")]);
        Assert.Equal(["package", "package"], [Text("libLibTorchSharp.so"), Text("Empo.Stages.dll")]);
        Assert.False(File.Exists(At("bin/python/Empo.Stages/libtorch_cpu.so")));
        Assert.False(File.Exists(At("bin/python/Empo.Stages/libgomp-1.so")));
        Assert.Equal(["Empo.Tasks.dll"], Directory.GetFiles(At("bin/python/Empo.Tasks")).Select(Path.GetFileName));
        Assert.Equal([At("site/nvidia/cublas/lib")], PythonTorch.NvidiaFolders(At("site/torch/lib")));
        Assert.Throws<DirectoryNotFoundException>(() => PythonTorch.Link(At("bin/cpu"), At("bin/python"), At("site")));
    }

    public void Dispose() => _folder.Dispose();

    private string At(string path) => Path.Combine(_folder.Path, path);

    private void Write(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(At(path))!);
        File.WriteAllText(At(path), text);
    }
}
