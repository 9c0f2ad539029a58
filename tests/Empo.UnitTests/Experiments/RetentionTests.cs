using Empo.Experiments.Execution;
using Empo.Experiments.Graph;
using Empo.Experiments.Runs;
using Empo.Experiments.Storage;

namespace Empo.UnitTests.Experiments;

public sealed class RetentionTests
{
    [Theory]
    [InlineData("", "3 4", "4")]
    [InlineData("guard: {action: off}\n", "4", "4")]
    [InlineData("keep: {policies: all, optimizer: 2}\n", "1 2 3 4", "3 4")]
    [InlineData("keep: {policies: last}\nevaluate: {every: 2}\n", "3 4", "4")]
    [InlineData("evaluate: {every: 2}\n", "2 3 4", "4")]
    public void Only_what_the_experiment_keeps_stays_and_the_rest_counts_as_present(string settings, string policies, string optimizers)
    {
        using var bench = new StoreBench();
        using var text = new ExperimentText();
        var resolution = Build(bench, text, $"dataset: d.yaml\nrounds: 4\n{settings}");

        var freed = Retention.Apply(resolution);

        Assert.Equal(policies, Present(resolution, "policy"));
        Assert.Equal(optimizers, Present(resolution, "optimizer.safetensors"));
        Assert.Equal(policies != "1 2 3 4" || optimizers != "1 2 3 4", freed > 0);
        Assert.All(Fresh(bench, resolution).DecideAll(), status => Assert.Equal(StageState.UpToDate, status.State));
        Assert.Equal(0, Retention.Apply(Fresh(bench, resolution)));
    }

    [Fact]
    public void An_entry_that_another_build_makes_anew_is_left_alone()
    {
        using var bench = new StoreBench();
        using var text = new ExperimentText();
        var resolution = Build(bench, text, "dataset: d.yaml\nrounds: 2\n");
        var first = resolution.Decide(resolution.Pipeline.Find("update", 1)!);
        using var held = EntryLock.TryAcquire(bench.Store.LockOf("update", first.Key!));

        Assert.Equal(0, Retention.Apply(resolution));

        Assert.Equal("1 2", Present(resolution, "policy"));
    }

    private static Resolution Fresh(StoreBench bench, Resolution resolution) =>
        new(resolution.Pipeline, new ArtifactStore(bench.Store.Root), new Dictionary<string, string>());

    private static string Present(Resolution resolution, string output) =>
        string.Join(
            ' ',
            resolution
                .Pipeline.Nodes.Where(node => node.Stage == "update")
                .Where(node =>
                    Path.Exists(
                        resolution.Store.PathOf(resolution.Decide(node).Manifest!, resolution.Decide(node).Manifest!.Output(output))
                    )
                )
                .Select(node => node.Round)
        );

    /// <summary>Every stage of an experiment, run in this process without models.</summary>
    private static Resolution Build(StoreBench bench, ExperimentText text, string settings)
    {
        text.Write("d.yaml", "name: d\n");
        var experiment = text.Read(settings);
        var resolution = new Resolution(Pipeline.Of(experiment, []), bench.Store, new Dictionary<string, string>());
        foreach (var node in resolution.Pipeline.Nodes)
        {
            var status = resolution.Decide(node);
            bench.Run(bench.Request() with
            {
                Stage = node.Stage,
                Round = node.Round,
                Key = status.Key!,
                Outputs = [.. node.Definition.Outputs.Select(artifact => artifact.Name)],
                Fingerprint = status.Fingerprint!,
                Inputs = [.. node.Inputs.Select(resolution.Locate)],
            }, Write);
            resolution.Forget(node);
        }

        return resolution;
    }

    private static void Write(StageContext context)
    {
        foreach (var name in context.Request.Outputs)
        {
            var path = context.Output(name);
            File.WriteAllText(
                Path.HasExtension(name) ? path : Path.Combine(path, "model.safetensors"),
                $"{name} {string.Join('\n', context.Request.Fingerprint)}"
            );
        }
    }
}
