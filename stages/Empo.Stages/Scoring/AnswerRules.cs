using Empo.Experiments.Execution;
using Empo.Experiments.Settings.Choices;
using Empo.Experiments.Settings.Sections;
using Empo.Method.Answers;
using Empo.Stages.Judging;

namespace Empo.Stages.Scoring;

/// <summary>How answers are found and compared, the same for rewards and for evaluation.</summary>
/// <param name="Extraction">Where an answer may stand.</param>
/// <param name="Forms">Forms by which answers of different questions are compared, whom no judge is asked about.</param>
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

    /// <summary>The rules that give an answer a form; beside a judge, the canonical ones.</summary>
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
