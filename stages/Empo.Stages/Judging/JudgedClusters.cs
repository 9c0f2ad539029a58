using Empo.Method.Answers;

namespace Empo.Stages.Judging;

/// <summary>
/// Clusters one question's answers in waves. In each wave the first answer without a cluster is the reference, and every later answer
/// without a cluster is compared with it. The result equals the first-representative procedure
/// (<see cref="AnswerClusters.FirstRepresentative"/>). Waves let all questions' pairs be judged together.
/// </summary>
internal sealed class JudgedClusters
{
    private readonly string?[] _answers;
    private readonly int[] _forms;
    private readonly int[] _clusterOfForm;
    private readonly List<int> _open = [];
    private int _next;

    /// <param name="question">The answers.</param>
    /// <param name="rules">Answers equal under these rules are merged before the judge is asked.</param>
    public JudgedClusters(QuestionAnswers question, IAnswerEquivalence rules)
    {
        QuestionId = question.QuestionId;
        _answers = [.. question.Answers];
        _forms = AnswerClusters.Assign(_answers, rules);
        _clusterOfForm = [.. Enumerable.Repeat(-1, _forms.Distinct().Count())];
        _open.AddRange(Enumerable.Range(0, _clusterOfForm.Length).Where(form => AnswerOf(form) is not null));
    }

    public string QuestionId { get; }

    /// <summary>The reference of this wave.</summary>
    public string Reference => AnswerOf(_open[0])!;

    /// <summary>The answers that are compared with the reference in this wave; none when all clusters are known.</summary>
    public IReadOnlyList<string> Candidates => [.. _open.Skip(1).Select(form => AnswerOf(form)!)];

    /// <summary>[G] cluster ids in order of first appearance.</summary>
    public int[] Ids
    {
        get
        {
            Dictionary<int, int> order = [];
            return
            [
                .. _forms
                    .Select(form => _clusterOfForm[form] is var cluster && cluster >= 0 ? cluster : -1 - form)
                    .Select(key => order.TryGetValue(key, out var id) ? id : order[key] = order.Count),
            ];
        }
    }

    /// <summary>Ends a wave.</summary>
    /// <param name="equal">One verdict per candidate.</param>
    public void Decide(IReadOnlyList<bool> equal)
    {
        if (_open.Count == 0)
        {
            return;
        }

        var members = _open.Where((_, i) => i == 0 || equal[i - 1]).ToList();
        foreach (var form in members)
        {
            _clusterOfForm[form] = _next;
        }

        _next++;
        _open.RemoveAll(members.Contains);
    }

    private string? AnswerOf(int form) => _answers[Array.IndexOf(_forms, form)];
}
