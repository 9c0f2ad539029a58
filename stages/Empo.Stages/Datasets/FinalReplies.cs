namespace Empo.Stages.Datasets;

/// <summary>
/// Tells beginnings of replies, which a prompt ends with, from whole replies, which no prompt may show. Both stand as the assistant's turn
/// behind the question, so the rows of a file decide together.
/// </summary>
internal static class FinalReplies
{
    /// <summary>One reply in so many may state its answer by accident.</summary>
    private const int Accidental = 10;

    /// <summary>
    /// Beginnings are one text in all of several rows; or else they stand beside labels of another column and state no answer: neither by a
    /// mark (<see cref="Label.StatesAnswer"/>) nor by ending in the row's label.
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
