namespace Empo.Stages.Datasets;

/// <summary>
/// Distinguishes beginnings of replies, with which a prompt ends, from whole replies, which no prompt may show. Both are an assistant turn
/// after the question, so the rows of a file decide together.
/// </summary>
internal static class FinalReplies
{
    /// <summary>At most one reply in this many may state its answer by accident.</summary>
    private const int Accidental = 10;

    /// <summary>
    /// Replies are beginnings where they state no answer, neither by a mark (<see cref="Label.StatesAnswer"/>) nor by ending in the row's
    /// label, and where either all of several rows have the same text or another column holds the labels.
    /// </summary>
    /// <param name="replies">The assistant's turn and the label of each row that has such a turn.</param>
    public static bool ArePrefills(IReadOnlyList<(string Reply, string? Label)> replies)
    {
        var stating = replies.Count(reply => States(reply.Reply, reply.Label));
        var same = replies.Count > 1 && replies.All(reply => reply.Reply == replies[0].Reply);
        return stating <= replies.Count / Accidental && (same || replies.Any(reply => reply.Label is not null));
    }

    private static bool States(string reply, string? label) =>
        Label.StatesAnswer(reply)
        || (
            Label.Read(label).Text?.Trim() is { } answer
            && reply.TrimEnd('.', '$', '*', ' ', '\n').EndsWith(answer.Trim('$'), StringComparison.Ordinal)
        );
}
