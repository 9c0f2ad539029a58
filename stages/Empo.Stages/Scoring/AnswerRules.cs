using Empo.Experiments.Execution;
using Empo.Experiments.Settings.Choices;
using Empo.Experiments.Settings.Sections;
using Empo.Method.Answers;
using Empo.Stages.Judging;

namespace Empo.Stages.Scoring;

/// <summary>How answers are found and compared, the same for rewards and for evaluation.</summary>
/// <param name="Extraction">Where in a response an answer may be.</param>
/// <param name="Forms">Canonical forms by which answers of different questions are compared; no judge compares those.</param>
/// <param name="Comparison">When two answers to one question mean the same.</param>
internal sealed record AnswerRules(ExtractionPolicy Extraction, IAnswerEquivalence Forms, IAnswerComparison Comparison) : IDisposable
{
    /// <param name="context">The stage.</param>
    /// <param name="questions">Reads question id and text; called only where a judge must read the questions.</param>
    public static AnswerRules Open(StageContext context, Func<IEnumerable<(string Id, string Text)>> questions)
    {
        var settings = context.Settings;
        var extraction = settings.Get(Score.Extraction);
        var equivalence = settings.Get(Score.Equivalence);
        var forms = FormsOf(equivalence);
        IAnswerComparison comparison =
            equivalence != AnswerEquivalence.Judge
                ? new RuleComparison(forms)
                : JudgedAnswers.Open(
                    context,
                    questions().ToDictionary(question => question.Id, question => question.Text, StringComparer.Ordinal)
                );
        return new AnswerRules(extraction, forms, comparison);
    }

    /// <summary>The rules that bring an answer into a canonical form. With a judge, they are the rules of <c>canonical</c>.</summary>
    public static IAnswerEquivalence FormsOf(AnswerEquivalence equivalence) => equivalence switch
    {
        AnswerEquivalence.Canonical or AnswerEquivalence.Judge => new CanonicalEquivalence(),
        AnswerEquivalence.Verl => new LooseEquivalence(),
        AnswerEquivalence.TrlMath or AnswerEquivalence.Text => new TextEquivalence(),
    };

    /// <summary>The final answer of a response, or null.</summary>
    public string? Extract(string response) => AnswerExtraction.Extract(response, Extraction);

    public void Dispose() => Comparison.Dispose();
}
