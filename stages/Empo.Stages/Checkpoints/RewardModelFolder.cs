using System.Text.Json.Nodes;
using Empo.Models;
using Empo.Stages.Modeling;
using static TorchSharp.torch;

namespace Empo.Stages.Checkpoints;

/// <summary>
/// A reward model in Hugging Face layout: a decoder of one of the families that are read, without a language model's head, and
/// <see cref="RewardHead"/>.
/// </summary>
internal static class RewardModelFolder
{
    private const string PaddingKey = "pad_token_id";

    /// <summary>
    /// The decoder's numbers. A language model's head is not among its tensors: one that the folder holds nevertheless is not read, as in
    /// transformers.
    /// </summary>
    /// <exception cref="UserError">EMPO3001..EMPO3003.</exception>
    public static DecoderConfig Config(string folder) => DecoderConfigFile.Read(folder) with { TiedEmbeddings = true };

    /// <summary>
    /// <c>pad_token_id</c> of config.json: the score is read at the last token that is another one. Null where none is named, and the
    /// score is read at the last token. Source: <c>GenericForSequenceClassification</c> in transformers.
    /// </summary>
    public static int? Padding(string folder) =>
        DecoderConfigFile.Json(folder)[PaddingKey] is JsonValue value && value.TryGetValue(out int id) ? id : null;

    /// <summary>Checks head and tensors by their names and shapes.</summary>
    /// <exception cref="UserError">EMPO3001..EMPO3006, EMPO3080, EMPO4150.</exception>
    public static void Check(string folder)
    {
        using var weights = Open(folder, Config(folder));
    }

    /// <summary>Reads decoder and head, [D] in F32 on the same device.</summary>
    /// <param name="dtype">Type of the decoder; null for the one that <see cref="WeightType"/> says.</param>
    /// <exception cref="UserError">As <see cref="Check"/>.</exception>
    public static (CausalDecoder Decoder, Tensor Head) Load(string folder, Device device, ScalarType? dtype)
    {
        var config = Config(folder);
        using var weights = Open(folder, config);
        var decoder = CheckpointFolder.Read(config, weights, folder, device, dtype);
        using var scope = NewDisposeScope();
        var (file, entry) = weights.Tensors[RewardHead.Name];
        return (decoder, file.Read(entry).view(-1).to(ScalarType.Float32).to(device).DetachFromDisposeScope());
    }

    private static WeightFiles Open(string folder, DecoderConfig config)
    {
        var weights = WeightFiles.Open(folder);
        try
        {
            RewardHead.Require(weights, DecoderConfigFile.Read(folder), folder);
            RewardHead.RequireArchitecture(DecoderConfigFile.Json(folder), folder);
            TensorAgreement.Require(config, weights, folder, besides: RewardHead.Name);
            return weights;
        }
        catch
        {
            weights.Dispose();
            throw;
        }
    }
}
