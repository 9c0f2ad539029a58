using System.Security.Cryptography;
using System.Text;
using Empo.Experiments.Catalog;
using Empo.Experiments.Settings.Sections;
using Empo.Method.Answers;

namespace Empo.UnitTests.Method.Answers;

/// <summary>The version of the rules is in the keys of the stages that judge answers, so it must move whenever verdicts do.</summary>
public sealed class AnswerRulesVersionTests
{
    private static readonly string[] Responses =
    [
        @"so \boxed{1} and \boxed{2}", @"\fbox{3}", @"\boxed{5", "The final answer is $12$. I hope it is correct.", "Answer: $52_8$",
        "The answer is A.", "2 + 2 = 4", "The answer is (B), not C.", @"\boxed{\text{(C)}}", "I count 17 of them",
        @"first \boxed{1}; after long work \boxed{2}", @"so the answer is \boxed{5", "So $x = 5$.",
    ];

    [Fact]
    public void The_version_is_in_the_fingerprints_of_the_stages_that_judge_answers() =>
        Assert.Equal(
            ["evaluate", "filter", "guard", "probe", "rescore", "score"],
            StageTable.All.Where(stage => stage.JudgesAnswers).Select(stage => stage.Name).Order()
        );

    /// <summary>
    /// If this fails because verdicts moved, raise the version; then, or if rows were added to the table, write the new digest here.
    /// </summary>
    [Fact]
    public void Forms_and_extractions_are_those_of_this_version()
    {
        CanonicalEquivalence equivalence = new();
        IEnumerable<string> forms = AnswerVerdictTests
            .Verdicts.Select(row => row.Data)
            .SelectMany(pair =>
                new[]
                {
                    equivalence.CanonicalForm(pair.Item1),
                    equivalence.CanonicalForm(pair.Item2),
                    equivalence.Judge(pair.Item1, pair.Item2).Why,
                }
            );
        IEnumerable<string> answers = Responses.SelectMany(response =>
            new[] { "boxed", "boxed-or-phrase", "any", "choice" }.Select(policy =>
                AnswerExtraction.Extract(response, Score.Extraction.Parse(policy)) ?? "none"
            )
        );

        string digest = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', forms.Concat(answers)))))[..16];

        Assert.Equal("5 f056fa487acbb6a5", $"{CanonicalEquivalence.RulesVersion} {digest}");
    }
}
