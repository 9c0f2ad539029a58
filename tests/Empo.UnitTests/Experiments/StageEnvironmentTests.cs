using Empo.Experiments.Execution;

namespace Empo.UnitTests.Experiments;

public sealed class StageEnvironmentTests
{
    [Theory]
    [InlineData("PYTORCH_CUDA_ALLOC_CONF", "max_split_size_mb:128")]
    [InlineData("PYTORCH_ALLOC_CONF", "backend:cudaMallocAsync")]
    [InlineData("OMP_WAIT_POLICY", "ACTIVE")]
    [InlineData("MALLOC_TOP_PAD_", "0")]
    [InlineData("CUBLAS_WORKSPACE_CONFIG", ":16:8")]
    public void What_the_user_set_for_allocators_and_waiting_stays(string name, string value)
    {
        var environment = new Dictionary<string, string?> { [name] = value };

        StageEnvironment.Set(environment);

        Assert.Equal(value, environment[name]);
    }

    [Fact]
    public void The_allocators_new_name_is_not_contradicted_by_its_old_one()
    {
        var environment = new Dictionary<string, string?> { ["PYTORCH_ALLOC_CONF"] = "max_split_size_mb:64" };

        StageEnvironment.Set(environment);

        Assert.DoesNotContain("PYTORCH_CUDA_ALLOC_CONF", environment);
    }

    [Theory]
    [InlineData("MKL_CBWR")]
    [InlineData("ATEN_CPU_CAPABILITY")]
    [InlineData("NVIDIA_TF32_OVERRIDE")]
    public void What_decides_bits_is_the_builds(string name)
    {
        var (set, unset) = (
            new Dictionary<string, string?> { [name] = "other" },
            new Dictionary<string, string?> { ["PYTORCH_CUDA_ALLOC_CONF"] = "" }
        );

        StageEnvironment.Set(set);
        StageEnvironment.Set(unset);

        Assert.Equal(unset[name], set[name]);
        Assert.Equal("expandable_segments:True", unset["PYTORCH_CUDA_ALLOC_CONF"]);
    }
}
