using System.Globalization;
using System.Text.Json.Nodes;
using Empo.Models;

namespace Empo.Stages.Checkpoints;

/// <summary>
/// The head of a reward model: <c>score.weight</c> [1, D] and nothing else, as transformers' <c>ForSequenceClassification</c> of decoders
/// saves it with one label. Every other head is refused, and the error says what was found.
/// </summary>
internal static class RewardHead
{
    /// <summary>The tensor that is read.</summary>
    public const string Name = "score.weight";

    private const string Decoder = "model.";
    private const string LanguageHead = "lm_head.weight";
    private const string Architecture = "ForSequenceClassification";

    /// <summary>Heads that published models have, told by a part of a tensor's name; the first that fits.</summary>
    private static readonly (Func<string, bool> Is, string What)[] OtherHeads =
    [
        (name => name == "score.bias", "a head with a bias"),
        (name => name.Contains(".lora_", StringComparison.Ordinal) || name.Contains("modules_to_save", StringComparison.Ordinal)
            || name.Contains("base_layer", StringComparison.Ordinal), "an adapter around its weights (merge it and save the model again)"),
        (name => name.StartsWith("score.", StringComparison.Ordinal), "a head of several layers"),
        (name => name.Contains("v_head", StringComparison.Ordinal) || name.Contains("value_head", StringComparison.Ordinal),
            "a value head"),
        (name => name.Contains("classifier", StringComparison.Ordinal) || name.Contains("qa_outputs", StringComparison.Ordinal),
            "the head of another task"),
        (name => name.Contains("head", StringComparison.Ordinal) || name.Contains("reward", StringComparison.Ordinal)
            || name.Contains("regression", StringComparison.Ordinal), "a head of another form"),
        (_ => true, "tensors that are neither the decoder's nor that head"),
    ];

    /// <summary>Checks names and shapes; no weight is read.</summary>
    /// <exception cref="UserError">EMPO4150.</exception>
    public static void Require(WeightFiles weights, DecoderConfig config, string folder)
    {
        var names = weights.Tensors.Keys.Order(StringComparer.Ordinal).ToList();
        var others = names
            .Where(name => name is not (Name or LanguageHead) && !name.StartsWith(Decoder, StringComparison.Ordinal))
            .Where(name => !TensorAgreement.IsTable(name))
            .ToList();
        var found = others.Count > 0 ? Array.Find(OtherHeads, head => others.Exists(name => head.Is(name))).What
                + $": {CheckpointFolder.List(others)}"
            : !weights.Tensors.TryGetValue(Name, out var head) ? $"no {Name}"
                + (names.Contains(LanguageHead) || config.TiedEmbeddings ? ": it is a language model" : "")
            : WrongShape([.. head.Entry.Shape], config.HiddenSize);
        if (found is not null)
        {
            throw Refused(found, folder);
        }
    }

    /// <summary>Checks that transformers' own code computes the model, since equal tensors can be read in other ways.</summary>
    /// <exception cref="UserError">EMPO4150: another class, or code of the folder's own.</exception>
    public static void RequireArchitecture(JsonObject config, string folder)
    {
        var name = (config["architectures"] as JsonArray)?.FirstOrDefault()?.ToString();
        if (name is not null && !name.EndsWith(Architecture, StringComparison.Ordinal))
        {
            throw Refused(
                $"the class {name} (architectures in {DecoderConfigFile.FileName}), which may read these tensors in another way",
                folder
            );
        }

        if (config["auto_map"] is JsonObject map && map["AutoModel" + Architecture] is { } code)
        {
            throw Refused($"code of its own (auto_map in {DecoderConfigFile.FileName}: {code}), which is never run", folder);
        }
    }

    private static string? WrongShape(long[] shape, long width) => shape switch
    {
        [1, var columns] when columns == width => null,
        [var labels, var columns] when columns == width => string.Create(
            CultureInfo.InvariantCulture,
            $"a head with {labels} labels ({Name} is [{labels}, {columns}])"
        ),
        _ => $"{Name} of the shape [{string.Join(", ", shape)}], where the decoder's states have {width} components",
    };

    private static UserError Refused(string found, string folder) =>
        new(
            "EMPO4150",
            $"The reward model in {folder} has {found}. What is read is a decoder with {Name} [1, D] alone, as transformers' "
                + $"{Architecture} classes save it with one label (num_labels: 1). Choose such a model, or let a program of yours run "
                + "this one (score.reward: command).",
            Path.Combine(folder, DecoderConfigFile.FileName)
        );
}
