using Empo.Experiments.Catalog;
using Empo.Experiments.Execution;
using Empo.Experiments.Metrics;
using Empo.Experiments.Settings;
using Empo.Experiments.Settings.Choices;
using Empo.Experiments.Settings.Sections;
using Empo.Models;
using Empo.Stages.Artifacts;
using Empo.Stages.Checkpoints;
using Empo.Stages.Datasets;
using Empo.Stages.Modeling;
using Empo.Stages.Sampling;
using Empo.Stages.Tokenization;
using Empo.Stages.Training;
using static TorchSharp.torch;

namespace Empo.Stages.Programs;

/// <summary>
/// Trains a small base model from scratch on labelled examples: some state the answer at once, the others work it out. This is the only
/// place where the default experiment shows a label to a model.
/// </summary>
internal static class PretrainStage
{
    private const double InitialDeviation = 0.02;

    public static void Run(StageContext context, PolicyMemory policies)
    {
        var settings = context.Settings;
        var dataset = Dataset(context.Input(InputRole.Dataset).Path);
        var tokenizer = WordLevelTokenizer.Create(ArithmeticVocabulary.Pieces(dataset.Arithmetic!));
        using var model = new CausalDecoder(Config(settings, Vocabulary(settings, tokenizer)), ScalarType.Float32, policies.Device);
        model.Initialize((ulong)settings.Get(General.Seed), InitialDeviation);
        context.Log.Line(
            $"parameters={model.Config.ParameterCount} tokens={tokenizer.VocabularySize} steps={settings.Get(Pretrain.Steps)}"
        );

        var training = new Pretraining(model, TrainingSettings(settings), context.Log);
        var tokens = 0L;
        var batches = Batches(settings, new ArithmeticGenerator(dataset.Arithmetic!, dataset.File), tokenizer).Select(examples =>
        {
            tokens += examples.Sum(example => (long)example.Response.Count);
            return examples;
        });
        var steps = training.Train(batches, context.Cancellation);

        Save(model, settings.Get(Pretrain.Dtype), context.Output(StageTable.Policy), tokenizer.EndOfText);
        WordLevelJson.Write(context.Output(StageTable.Policy), tokenizer);
        ArtifactTable.Write(
            context.Output(StageTable.PretrainSteps),
            PretrainStepRow.Schema,
            [
                .. steps.Select(step => new PretrainStepRow
                {
                    Step = step.Step,
                    Loss = step.Loss,
                    LearningRate = step.LearningRate,
                }),
            ]
        );
        context.Metric(StageCost.Trained, tokens);
        context.Metric("parameters", model.Config.ParameterCount);
        context.Metric("loss", steps.TakeLast(20).Average(step => step.Loss));
    }

    private static DatasetManifest Dataset(string path)
    {
        var manifest = DatasetManifestReader.Read(path);
        return manifest.Arithmetic is not null
            ? manifest
            : throw new UserError(
                "EMPO2017",
                "Pre-training needs examples from a generator, but this dataset lists files. Set 'model' in the experiment to "
                    + "the folder of a base model.",
                path
            );
    }

    /// <summary>
    /// Vocabulary rows beyond the tokenizer's are never a target, so training pushes their logits down. They are then sampled as rarely as
    /// the padding rows of a released model.
    /// </summary>
    private static int Vocabulary(SettingSlice settings, WordLevelTokenizer tokenizer)
    {
        var wanted = settings.Get(Pretrain.VocabularySize);
        return wanted == 0 || wanted >= tokenizer.VocabularySize
            ? Math.Max(wanted, tokenizer.VocabularySize)
            : throw new UserError(
                "EMPO3050",
                $"pretrain.vocabulary_size is {wanted}, but the questions and answers of this dataset take "
                    + $"{tokenizer.VocabularySize} tokens. Raise it, or set 0."
            );
    }

    private static void Save(CausalDecoder model, WeightDtype dtype, string folder, int? endOfText)
    {
        if (dtype == WeightDtype.Float32)
        {
            CheckpointFolder.Save(model, folder, endOfText: endOfText);
            return;
        }

        using var off = no_grad();
        using var rounded = new CausalDecoder(model.Config, ScalarType.BFloat16, CPU);
        foreach (var (target, source) in rounded.parameters().Zip(model.parameters()))
        {
            target.copy_(source);
        }

        CheckpointFolder.Save(rounded, folder, endOfText: endOfText);
    }

    private static DecoderConfig Config(SettingSlice settings, int vocabulary)
    {
        var config = ExperimentModel.Pretrained(settings, vocabulary);
        var (width, heads, keyValueHeads) = (config.HiddenSize, config.Heads, config.KeyValueHeads);
        if (width % (2 * heads) != 0 || heads % keyValueHeads != 0)
        {
            throw new UserError(
                "EMPO1012",
                $"pretrain.hidden_size {width} must be an even multiple of pretrain.heads {heads}, and pretrain.kv_heads "
                    + $"{keyValueHeads} must divide the heads. Change one of them."
            );
        }

        return config;
    }

    private static PretrainingSettings TrainingSettings(SettingSlice settings) => new()
    {
        Steps = settings.Get(Pretrain.Steps),
        LearningRate = settings.Get(Pretrain.LearningRate),
        Warmup = settings.Get(Pretrain.Warmup),
    };

    private static IEnumerable<IReadOnlyList<TrainingSequence>> Batches(
        SettingSlice settings,
        ArithmeticGenerator generator,
        WordLevelTokenizer tokenizer
    )
    {
        var (seed, size) = ((ulong)settings.Get(General.Seed), settings.Get(Pretrain.Batch));
        var (guesses, noise) = (settings.Get(Pretrain.GuessShare), settings.Get(Pretrain.StepNoise));
        for (var step = 0; ; step++)
        {
            yield return [.. Enumerable.Range(0, size).Select(i =>
            {
                var (question, response) = generator.Example(seed, (ulong)((step * (long)size) + i), guesses, noise);
                return new TrainingSequence(tokenizer.Encode(question), [.. tokenizer.Encode(response), tokenizer.EndOfText!.Value]);
            })];
        }
    }
}
