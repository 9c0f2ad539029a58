using Empo.PipelineTests.Harness;

namespace Empo.PipelineTests;

/// <summary>One pipeline of two rounds that was built once; every test changes a copy of its own.</summary>
public sealed class BuiltPipeline
{
    private readonly PipelineFolder _built;

    public BuiltPipeline()
    {
        _built = PipelineFolder.WithFakeStages();
        _built.Build().Succeeded();
        Outputs = _built.Outputs();
    }

    /// <summary>Stage and output to digest.</summary>
    public IReadOnlyDictionary<string, string> Outputs { get; }

    internal PipelineFolder Copy()
    {
        var copy = _built.Copied();
        copy.ForgetStages();
        return copy;
    }
}
