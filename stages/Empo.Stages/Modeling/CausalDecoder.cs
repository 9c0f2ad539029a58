using Empo.Models;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Empo.Stages.Modeling;

/// <summary>
/// A decoder-only language model of one of the families that <see cref="DecoderConfigFile"/> reads. Fields are named as in Hugging Face
/// checkpoints, so that <c>named_parameters()</c> lists exactly the tensors of <c>model.safetensors</c>.
/// </summary>
/// <remarks>Weights are uninitialised until a checkpoint is read or <see cref="Initialize"/> is called.</remarks>
internal sealed class CausalDecoder : Module<Tensor, Tensor>
{
    internal readonly DecoderStack model;
    internal readonly Projection? lm_head;

    public CausalDecoder(DecoderConfig config, ScalarType dtype, Device device)
        : base(nameof(CausalDecoder))
    {
        Config = config;
        Dtype = dtype;
        Device = device;
        model = new DecoderStack(config, dtype, device);
        lm_head = config.TiedEmbeddings ? null : new Projection(config.HiddenSize, config.VocabularySize, hasBias: false, dtype, device);
        RegisterComponents();
    }

    public DecoderConfig Config { get; }

    public ScalarType Dtype { get; }

    public Device Device { get; }

    /// <summary>The adapters that are trained instead of the weights, or null where the weights are trained.</summary>
    public DecoderAdapters? Adapters { get; private set; }

    /// <summary>
    /// The parameters that training changes, by name: those of the adapters where there are any, otherwise those of the checkpoint.
    /// </summary>
    public IEnumerable<(string name, TorchSharp.Modules.Parameter parameter)> Trainable => Adapters?.Parameters ?? named_parameters();

    /// <summary>
    /// Whole sequences, [B, T] int64 → last hidden states [B, T, D]. Sequences of a batch are padded on the right: causality
    /// keeps the padding out of every real position, so no mask is needed. The output at padded positions is meaningless.
    /// </summary>
    public override Tensor forward(Tensor ids) => model.forward(ids);

    /// <summary>Hidden states [.., D] → logits [.., V], in the model's dtype.</summary>
    public Tensor Logits(Tensor hidden)
    {
        var logits = functional.linear(hidden, OutputWeight);
        return LogitForm.IsNeutral ? logits : LogitForm.Of(logits);
    }

    /// <summary>What becomes of the head's products.</summary>
    public LogitForm LogitForm => new(Config.LogitScale, Config.LogitSoftcap);

    /// <summary>[V, D]: the embedding where it is tied.</summary>
    public Tensor OutputWeight => lm_head is null ? model.embed_tokens.weight : lm_head.weight;

    /// <summary>Adds adapters that change nothing yet, and removes any earlier ones.</summary>
    public DecoderAdapters AttachAdapters(LoraConfig config)
    {
        DetachAdapters();
        return Adapters = new DecoderAdapters(this, config);
    }

    /// <summary>Removes the adapters, which gives the base model again.</summary>
    public void DetachAdapters()
    {
        Adapters?.Dispose();
        Adapters = null;
    }

    /// <summary>
    /// A fresh model: matrices from N(0, <paramref name="standardDeviation"/>²), biases 0, norms neutral. The numbers depend on the seed
    /// only, not on libtorch's global generator.
    /// </summary>
    public void Initialize(ulong seed, double standardDeviation)
    {
        using var guard = no_grad();
        using var generator = new Generator(seed, CPU);
        var neutral = Scalars.Of(model.norm.Neutral);
        foreach (var (name, parameter) in named_parameters())
        {
            using var scope = NewDisposeScope();
            if (parameter.dim() == 2)
            {
                parameter.copy_(empty(parameter.shape, ScalarType.Float32).normal_(0, standardDeviation, generator));
                continue;
            }

            parameter.fill_(name.EndsWith(".bias", StringComparison.Ordinal) ? Scalars.Zero : neutral);
        }
    }
}
