using Empo.Stages.Artifacts;
using Empo.Stages.Datasets;
using Empo.Stages.Examples;
using Empo.Stages.Programs;
using Empo.Stages.Sampling;
using Empo.Stages.Tokenization;
using TorchSharp;

namespace Empo.UnitTests.Stages;

/// <summary>Supervised training on labelled examples, after pretrain and prepare of a tiny base.</summary>
[Collection("torch")]
public sealed class FinetuneStageTests : IDisposable
{
    private static readonly string Dataset = Path.Combine(Repository.Root, "tests", "experiments", "tiny-questions.yaml");

    private readonly StageBench _bench = new();
    private readonly PolicyMemory _policies = new(torch.CPU);

    public FinetuneStageTests()
    {
        torch.set_num_threads(1);
        _bench
            .With("pretrain.layers", "1")
            .With("pretrain.hidden_size", "32")
            .With("pretrain.heads", "2")
            .With("pretrain.kv_heads", "1")
            .With("pretrain.intermediate_size", "64")
            .With("pretrain.steps", "30")
            .With("pretrain.batch", "16")
            .With("pretrain.warmup", "5")
            .With("finetune.learning_rate", "0.003")
            .With("finetune.batch", "16")
            .With("finetune.epochs", "12");
        _bench.Input("dataset", Dataset).Run("pretrain", null, context => PretrainStage.Run(context, _policies));
        _bench.Input("dataset", Dataset).Input("tokenizer", Base).Run("prepare", null, PrepareStage.Run);
    }

    private string Base => _bench.Output("pretrain", "policy");

    public void Dispose()
    {
        _policies.Dispose();
        _bench.Dispose();
    }

    [Fact]
    public void The_labels_of_a_generator_are_learned()
    {
        var metrics = Finetune(Dataset).Metrics;

        var steps = ArtifactTable.Read(_bench.Output("finetune", "finetune.parquet"), FinetuneStepRow.Schema);
        Assert.Equal((36, 48, 48, 0), (steps.Count, metrics["examples"], metrics["questions"], metrics["left_out"]));
        Assert.Equal(Enumerable.Range(1, 36), steps.Select(step => step.Step));
        Assert.Equal([16, 16, 16], steps.Take(3).Select(step => step.Examples));
        Assert.True(steps[^1].Loss < 0.95 * steps[0].Loss, $"loss {steps[0].Loss} to {steps[^1].Loss}");
        Assert.Equal(steps.Sum(step => step.Tokens), metrics["tokens_trained"]);
        Assert.Equal(0.003, steps[0].LearningRate);
        Assert.True(steps[^1].LearningRate < 1e-5);
        using var policy = LoadedPolicy.Load(_bench.Output("finetune", "policy"), torch.CPU);
        Assert.True(File.Exists(Path.Combine(_bench.Output("finetune", "policy"), "tokenizer.json")));
    }

    /// <summary>
    /// Of a file: both responses of one question; not a question that is held out, one without a label, nor one that is too long.
    /// </summary>
    [Fact]
    public void Rows_of_a_file_are_learned_or_counted()
    {
        var training = ArtifactTable.Read(_bench.Output("prepare", "training-questions.parquet"), QuestionRow.Schema);
        var heldOut = ArtifactTable.Read(_bench.Output("prepare", "evaluation-questions.parquet"), EvaluationQuestionRow.Schema)[3];
        var manifest = Manifest(
            Row(training[0].Text, "10+2=12; \\\\boxed{12}"),
            Row(training[0].Text, "\\\\boxed{12}"),
            Row(training[1].Text, ""),
            Row(training[2].Text, string.Join(' ', Enumerable.Repeat("10+2=12;", 40)) + " \\\\boxed{12}"),
            Row(heldOut.Text, "\\\\boxed{12}")
        );
        _bench.With("finetune.max_tokens", "60");

        var examples = Read(manifest);

        Assert.Equal("held_out=1 too_long=1 unlabelled=1", ExampleReader.Reasons(examples.LeftOut));
        var tokenizer = TokenizerFolder.Load(Base);
        Assert.Equal(["10+2=12; \\boxed{12}", "\\boxed{12}"], examples.Sequences.Select(example => tokenizer.Decode(example.Response)));
        Assert.All(examples.Sequences, example => Assert.Equal(tokenizer.EndOfText, example.Response[^1]));
        Assert.All(examples.Sequences, example => Assert.Equal(training[0].PromptTokenIds, example.Prompt));
    }

