using Empo.PipelineTests.Harness;

namespace Empo.PipelineTests.Real;

/// <summary>The tiny experiment, trained once with the real stage program and undisturbed.</summary>
public sealed class TinyPipeline
{
    private readonly PipelineFolder _built;

    public TinyPipeline()
    {
        _built = PipelineFolder.WithTinyExperiment();
        _built.Build().Succeeded();
        Outputs = _built.Outputs();
        Seconds = _built
            .Manifests()
            .GroupBy(manifest => manifest.Stage)
            .ToDictionary(group => group.Key, group => group.Max(manifest => manifest.Seconds));
    }

    /// <summary>Stage and output to digest.</summary>
    public IReadOnlyDictionary<string, string> Outputs { get; }

    /// <summary>How long the stages of a name took at most.</summary>
    public IReadOnlyDictionary<string, double> Seconds { get; }

    internal PipelineFolder Copy() => _built.Copied();
}
