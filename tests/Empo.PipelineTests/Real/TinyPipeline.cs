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
    }

    /// <summary>Stage and output to digest.</summary>
    public IReadOnlyDictionary<string, string> Outputs { get; }

    internal PipelineFolder Copy() => _built.Copied();
}
