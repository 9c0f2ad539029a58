using Empo.Experiments.Catalog;
using Empo.Experiments.Graph;

namespace Empo.UnitTests.Experiments;

public sealed class RewardProgramGraphTests : IDisposable
{
    private readonly ExperimentText _text = new();

    public void Dispose() => _text.Dispose();

    [Theory]
    [InlineData("reward: command", true)]
    [InlineData("reward: weighted\n  weights: {command: 0.5}", true)]
    [InlineData("reward: weighted\n  weights: {empo: 1}", false)]
    [InlineData("reward: empo", false)]
    public void The_program_is_an_input_of_score_where_the_reward_reads_it(string reward, bool reads)
    {
        var program = _text.Write("reward.py", "print()");
        var experiment = _text.Read($"dataset: d.yaml\nrounds: 1\nscore:\n  {reward}\n  command: {{file: {program}}}\n");

        var inputs = Pipeline.Of(experiment, []).Find(StageTable.Score, 1)!.Inputs;

        Assert.Equal(reads ? program : null, inputs.SingleOrDefault(input => input.Role == InputRole.RewardProgram)?.File);
        Assert.Equal(reads, inputs.Any(input => input.Role == InputRole.Questions));
    }

    [Theory]
    [InlineData("reward: command", "names none")]
    [InlineData("reward: command\n  command: {file: nowhere.py}", "does not exist")]
    [InlineData("reward: weighted\n  weights: {command: 1}", "names none")]
    public void A_program_that_is_not_there_is_refused_before_anything_runs(string score, string text)
    {
        var failure = Assert.Throws<UserError>(() => _text.Read($"dataset: d.yaml\nscore:\n  {score}\n"));

        Assert.Equal("EMPO1038", failure.Code);
        Assert.Contains(text, failure.Message, StringComparison.Ordinal);
    }
}
