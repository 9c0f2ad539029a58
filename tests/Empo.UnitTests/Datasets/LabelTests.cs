using System.Text.Json;
using CsCheck;
using Empo.Method.Answers;
using Empo.Stages.Datasets;
using Empo.Stages.Rows;

namespace Empo.UnitTests.Datasets;

/// <summary>Labels as sets have them: the answer alone, or a whole solution that says by a mark where it is.</summary>
public sealed class LabelTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("0.50")]
    [InlineData(" 7 \n")]
    [InlineData("1,000")]
    [InlineData(@"\left( 3, \frac{\pi}{2} \right)")]
    [InlineData("$x = 5$")]
    [InlineData(@"\text{Evelyn}")]
    [InlineData("none")]
    [InlineData("undefined")]
    [InlineData(@"\infty")]
    [InlineData("∞")]
    [InlineData("∅")]
    [InlineData("<")]
    [InlineData("#4")]
    [InlineData("[2, 3]")]
    [InlineData("The answer depends on n")]
    public void An_answer_stays_as_it_is_written(string label) => Assert.Equal(new Label(label, LabelKind.Bare), Label.Read(label));

    [Theory]
    [InlineData("1 and one more makes <<1+1=2>>2.\n#### 2", "2")]
    [InlineData("He has 500 + 500.\n#### 1,000", "1,000")]
    [InlineData("#### 72\n", "72")]
    [InlineData("#### Step 1\nAdd.\n#### Step 2\nSo $x = \\boxed{3}$.", "3")]
    [InlineData(@"We find $\boxed{\frac{1}{2}}$. (As asked, in \boxed{}.)", @"\frac{1}{2}")]
    [InlineData(@"\boxed{2}", "2")]
    [InlineData(@"so $x = \boxed 2$.", "2")]
    [InlineData(@"\boxed{1} and \boxed{2}", "1, 2")]
    [InlineData("The answer is: X", "X")]
    [InlineData("We add both. The answer is 42.", "42")]
    [InlineData("**Answer:** 12", "12")]
    [InlineData(@"\text{Final answer: } 2018", "2018")]
    [InlineData("Final Answer: The final answer is $7$. I hope it is correct.", "$7$")]
    [InlineData("<think>2+2</think>\n<answer> 4 </answer>", "4")]
    public void Of_a_solution_the_marked_answer_is_taken(string label, string answer) =>
        Assert.Equal(new Label(answer, LabelKind.Taken), Label.Read(label));

    [Theory]
    [InlineData(null, nameof(LabelKind.Missing))]
    [InlineData("nan", nameof(LabelKind.Missing))]
    [InlineData(" None ", nameof(LabelKind.Missing))]
    [InlineData("null", nameof(LabelKind.Missing))]
    [InlineData("N/A", nameof(LabelKind.Missing))]
    [InlineData("", nameof(LabelKind.Empty))]
    [InlineData(" \n\u200b", nameof(LabelKind.Empty))]
    [InlineData("???", nameof(LabelKind.NoAnswer))]
    [InlineData("-", nameof(LabelKind.NoAnswer))]
    [InlineData(@"\boxed{}", nameof(LabelKind.NoAnswer))]
    [InlineData(@"so it is \boxed{12", nameof(LabelKind.NoAnswer))]
    [InlineData("It cannot be told.\n####", nameof(LabelKind.NoAnswer))]
    [InlineData("It cannot be told.\n#### N/A", nameof(LabelKind.NoAnswer))]
    public void What_is_no_answer_is_none(string? label, string kind) =>
        Assert.Equal(new Label(null, Enum.Parse<LabelKind>(kind)), Label.Read(label));

    [Fact]
    public void Running_text_without_a_mark_is_told_apart() =>
        Assert.Equal(LabelKind.Prose, Label.Read("First we add one and one, which makes two of them in all.").Kind);

    /// <summary>The whole kind: whatever an answer is, a solution around it gives the same answer.</summary>
    [Fact]
    public void Any_answer_survives_any_solution_around_it()
    {
        string[] forms =
        [
            "Because of this.\n#### {0}",
            @"Therefore $y = \boxed{{{0}}}$.",
            @"\fbox{{{0}}}",
            "So.\n\nThe final answer is ${0}$.",
            "<answer>{0}</answer>",
        ];
        var answers = Gen.OneOf(
            Gen.Int[-999, 999].Select(n => n.ToString(System.Globalization.CultureInfo.InvariantCulture)),
            Gen.Int[1, 99].Select(Gen.Int[2, 99], (a, b) => $@"\frac{{{a}}}{{{b}}}"),
            Gen.Int[1, 99].Select(Gen.Int[1, 9], (a, b) => $"{a}.{b}"));

        Gen.OneOfConst(forms)
            .Select(answers)
            .Sample(
                (form, answer) =>
                    Assert.True(
                        new CanonicalEquivalence().AreEqual(
                            answer,
                            Label.Read(string.Format(System.Globalization.CultureInfo.InvariantCulture, form, answer)).Text!
                        ),
                        form + answer
                    )
            );
    }

    [Fact]
    public void Reading_a_label_never_throws() => Gen.String.Sample(text => Label.Read(text) is not null);

    [Theory]
    [InlineData("math500.jsonl", 500)]
    [InlineData("amc23_1010.jsonl", 40)]
    [InlineData("aime24_0726.jsonl", 30)]
    [InlineData("olympiadbench.jsonl", 675)]
    [InlineData("numinamath_20k.parquet", 20_000)]
    public void Labels_of_published_sets_stay_as_they_are_written(string name, int count)
    {
        string?[] labels =
        [
            .. RowFile
                .Read(TestData.File(name), ["reward_model.ground_truth"])
                .Select(row => row.Find("reward_model.ground_truth")!)
                .Select(value => (value.Items is [var first, ..] ? first : value).Scalar),
        ];

        Assert.Equal(count, labels.Length);
        var other = labels.Where(label => Label.Read(label).Text != label).ToArray();
        // 28 labels of NuminaMath say that they are answers: "The correct answer is C) 8.", "\text{Answer: } 2".
        Assert.All(other, label => Assert.Contains("answer", label, StringComparison.OrdinalIgnoreCase));
        Assert.True(
            other.Length <= count / 500,
            $"{other.Length} labels are read otherwise: "
                + $"{string.Join(" | ", other.Select(label => $"{label} -> {Label.Read(label).Text}"))}"
        );
    }

    [Theory]
    [InlineData("1/2", "0.5", true)]
    [InlineData("2", "so\n#### 2", true)]
    [InlineData("2", null, true)]
    [InlineData("2", "nan", true)]
    [InlineData("2", "3", false)]
    public void Labels_agree_where_they_mean_the_same_or_one_says_nothing(string left, string? right, bool agree) =>
        Assert.Equal(agree, Label.Agree(left, right));

    [Theory]
    [InlineData("\"2\"", "2")]
    [InlineData("2.0", "2.0")]
    [InlineData("true", "true")]
    [InlineData("[\"2\"]", "2")]
    [InlineData("[2, 3]", "2")]
    [InlineData("[null, \"2\"]", "2")]
    [InlineData("[[\"2\"]]", "2")]
    [InlineData("{\"ground_truth\": \"2\", \"style\": \"rule\"}", "2")]
    [InlineData("{\"ground_truth\": [\"2\"]}", "2")]
    [InlineData("[{\"role\": \"user\", \"content\": \"?\"}, {\"role\": \"assistant\", \"content\": \"2\"}]", "2")]
    [InlineData("\"[\\\"2\\\", \\\"two\\\"]\"", "2")]
    [InlineData("\"['2']\"", "2")]
    [InlineData("\"{\\\"ground_truth\\\": \\\"2\\\"}\"", "2")]
    [InlineData("\"{'style': 'rule', 'ground_truth': '2'}\"", "2")]
    [InlineData("\"[2, 3]\"", "[2, 3]")]
    [InlineData("\"\\\\{1, 2\\\\}\"", @"\{1, 2\}")]
    [InlineData("[]", null)]
    [InlineData("null", null)]
    public void The_label_of_a_column_is_found_in_its_structure(string json, string? label)
    {
        JsonDocument.Parse(json).Dispose();
        File.WriteAllText(_folder.File("x.jsonl"), $$"""{"a": {{json}}}""");

        Assert.Equal(label, LabelColumn.Text(RowFile.Read(_folder.File("x.jsonl")).Single().Find("a")));
    }
}
