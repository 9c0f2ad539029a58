using System.Text.Json;
using Empo.PipelineTests.Harness;

namespace Empo.PipelineTests.Real;

/// <summary>Adapters trained by real builds.</summary>
public sealed class LoraTests(TinyPipeline tiny) : IClassFixture<TinyPipeline>
{
    private const string Lora =
        "update.lora.rank=4 update.lora.alpha=8 update.lora.targets=[q_proj v_proj down_proj] update.learning_rate=0.003";

    [Fact]
    public void A_round_leaves_an_adapter_and_shares_everything_up_to_the_first_update()
    {
        var folder = tiny.Copy();

        var first = folder.BuildWith(Lora).Succeeded();
        var second = folder.BuildWith(Lora).Succeeded();

        Assert.Equal("update 1", first.Ran[0]);
        second.RanOnly();
        var outputs = folder.Manifest("update 2").Outputs.ToDictionary(output => output.Name);
        Assert.Equal(["adapter_config.json", "adapter_model.safetensors"], outputs["policy"].Files.Select(file => file.Path).Order());
        Assert.True(
            outputs["policy"].Files.Sum(file => file.Bytes)
                < tiny.Copy().Manifest("update 2").Outputs.Single(output => output.Name == "policy").Files.Sum(file => file.Bytes) / 2
        );
        Assert.NotEqual(outputs["policy"].Digest, folder.Manifest("update 1").Output("policy").Digest);
        Assert.True(folder.Manifest("update 1").Metrics["mismatch_mean"] < 1e-4);
        Assert.True(folder.Manifest("update 2").Metrics["mismatch_mean"] < 1e-4);
        Assert.True(folder.Manifest("update 2").Metrics["gradient_norm"] > 0);
    }

    [Fact]
    public void The_policy_of_no_round_is_the_users_own_model()
    {
        var folder = tiny.Copy();
        var baseModel = Path.Combine(folder.Entry("pretrain"), "policy");
        FolderCopy.Copy(baseModel, folder.File("model"));
        folder.BuildWith("rounds=0 model=model").Succeeded();

        folder
            .BuildWith("rounds=0 model=model", "-t:Lineage")
            .Succeeded()
            .Says($"policy/ is {folder.File("model")}, the experiment's own model: no stage made it");
    }

    [Fact]
    public void The_bytes_are_the_same_when_each_round_is_a_build_of_its_own()
    {
        var (whole, pieces) = (tiny.Copy(), tiny.Copy());
        whole.BuildWith(Lora).Succeeded();

        pieces.BuildWith(Lora + " rounds=1").Succeeded();
        pieces.BuildWith(Lora).Succeeded();

        Assert.Equal(
            whole.Manifest("update 2").Outputs.Select(output => output.Digest),
            pieces.Manifest("update 2").Outputs.Select(output => output.Digest)
        );
        Assert.Equal(
            whole.Manifest("evaluate 2").Outputs.Select(output => output.Digest),
            pieces.Manifest("evaluate 2").Outputs.Select(output => output.Digest)
        );
    }

    [Fact]
    public void The_view_names_the_base_and_another_run_starts_from_the_adapter()
    {
        var folder = tiny.Copy();
        folder.BuildWith(Lora).Succeeded();
        FolderCopy.Copy(folder.File("artifacts/e/policy"), folder.File("adapter"));
        using var config = JsonDocument.Parse(File.ReadAllBytes(folder.File("adapter/adapter_config.json")));
        var baseModel = config.RootElement.GetProperty("base_model_name_or_path").GetString()!;
        Assert.True(File.Exists(Path.Combine(baseModel, "model.safetensors")));

        folder.Build("-t:Lineage").Succeeded().Says("policy of pretrain").Says("filter 2");

        folder.BuildWith($"{Lora} rounds=1 model={folder.Relative(baseModel)} adapter=adapter").Succeeded();
        folder
            .BuildWith($"{Lora} filter.majority.low=1 filter.unanimous=true model={folder.Relative(baseModel)} adapter=adapter")
            .Succeeded();
        Assert.Equal((0, "adapter"), (folder.Manifest("update 2").Metrics["kept"], folder.Manifest("update 2").Output("policy").Input));
        folder.BuildWith($"rounds=1 model={folder.Relative(baseModel)} adapter=adapter").Failed("EMPO1009");
        folder
            .BuildWith($"update.lora.rank=2 rounds=1 model={folder.Relative(baseModel)} adapter=adapter")
            .Failed("EMPO3074")
            .Says("update.lora.rank is 2, the adapter's 4");
    }
}
