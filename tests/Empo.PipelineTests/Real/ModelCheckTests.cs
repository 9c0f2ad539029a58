using Empo.PipelineTests.Harness;

namespace Empo.PipelineTests.Real;

/// <summary>-t:Check of an experiment whose model's folder contradicts itself, and of one that was cloned without Git LFS.</summary>
public sealed class ModelCheckTests(TinyPipeline tiny) : IClassFixture<TinyPipeline>
{
    [Fact]
    public void Check_warns_of_contradictions_and_says_what_was_never_fetched()
    {
        var folder = tiny.Copy();
        folder.Build().Succeeded();
        FolderCopy.Copy(folder.File("artifacts/e/policy"), folder.File("model"));
        folder.Write("model/generation_config.json", "{\"top_p\": 0.8, \"eos_token_id\": 3}");
        BuildResult Check() => folder.BuildWith("rounds=1 model=model", "-t:Check");

        Check().Succeeded().Says("warning EMPO3081").Says("warning EMPO3082").Says("top_p 0.8").Says("the experiment is sound");

        folder.Write("model/tokenizer.json", "version https://git-lfs.github.com/spec/v1\noid sha256:ab\nsize 11422654\n");
        Check().Failed("EMPO3080").Says("git lfs pull");
    }

    /// <summary>Nothing listens at port 1.</summary>
    [Fact]
    public void Check_asks_a_server_only_where_the_experiment_says_so()
    {
        var folder = tiny.Copy();
        folder.Build().Succeeded();
        FolderCopy.Copy(folder.File("artifacts/e/policy"), folder.File("model"));
        const string server = "rounds=1 model=model rollout.engine=server server.url=http://127.0.0.1:1 server.model=m server.retries=0";

        folder.BuildWith(server, "-t:Check").Succeeded().Says("the experiment is sound");
        folder.BuildWith($"{server} server.check=true", "-t:Check").Failed("EMPO4073").Says("http://127.0.0.1:1");
    }
}
