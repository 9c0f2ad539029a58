namespace Empo.Method.Rewards;

/// <summary>
/// The uninformed control: uniform in [0, 1), a pure function of seed, question and sample. The verl tree draws for unanswered
/// samples too (no_answer none), the TRL tree does not.
/// </summary>
public static class RandomReward
{
    public static Reward Reward { get; } =
        new()
        {
            Name = "random",
            Story = "they were rewarded at random: this run is a control",
            Compute = group =>
                [.. Enumerable.Range(0, group.Samples).Select(i => CounterRandom.Uniform(group.Seed, group.Question, (ulong)i, 0))],
        };
}
