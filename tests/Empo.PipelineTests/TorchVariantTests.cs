using System.Diagnostics;
using System.Text.Json;
using Empo.PipelineTests.Harness;

namespace Empo.PipelineTests;

/// <summary>
/// Each variant of TorchSharp brings its own native packages and no other's, into folders of its own. The variant of another system cannot
/// be restored here, so its projects are evaluated.
/// </summary>
public sealed class TorchVariantTests
{
    private static readonly string[] Natives =
    [
        "libtorch-cpu-linux-x64", "libtorch-cpu-osx-arm64", "libtorch-cpu-win-x64", "TorchSharp-cuda-linux", "TorchSharp-cuda-windows",
    ];

    [Theory]
    [InlineData("stages/Empo.Stages/Empo.Stages.csproj", "cuda-windows", "win-x64", "TorchSharp-cuda-windows")]
    [InlineData("tests/Empo.UnitTests/Empo.UnitTests.csproj", "cuda-windows", "win-x64", "TorchSharp-cuda-windows")]
    [InlineData("benchmarks/Empo.Benchmarks/Empo.Benchmarks.csproj", "cuda-windows", "win-x64", "TorchSharp-cuda-windows")]
    [InlineData("stages/Empo.Stages/Empo.Stages.csproj", "cuda-linux", "linux-x64", "TorchSharp-cuda-linux")]
    [InlineData("stages/Empo.Stages/Empo.Stages.csproj", "cpu", "win-x64", "libtorch-cpu-win-x64")]
    [InlineData("stages/Empo.Stages/Empo.Stages.csproj", "cpu", "osx-arm64", "libtorch-cpu-osx-arm64")]
    public void A_variant_brings_its_own_natives_only(string project, string variant, string system, string native)
    {
        var evaluated = Evaluate(project, $"-p:EmpoTorch={variant}", $"-p:RuntimeIdentifier={system}");

        var packages = Identities(evaluated, "PackageReference");
        Assert.Contains("TorchSharp", packages);
        Assert.Equal([native], packages.Intersect(Natives));
        Assert.Subset(Identities(evaluated, "PackageVersion").ToHashSet(), packages.ToHashSet());
        var name = Path.GetFileNameWithoutExtension(project);
        var properties = evaluated.GetProperty("Properties");
        Assert.EndsWith($"bin/{variant}/{name}/", properties.GetProperty("OutputPath").GetString(), StringComparison.Ordinal);
        Assert.EndsWith(
            $"packages.{variant}.{system}.lock.json",
            properties.GetProperty("NuGetLockFilePath").GetString(),
            StringComparison.Ordinal
        );
    }

    private static JsonElement Evaluate(string project, params string[] properties)
    {
        string[] asked =
        [
            "msbuild",
            Path.Combine(Repository.Root, project),
            "-getItem:PackageReference",
            "-getItem:PackageVersion",
            "-getProperty:OutputPath",
            "-getProperty:NuGetLockFilePath",
            .. properties,
        ];
        using var process = Process.Start(BuildEnvironment.Start(Repository.Root, asked))!;
        process.StandardInput.Close();
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"{output}{errors.Result}");
        return JsonDocument.Parse(output).RootElement;
    }

    private static List<string> Identities(JsonElement evaluated, string item) =>
        [.. evaluated.GetProperty("Items").GetProperty(item).EnumerateArray().Select(one => one.GetProperty("Identity").GetString()!)];
}
