namespace Empo.Tests;

/// <summary>
/// Eight synthetic responses' answers to a real question: four spellings of its answer, a wrong one, none, two spellings of the wrong one.
/// </summary>
internal static class RewrittenAnswers
{
    private const string Wrong = "123456789";

    private static readonly double[] Rewards = [1, 1, 1, 1, 0, 0, 0, 0];
    private static readonly int[] Clusters = [0, 0, 0, 0, 1, 2, 1, 1];

    /// <param name="answer">The correct one.</param>
    public static string?[] Of(string answer) =>
    [
        answer,
        @"\displaystyle " + answer.Replace(@"\frac", @"\dfrac", StringComparison.Ordinal),
        "$" + answer.Replace(", ", ",  ", StringComparison.Ordinal) + @" \,$",
        answer.Replace(@"\left(", "(", StringComparison.Ordinal).Replace(@"\right)", ")", StringComparison.Ordinal),
        Wrong,
        null,
        Wrong + ".0",
        "123,456,789",
    ];

    /// <summary>
    /// Whether nearly all groups were scored as they were made; a few answers are written in ways that no rule here reads.
    /// </summary>
    /// <param name="groups">Reward and cluster of each response of each question, in the order of <see cref="Of"/>.</param>
    public static void AreScored(IReadOnlyList<IReadOnlyList<(double Reward, int Cluster)>> groups)
    {
        var right = groups.Count(group => group.Select(response => response.Reward).SequenceEqual(Rewards));
        var clustered = groups.Count(group => group.Select(response => response.Cluster).SequenceEqual(Clusters));
        Assert.True(right >= 0.99 * groups.Count, $"{right} of {groups.Count} groups have the rewards of their construction.");
        Assert.True(clustered >= 0.99 * groups.Count, $"{clustered} of {groups.Count} groups have the clusters of their construction.");
    }
}
