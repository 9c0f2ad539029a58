using Empo.Experiments.Settings.Choices;
using Empo.Stages.Checkpoints;
using Empo.Stages.Modeling;
using Empo.Stages.Sampling;
using Empo.Stages.Training;
using Empo.UnitTests.Modeling;
using Empo.UnitTests.Sampling;
using TorchSharp;
using static TorchSharp.torch;

namespace Empo.UnitTests.Training;

/// <summary>
/// However much a process does, it holds no more tensors afterwards: a handle that is lost keeps its memory until some garbage collection.
/// </summary>
[Collection("torch")]
public sealed class LiveHandlesTests : IDisposable
{
    private static readonly LoraConfig Lora = new() { Rank = 2, Alpha = 4, Targets = ["q_proj", "down_proj"] };

    private static readonly Dictionary<string, Action<CausalDecoder, TemporaryFolder>> Works = new()
    {
        ["update"] = (decoder, _) => Update(decoder, PolicyTrainerTests.Settings with { MinibatchQuestions = 2, Epochs = 2 }),
        ["update, recomputed"] = (decoder, _) => Update(decoder, PolicyTrainerTests.Settings with { Recompute = true, Rehearse = true }),
        ["update, optimizer on the host"] = (decoder, _) =>
            Update(
                decoder,
                PolicyTrainerTests.Settings with
                {
                    Optimizer = PolicyTrainerTests.Settings.Optimizer with { OnHost = true, WeightDecay = 0.1 },
                }
            ),
        ["update, computed in bfloat16"] = (decoder, _) =>
        {
            using var rounded = RoundedPolicy.Of(decoder, UpdateDtype.Bfloat16);
            var exact = rounded is null ? null : decoder;
            new PolicyTrainer(rounded?.Decoder ?? decoder, PolicyTrainerTests.Settings, new RecordingLog())
            {
                Place = new TrainingPlace { Exact = exact },
            }
                .Train(MadeUpGroups.Of(decoder, 0.9, 3), 1, null, default)
                .Optimizer!.Dispose();
        },
        ["update of adapters"] = (decoder, _) =>
        {
            AdapterInitialization.Fill(decoder.AttachAdapters(Lora), 1);
            Update(decoder, PolicyTrainerTests.Settings);
            decoder.DetachAdapters();
        },
        ["adapters merged"] = (decoder, _) =>
        {
            AdapterInitialization.Fill(decoder.AttachAdapters(Lora), 1);
            decoder.Adapters!.AddToWeights();
            decoder.DetachAdapters();
        },
        ["update that goes on"] = (decoder, folder) =>
        {
            using (var first = Update(decoder, PolicyTrainerTests.Settings, keep: true)!)
            {
                first.Save(folder.File("optimizer.safetensors"));
            }

            using var state = AdamWFile.Open(folder.File("optimizer.safetensors"));
            new PolicyTrainer(decoder, PolicyTrainerTests.Settings, new RecordingLog())
                .Train(MadeUpGroups.Of(decoder, 0.9, 3), 2, state, default)
                .Optimizer!.Dispose();
        },
        ["pre-training"] = (decoder, _) =>
            new Pretraining(
                decoder,
                new PretrainingSettings
                {
                    Steps = 3,
                    LearningRate = 1e-3,
                    Warmup = 1,
                },
                new RecordingLog()
            ).Train(Enumerable.Repeat<IReadOnlyList<TrainingSequence>>([new([1, 2], [3, 4, 5]), new([6], [7, 8])], 3), default),
        ["loss with entropies, no flat buffers"] = (decoder, _) =>
        {
            using var batch = MicroBatch.Create([new TrainingSequence([1, 2], [3, 4, 5])], [0], CPU);
            new ResponseLogProbs(decoder, 0.7).Backward(batch, withEntropies: true, (logProbs, entropies) =>
                logProbs.sum() - entropies!.sum()
            );
            foreach (var parameter in decoder.parameters())
            {
                parameter.grad = null;
            }
        },
        ["sampling"] = (decoder, _) => Sample(decoder, decoding => decoding),
        ["sampling from the most likely"] = (decoder, _) => Sample(decoder, decoding => decoding with { TopK = 5, TopP = 0.8 }),
        ["greedy"] = (decoder, _) => Sample(decoder, decoding => decoding with { Greedy = true }),
        ["continuous batching"] = (decoder, _) => SampleContinuously(decoder, decoding => decoding),
        ["continuous batching from the most likely"] = (decoder, _) =>
            SampleContinuously(decoder, decoding => decoding with { TopK = 5, TopP = 0.8 }),
        ["saved and loaded"] = (decoder, folder) =>
        {
            CheckpointFolder.Save(decoder, folder.File("model"), endOfText: 0);
            using var loaded = CheckpointFolder.Load(folder.File("model"), CPU);
        },
        ["a fresh model"] = (decoder, _) =>
        {
            using var fresh = new CausalDecoder(decoder.Config, decoder.Dtype, CPU);
            fresh.Initialize(2, 0.1);
        },
    };

    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string, ScalarType> Cases
    {
        get
        {
            var cases = new TheoryData<string, ScalarType>();
            foreach (var work in Works.Keys)
            {
                cases.Add(work, ScalarType.Float32);
                cases.Add(work, ScalarType.BFloat16);
            }

            return cases;
        }
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_number_of_live_handles_stays(string work, ScalarType type)
    {
        set_num_threads(1);
        using var decoder = new CausalDecoder(TinyDecoder.Config(), type, CPU);
        decoder.Initialize(5, 0.2);
        Works[work](decoder, _folder); // tables of positions are kept
        var before = DisposeScopeManager.Statistics.TensorStatistics.ThreadTotalLiveCount;

        Works[work](decoder, _folder);

        Assert.Equal(before, DisposeScopeManager.Statistics.TensorStatistics.ThreadTotalLiveCount);
    }

    private static AdamWState? Update(CausalDecoder decoder, UpdateSettings settings, bool keep = false)
    {
        var state = new PolicyTrainer(decoder, settings, new RecordingLog())
            .Train(MadeUpGroups.Of(decoder, settings.Temperature, 5), 1, null, default)
            .Optimizer!;
        if (keep)
        {
            return state;
        }

        state.Dispose();
        return null;
    }

    private static void SampleContinuously(CausalDecoder decoder, Func<Decoding, Decoding> change)
    {
        using var engine = new ContinuousEngine(decoder, 6);
        var batch = LocalEngineTests.Batch(5, 4, mostTokens: 80, differentLengths: true);
        engine.Complete(batch with { Decoding = change(batch.Decoding) }, default);
    }

    private static void Sample(CausalDecoder decoder, Func<Decoding, Decoding> change)
    {
        using var engine = new LocalEngine(decoder);
        var batch = LocalEngineTests.Batch(5, 4, mostTokens: 80, differentLengths: true);
        engine.Complete(batch with { Decoding = change(batch.Decoding) }, default);
    }
}
