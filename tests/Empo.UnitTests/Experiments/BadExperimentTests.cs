using CsCheck;

namespace Empo.UnitTests.Experiments;

/// <summary>Every mistake in an experiment has a code, a place, and a remedy in its text.</summary>
public sealed class BadExperimentTests
{
    [Theory]
    [InlineData("rounds: [1\nseed: 2", "EMPO1001", 3, "Fix the syntax")]
    [InlineData("rounds: 1\n\tseed: 2", "EMPO1001", 3, "Fix the syntax")]
    [InlineData("rounds: \"1", "EMPO1001", 2, "Fix the syntax")]
    public void Broken_syntax(string settings, string code, int line, string remedy)
    {
        using var text = new ExperimentText();

        var failure = text.Refused($"dataset: d.yaml\n{settings}\n");

        Assert.Equal((code, text.File("e.yaml")), (failure.Code, failure.File));
        Assert.InRange(failure.Line, line - 1, line + 1);
        Assert.True(failure.Column >= 1);
        Assert.Contains(remedy, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void No_text_at_all_brings_the_reader_down() =>
        Gen.OneOfConst(
                "rounds: 1", "\n", "[", "]", "{", "}", "- ", "? ", ": ", "&a ", "*a", "!!", "|", ">", "\"", "'", "#", "%", "---", "\t",
                "  ", "a", "\0", "\uFEFF",
                ","
            )
            .List[0, 12]
            .Sample(
                parts =>
                {
                    using var text = new ExperimentText();

        try
        {
            text.Read(string.Concat(parts));
        }
        catch (UserError failure)
        {
            Assert.StartsWith("EMPO10", failure.Code, StringComparison.Ordinal);
        }
    }, iter: 2000);

    [Theory]
    // Form of the file.
    [InlineData("rounds: 1\nrounds: 2", "EMPO1001", 3, 1, "'rounds' is written twice. Keep one of them.")]
    [InlineData("rollout:\n  samples: 8\n  samples: 8", "EMPO1001", 4, 3, "'rollout.samples' is written twice. Keep one of them.")]
    [InlineData("rounds: &a 1", "EMPO1001", 2, 9, "Write plain values.")]
    [InlineData("rollout: &a\n  samples: 8", "EMPO1001", 2, 10, "Write plain values.")]
    [InlineData("rounds: !!int 3", "EMPO1001", 2, 9, "Write plain values.")]
    [InlineData("seed: *a", "EMPO1001", 2, 7, "Write the value itself.")]
    [InlineData("? [a, b]\n: 1", "EMPO1001", 2, 3, "Write 'name: value'.")]
    [InlineData("evaluate:\n  k: [1, [2]]", "EMPO1001", 3, 10, "Write '[1, 4, 16]'.")]
    [InlineData("a: {b: {c: {d: {e: {f: {g: {h: 1}}}}}}}", "EMPO1001", 2, 28, "No setting is.")]
    [InlineData("---\nrounds: 1", "EMPO1001", 2, 1, "Keep one experiment in a file.")]
    // Names.
    [InlineData("rollout:\n  tempreature: 1", "EMPO1003", 3, 3, "Did you mean 'rollout.temperature'? docs/settings.md lists all of them.")]
    [InlineData("rolout:\n  samples: 8", "EMPO1003", 3, 3, "Did you mean 'rollout.samples'?")]
    [InlineData("round: 3", "EMPO1003", 2, 1, "Did you mean 'rounds'?")]
    [InlineData("rounds:\n  number: 3", "EMPO1003", 3, 3, "docs/settings.md lists all of them.")]
    [InlineData("colour_of_the_sky: blue", "EMPO1003", 2, 1, "docs/settings.md lists all of them.")]
    // Types.
    [InlineData("rounds: two", "EMPO1004", 2, 9, "must be a whole number")]
    [InlineData("rounds: 2.5", "EMPO1004", 2, 9, "must be a whole number")]
    [InlineData("rounds:", "EMPO1004", 2, 8, "must be a whole number")]
    [InlineData("rounds: 99999999999999999999", "EMPO1004", 2, 9, "must be a whole number")]
    [InlineData("rounds: [1, 2]", "EMPO1004", 2, 9, "must be a whole number")]
    [InlineData("update:\n  learning_rate: fast", "EMPO1004", 3, 18, "must be a number")]
    [InlineData("update:\n  learning_rate: 0,001", "EMPO1004", 3, 18, "must be a number")]
    [InlineData("rollout:\n  temperature: NaN", "EMPO1004", 3, 16, "must be a number")]
    [InlineData("rollout:\n  temperature: Infinity", "EMPO1004", 3, 16, "must be a number")]
    [InlineData("filter:\n  entropy:\n    low: little", "EMPO1004", 4, 10, "must be a number or none")]
    [InlineData("filter:\n  unanimous: yes", "EMPO1004", 3, 14, "must be true or false")]
    [InlineData("evaluate:\n  k: 4", "EMPO1004", 3, 6, "such as [1, 4, 16] (in EmpoSet: [1 4 16])")]
    [InlineData("evaluate:\n  k: []", "EMPO1004", 3, 6, "a list of whole numbers from 1 on")]
    [InlineData("evaluate:\n  k: [0]", "EMPO1004", 3, 6, "a list of whole numbers from 1 on")]
    // Ranges.
    [InlineData("rounds: -1", "EMPO1005", 2, 9, "rounds is -1, outside of 0 to 100000.")]
    [InlineData("rollout:\n  samples: 1", "EMPO1005", 3, 12, "outside of 2 to 4096")]
    [InlineData("rollout:\n  temperature: 0", "EMPO1005", 3, 16, "outside of 0.01 to 100")]
    [InlineData("rollout:\n  top_p: 1.5", "EMPO1005", 3, 10, "outside of 1E-06 to 1")]
    [InlineData(
        "score:\n  reward: votign",
        "EMPO1005",
        3,
        11,
        "Did you mean 'voting'? Choose one of: empo, voting, correct, random, format, length, overlong,"
    )]
    [InlineData("device: cuda:x", "EMPO1005", 2, 9, "Choose one of: auto, cpu, cuda")]
    // Rules between settings.
    [InlineData("rollout:\n  samples_per_chunk: 5", "EMPO1009", 3, 22, "(5) does not divide rollout.samples (16). Change one of the two.")]
    [InlineData("rollout:\n  samples: 12", "EMPO1009", 3, 12, "rollout.samples_per_chunk (8) does not divide rollout.samples (12)")]
    [InlineData("evaluate:\n  samples: 20", "EMPO1009", 3, 12, "does not divide evaluate.samples (20)")]
    [InlineData("pretrain:\n  kv_heads: 3", "EMPO1009", 3, 13, "does not divide pretrain.heads (4)")]
    [InlineData("pretrain:\n  hidden_size: 130", "EMPO1009", 3, 16, "does not divide pretrain.hidden_size (130)")]
    [InlineData("rollout:\n  questions: 65", "EMPO1009", 3, 14, "rollout.candidates (64) is below rollout.questions (65)")]
    [InlineData("filter:\n  majority: {low: 0.8, high: 0.2}", "EMPO1009", 3, 30, "(0.2) is below filter.majority.low (0.8)")]
    [InlineData("filter:\n  entropy: {low: 1, high: 0.5}", "EMPO1009", 3, 27, "(0.5) is below filter.entropy.low (1)")]
    [InlineData("evaluate:\n  k: [1, 32]", "EMPO1009", 3, 6, "holds 32, but only 16 answers are sampled")]
    [InlineData("prompt:\n  template: 'Q:'", "EMPO1009", 3, 13, "lacks {question}")]
    public void A_mistake_is_named_at_its_place(string settings, string code, int line, int column, string remedy)
    {
        using var text = new ExperimentText();

        var failure = text.Refused($"dataset: d.yaml\n{settings}\n");

        Assert.Equal((code, text.File("e.yaml"), line, column), (failure.Code, failure.File, failure.Line, failure.Column));
        Assert.Contains(remedy, failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("rounds=1;seed=2", "EMPO1008", "it holds ';'")]
    [InlineData("rounds=1,seed=2", "EMPO1008", "it holds ','")]
    [InlineData("rounds", "EMPO1008", "'rounds' is not of the form path=value (character 1)")]
    [InlineData("seed=1 =3", "EMPO1008", "'=3' is not of the form path=value (character 8)")]
    [InlineData("roundz=3", "EMPO1003", "Did you mean 'rounds'?")]
    [InlineData("rounds=x", "EMPO1004", "must be a whole number")]
    [InlineData("evaluate.k=4", "EMPO1004", "in EmpoSet: [1 4 16]")]
    [InlineData("rounds=-3", "EMPO1005", "outside of 0 to 100000")]
    [InlineData("evaluate.k=[1 32]", "EMPO1009", "Change one of the two.")]
    public void A_mistake_in_EmpoSet_is_named_there(string overrides, string code, string remedy)
    {
        using var text = new ExperimentText();

        var failure = text.Refused("dataset: d.yaml\n", overrides);

        Assert.Equal((code, "EmpoSet", 0), (failure.Code, failure.File, failure.Line));
        Assert.Contains(remedy, failure.Message, StringComparison.Ordinal);
        Assert.StartsWith($"EmpoSet: error {code}: ", failure.ToCanonicalLine(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_file_of_overrides_is_named()
    {
        using var text = new ExperimentText();

        var failure = text.Refused("dataset: d.yaml\n", "@nothing.yaml");

        Assert.Equal(("EMPO1002", text.File("nothing.yaml")), (failure.Code, failure.File));
        Assert.Contains("Check the path", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("# nothing\n")]
    [InlineData("rounds: 2\n")]
    public void An_experiment_needs_a_dataset(string content)
    {
        using var text = new ExperimentText();

        var failure = text.Refused(content);

        Assert.Equal(("EMPO1006", text.File("e.yaml"), 1, 1), (failure.Code, failure.File, failure.Line, failure.Column));
        Assert.Contains("'dataset' is missing", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("- a\n- b\n")]
    [InlineData("just words\n")]
    public void A_file_without_settings_is_refused(string content)
    {
        using var text = new ExperimentText();

        var failure = text.Refused(content);

        Assert.Equal(("EMPO1001", 1, 1), (failure.Code, failure.Line, failure.Column));
        Assert.Contains("Write lines such as 'rounds: 40'.", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_of_another_kind_is_not_read_to_its_end()
    {
        using var text = new ExperimentText();

        var failure = text.Refused(new string('#', (1 << 20) + 1));

        Assert.Equal("EMPO1002", failure.Code);
        Assert.Contains("Check that EmpoExperiment names a YAML file.", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_parent_is_named_where_it_is_asked_for()
    {
        using var text = new ExperimentText();

        var failure = text.Refused("rounds: 1\nextends: nothing.yaml\n");

        Assert.Equal(("EMPO1007", text.File("e.yaml"), 2, 10), (failure.Code, failure.File, failure.Line, failure.Column));
        Assert.Contains("Give a path relative to this file.", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Experiments_may_not_extend_each_other_in_a_circle()
    {
        using var text = new ExperimentText();
        text.Write("other.yaml", "extends: e.yaml\n");

        var failure = text.Refused("extends: other.yaml\n");

        Assert.Equal("EMPO1007", failure.Code);
        Assert.Contains("Let one of them stand alone.", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_mistake_in_a_parent_is_an_error_of_the_parent()
    {
        using var text = new ExperimentText();
        text.Write("parent.yaml", "dataset: d.yaml\nrounds: many\n");

        var failure = text.Refused("extends: parent.yaml\n");

        Assert.Equal(("EMPO1004", text.File("parent.yaml"), 2, 9), (failure.Code, failure.File, failure.Line, failure.Column));
    }
}
