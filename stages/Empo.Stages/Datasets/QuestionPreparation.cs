namespace Empo.Stages.Datasets;

/// <summary>
/// Decides which questions are used. A text is used once: evaluation has the first claim on it, then development, then training, so that no
/// training question is also a test question. In a conversation all turns count. Near-duplicates and overlaps are removed from training
/// questions only: held-out sets stay as they were published.
/// </summary>
internal sealed class QuestionPreparation
{
    private static readonly DatasetSplit[] Claims = [DatasetSplit.Evaluation, DatasetSplit.Development, DatasetSplit.Training];

    private readonly string _source;
    private readonly PreparationRules _rules;
    private readonly Func<DatasetQuestion, IReadOnlyList<int>?> _encode;
    private readonly ILookup<DatasetSplit, DatasetQuestion> _questions;
    private readonly Dictionary<string, DatasetQuestion> _seen = new(StringComparer.Ordinal);
    private readonly List<LabelConflict> _conflicts = [];
    private readonly SortedDictionary<string, int> _leftOut = new(StringComparer.Ordinal);
    private readonly HeldOutGrams? _heldOut;
    private readonly NearDuplicates? _similar;

    private QuestionPreparation(
        string source,
        IEnumerable<DatasetQuestion> questions,
        PreparationRules rules,
        Func<DatasetQuestion, IReadOnlyList<int>?> encode
    )
    {
        (_source, _rules, _encode, _questions) = (source, rules, encode, questions.ToLookup(question => question.Split));
        _heldOut = rules.Overlap > 0 ? new HeldOutGrams(rules.Overlap) : null;
        _similar = rules.NearDuplicate is { } threshold
            ? new NearDuplicates(threshold, _questions.SelectMany(split => split).Select(question => question.Text))
            : null;
    }

    /// <param name="source">The dataset's name, part of every question's identity unless its row names another.</param>
    /// <param name="questions">All questions of the dataset.</param>
    /// <param name="rules">Limits.</param>
    /// <param name="encode">Turns a question into its prompt in tokens; null where the model's chat template refuses it.</param>
    public static PreparedQuestions Prepare(
        string source,
        IEnumerable<DatasetQuestion> questions,
        PreparationRules rules,
        Func<DatasetQuestion, IReadOnlyList<int>?> encode
    )
    {
        var preparation = new QuestionPreparation(source, questions, rules, encode);
        var kept = Claims.ToDictionary(split => split, preparation.Keep);
        return new PreparedQuestions(kept, preparation._leftOut) { Conflicts = preparation._conflicts };
    }

    private IReadOnlyList<PreparedQuestion> Keep(DatasetSplit split)
    {
        var (limit, weights) = (_rules.Limits[split], split == DatasetSplit.Training ? _rules.Weights : new Dictionary<int, double>());
        if (_rules.Seed == 0 && weights.Count == 0)
        {
            // Only the first questions are taken, so the rest need not be read.
            return [.. Usable(split).Take(limit == 0 ? int.MaxValue : limit)];
        }

        var candidates = Usable(split).ToArray();
        var drawn = QuestionDraw.Draw(candidates, limit, _rules.Seed, weights);
        Count("not_drawn", candidates.Length - drawn.Count);
        return drawn;
    }

    private IEnumerable<PreparedQuestion> Usable(DatasetSplit split)
    {
        foreach (var question in _questions[split])
        {
            if ((question.Unusable ?? Repeats(question)) is { } repeated)
            {
                Count(repeated, 1);
                continue;
            }

            var tokens = _encode(question);
            if (tokens is null || tokens.Count > _rules.MaxTokens)
            {
                Count(tokens is null ? "refused" : "too_long", 1);
                continue;
            }

            _seen.Add(question.Identity, question);
            _similar?.Keep(question.Text);
            if (split != DatasetSplit.Training)
            {
                _heldOut?.Add(question.Text);
            }

            yield return new PreparedQuestion(QuestionId.Of(question.Origin?.Source ?? _source, question.Identity), question, [.. tokens]);
        }
    }

    /// <summary>Why the question repeats a kept one, or null.</summary>
    private string? Repeats(DatasetQuestion question)
    {
        if (_seen.TryGetValue(question.Identity, out var owner))
        {
            if (!Label.Agree(owner.Answer, question.Answer))
            {
                _conflicts.Add(new LabelConflict(owner, question));
            }

            return owner.Split == question.Split ? "duplicate" : "held_out";
        }

        if (question.Split != DatasetSplit.Training)
        {
            return null;
        }

        return _heldOut?.Overlap(question.Text) == true ? "overlap" : _similar?.Contains(question.Text) == true ? "near_duplicate" : null;
    }

    private void Count(string reason, int count)
    {
        if (count > 0)
        {
            _leftOut[reason] = _leftOut.GetValueOrDefault(reason) + count;
        }
    }
}
