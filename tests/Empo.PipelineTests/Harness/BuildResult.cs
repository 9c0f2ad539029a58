namespace Empo.PipelineTests.Harness;

/// <summary>How a build ended.</summary>
internal sealed class BuildResult(int exitCode, string output, PipelineFolder folder)
{
    public int ExitCode { get; } = exitCode;

    /// <summary>Standard output and error, interleaved by line.</summary>
    public string Output { get; } = output;

    /// <summary>Ids of the stages that ran, in graph order, from summary.json: <c>rollout 1</c>.</summary>
    public IReadOnlyList<string> Ran { get; } = folder.Ran();

    /// <summary>This result, which must be a success without warnings.</summary>
    public BuildResult Succeeded()
    {
        Assert.True(
            ExitCode == 0
                && Output.Contains("Build succeeded", StringComparison.Ordinal)
                && !Output.Contains("error", StringComparison.Ordinal),
            $"The build failed:\n{Output}"
        );
        return this;
    }

    /// <summary>This result, which must be a failure with this code; a user never sees a stack trace.</summary>
    public BuildResult Failed(string code)
    {
        Assert.True(
            ExitCode != 0 && Output.Contains($"error {code}: ", StringComparison.Ordinal),
            $"The build did not fail with {code}:\n{Output}"
        );
        Assert.DoesNotContain("\n   at ", Output, StringComparison.Ordinal);
        return this;
    }

    /// <summary>This result, whose build ran exactly these stages.</summary>
    public BuildResult RanOnly(params string[] stages)
    {
        Assert.Equal(stages, Ran);
        return this;
    }

    /// <summary>This result, whose output holds a text.</summary>
    public BuildResult Says(string text)
    {
        Assert.Contains(text, Output, StringComparison.Ordinal);
        return this;
    }
}
