namespace Empo.Stages.Datasets;

/// <summary>What a policy is asked: a question, optionally after earlier turns, optionally with the beginning of the reply.</summary>
internal sealed record Dialogue
{
    // Ordinary text never holds these separators, so a single question is never taken for a conversation.
    private const char Field = '\u001f', Record = '\u001e';

    /// <summary>Text of the system turns at the beginning; null for none.</summary>
    public string? System { get; init; }

    /// <summary>Turns before the question.</summary>
    public IReadOnlyList<Turn> History { get; init; } = [];

    /// <summary>The user's last turn; empty where there is none.</summary>
    public required string Question { get; init; }

    /// <summary>Attachments of the question besides text; empty for none.</summary>
    public string Attachments { get; init; } = "";

    /// <summary>The beginning of the reply, which the policy continues; null for none.</summary>
    public string? Prefill { get; init; }

    /// <summary>Whether there is only the question, apart from the system turn.</summary>
    public bool IsQuestionOnly => History.Count == 0 && Prefill is null && Attachments.Length == 0;

    /// <summary>The whole dialogue as readable text, without the system turn; only the question where there is nothing else.</summary>
    public string Transcript => History.Count == 0 && Prefill is null ? Question : Written(Prefill);

    /// <summary>As <see cref="Transcript"/>, with the system turn and without the beginning of the reply.</summary>
    public string Context =>
        History.Count == 0 && System is null
            ? Question
            : (System is null ? "" : $"System: {System}\n\n") + (History.Count == 0 ? $"User: {Question}" : Written(null));

    /// <summary>The identity by which two dialogues count as the same; the question where there is nothing else.</summary>
    /// <param name="withSystem">Whether the system turn counts.</param>
    public string Identity(bool withSystem)
    {
        if (IsQuestionOnly && !(withSystem && System is not null))
        {
            return Question;
        }

        var turns = withSystem && System is not null ? Asked.Prepend(new Turn(Turn.System, System)) : Asked;
        turns = Prefill is not null ? turns.Append(new Turn(Turn.Assistant, Prefill)) : turns;
        return string.Concat(turns.Select(turn => $"{Record}{turn.Role}{Field}{turn.Content}{Field}{turn.Attachments}"));
    }

    /// <summary>
    /// Makes a dialogue of a prompt's turns, all of which the policy was given. An assistant turn at the end is the beginning of the reply.
    /// </summary>
    public static Dialogue OfPrompt(IReadOnlyList<Turn> turns)
    {
        var (system, first) = SystemOf(turns);
        var question = LastQuestion(turns);
        if (question < 0)
        {
            return new Dialogue
            {
                System = first < turns.Count ? system : null,
                History = [.. turns.Take(turns.Count - 1).Skip(first)],
                Question = turns[^1].Content,
                Attachments = turns[^1].Attachments,
            };
        }

        var prefill = question == turns.Count - 2 && turns[^1] is { Role: Turn.Assistant, IsMoreThanText: false };
        return question == turns.Count - 1 || prefill
            ? new Dialogue
            {
                System = system,
                History = [.. turns.Take(question).Skip(first)],
                Question = turns[question].Content,
                Attachments = turns[question].Attachments,
                Prefill = prefill && turns[^1].Content.Length > 0 ? turns[^1].Content : null,
            }
            // The policy continues from a tool's answer.
            : new Dialogue { System = system, History = [.. turns.Skip(first)], Question = "" };
    }

    /// <summary>Index of the user's last turn; -1 for none.</summary>
    public static int LastQuestion(IReadOnlyList<Turn> turns) => turns.ToList().FindLastIndex(turn => turn.Role == Turn.User);

    /// <summary>The text of the system turns at the beginning, and their number.</summary>
    public static (string? Text, int Count) SystemOf(IReadOnlyList<Turn> turns)
    {
        var texts = turns.TakeWhile(turn => turn.Role == Turn.System).Select(turn => turn.Content).ToArray();
        return (texts.Any(text => text.Length > 0) ? string.Join("\n\n", texts) : null, texts.Length);
    }

    private IEnumerable<Turn> Asked =>
        Question.Length == 0 && History.Count > 0 ? History : History.Append(new Turn(Turn.User, Question) { Attachments = Attachments });

    private string Written(string? prefill) =>
        string.Join(
            "\n\n",
            (prefill is null ? Asked : Asked.Append(new Turn(Turn.Assistant, prefill))).Select(turn =>
                $"{char.ToUpperInvariant(turn.Role[0])}{turn.Role[1..]}: {turn.Content}"
            )
        );
}