    /// <summary>A system turn before it does not hide that a question is held out.</summary>
    [Fact]
    public void A_held_out_question_is_left_out_whatever_its_system_turn()
    {
        var heldOut = ArtifactTable.Read(_bench.Output("prepare", "evaluation-questions.parquet"), EvaluationQuestionRow.Schema)[0];
        var training = ArtifactTable.Read(_bench.Output("prepare", "training-questions.parquet"), QuestionRow.Schema)[0];
        static string Messages(string system, string question) =>
            $$"""{"m": [{{system}}{"role": "user", "content": "{{question}}"}, {"role": "assistant", "content": "12"}]}""";
        var manifest = Manifest(
            Messages("""{"role": "system", "content": "cards"}, """, heldOut.Text),
            Messages("", training.Text)
        );
        File.WriteAllText(
            manifest,
            File.ReadAllText(manifest).Replace("question: question", "question: m", StringComparison.Ordinal)
                .Replace("answer: answer", "answer: m\n    system: use", StringComparison.Ordinal)
        );

        var examples = Read(manifest);

        Assert.Single(examples.Sequences);
        Assert.Equal("held_out=1", ExampleReader.Reasons(examples.LeftOut));
    }

    [Theory]
    [InlineData("{written}", "10+2=12; \\boxed{12}")]
    [InlineData("{answer}", "12")]
    [InlineData("\\boxed{{answer}}", "\\boxed{12}")]
    public void The_response_is_the_label_or_the_answer_in_it(string template, string expected)
    {
        var training = ArtifactTable.Read(_bench.Output("prepare", "training-questions.parquet"), QuestionRow.Schema);
        _bench.With("finetune.response", template);

        var examples = Read(Manifest(Row(training[0].Text, "10+2=12; \\\\boxed{12}")));

        Assert.Equal(expected, TokenizerFolder.Load(Base).Decode(Assert.Single(examples.Sequences).Response));
    }

    [Fact]
    public void Examples_that_are_all_left_out_are_an_error_that_counts_them()
    {
        var training = ArtifactTable.Read(_bench.Output("prepare", "training-questions.parquet"), QuestionRow.Schema);

        var failure = Assert.Throws<UserError>(() => Read(Manifest(Row(training[0].Text, ""))));

        Assert.Equal("EMPO3100", failure.Code);
        Assert.Contains("unlabelled=1", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_warm_up_beyond_the_last_step_is_refused()
    {
        _bench.With("finetune.warmup", "36");

        Assert.Equal("EMPO3101", Assert.Throws<UserError>(() => Finetune(Dataset)).Code);
    }

    [Fact]
    public void Adapters_are_trained_where_the_rounds_train_them()
    {
        _bench.With("update.lora.rank", "4");

        Finetune(Dataset);

        Assert.True(File.Exists(Path.Combine(_bench.Output("finetune", "policy"), "adapter_model.safetensors")));
        Assert.False(File.Exists(Path.Combine(_bench.Output("finetune", "policy"), "model.safetensors")));
    }

    private Empo.Experiments.Execution.StageContext Finetune(string manifest) =>
        Inputs(manifest).Run("finetune", null, context => FinetuneStage.Run(context, _policies));

    private LabelledExamples Read(string manifest)
    {
        LabelledExamples? read = null;
        Inputs(manifest).Run("finetune", null, context => read = new ExampleReader(context, Base, 512).Read());
        return read!;
    }

    private StageBench Inputs(string manifest)
    {
        _bench.Input("policy", Base).Input("dataset", manifest);
        foreach (var file in DatasetManifestReader.Read(manifest).Files)
        {
            _bench.Input("data", Path.GetFullPath(file.Path, Path.GetDirectoryName(manifest)!));
        }

        return _bench
            .Input("held-out", _bench.Output("prepare", "development-questions.parquet"))
            .Input("held-out", _bench.Output("prepare", "evaluation-questions.parquet"));
    }

    private static string Row(string question, string answer) => $$"""{"question": "{{question}}", "answer": "{{answer}}"}""";

    private string Manifest(params string[] rows)
    {
        File.WriteAllLines(_bench.File("examples.jsonl"), rows);
        File.WriteAllText(
            _bench.File("examples.yaml"),
            """
            name: examples
            licence: MIT
            origin: made up
            kind: files
            files:
              - path: examples.jsonl
                split: training
                question: question
                answer: answer
            """
        );
        return _bench.File("examples.yaml");
    }
}
