using System.Text.Json;
using System.Text.Json.Nodes;

namespace Empo.Models;

/// <summary>
/// Reads the rotary positions of a <c>config.json</c>: <c>rope_theta</c>, <c>rope_scaling</c> and <c>partial_rotary_factor</c>, which
/// transformers 5 writes into one object <c>rope_parameters</c>, or into one such object per layer type.
/// </summary>
internal sealed class RotaryKeys
{
    private const string OriginalKey = "original_max_position_embeddings";
    private const string Full = "full_attention", Windowed = "sliding_attention";
    private const string New = "rope_parameters", Old = "rope_scaling";

    /// <summary>The keys that transformers reads. Another one would be computed by some program and not by others.</summary>
    private static readonly string[] Known =
    [
        "rope_theta", "rope_type", "type", "factor", "partial_rotary_factor", OriginalKey, "attention_factor",
        "beta_fast", "beta_slow", "truncate", "mscale", "mscale_all_dim", "short_factor", "long_factor", "low_freq_factor",
        "high_freq_factor",
    ];

    private readonly ConfigKeys _keys;
    private readonly JsonObject _global;
    private readonly JsonObject? _local;
    private readonly string _source;

    public RotaryKeys(ConfigKeys keys)
    {
        _keys = keys;
        var (parameters, scaling) = (keys.Object(New), keys.Object(Old));
        if (parameters is not null && scaling is not null)
        {
            RefuseContradiction(Of(parameters, Full), Of(scaling, Full));
        }

        _source = parameters is null ? Old : New;
        _global = Of(parameters ?? scaling ?? [], Full);
        _local = (parameters ?? scaling)?[Windowed] as JsonObject;
        RefuseUnknown();
    }

    /// <summary>Base of the frequencies.</summary>
    /// <param name="absent">What transformers takes for the family where the file has no such key; null for an error.</param>
    public double Theta(double? absent = null)
    {
        const string key = "rope_theta";
        if (_global[key] is null)
        {
            return absent is { } usual && !_keys.Has(key) ? usual : _keys.Number(key);
        }

        var theta = _keys.Number(_global, key, $"{_source}.{key}");
        if (_keys.Has(key) && _keys.Number(key) != theta)
        {
            _keys.Wrong($"{key} is {_keys.Written(key)}, but {_global[key]!.ToJsonString()} in {_source}");
        }

        return theta;
    }

    /// <summary>Base of the frequencies of windowed layers (Gemma 3).</summary>
    /// <param name="key">Where the file has it outside <c>rope_parameters</c>.</param>
    public double LocalTheta(string key)
    {
        if (_local is null)
        {
            return _keys.Number(key);
        }

        if (TypeOf(_local) is { } type)
        {
            throw _keys.Unsupported($"{_source}.{Windowed}", type, "Only unscaled rotary positions are implemented in windowed layers");
        }

        return _keys.Number(_local, "rope_theta", $"{_source}.{Windowed}.rope_theta");
    }

    /// <summary>Share of a head that is rotated; 1 where the file has no such key.</summary>
    public double Share()
    {
        const string key = "partial_rotary_factor";
        var share = _global[key] is null
            ? _keys.OptionalNumber(key) ?? 1
            : _keys.Number(_global, key, $"{_source}.{key}");
        if (share > 1)
        {
            _keys.Wrong($"{key} is above 1");
        }

        return share;
    }

    /// <param name="positions"><c>max_position_embeddings</c>.</param>
    /// <exception cref="UserError">EMPO3003: a scaling that is not implemented.</exception>
    public RotaryScaling? Scaling(int positions) => TypeOf(_global) switch
    {
        null => null,
        "linear" => new LinearScaling(Of("factor")),
        "llama3" => new Llama3Scaling(Of("factor"), Of("low_freq_factor"), Of("high_freq_factor"), OriginalPositions()),
        "yarn" => Yarn(positions),
        "longrope" or "su" => LongRope(positions),
        var other => throw _keys.Unsupported(
            _source,
            _global.ToJsonString(),
            $"Rotary positions of type {other} are not implemented",
            other == "dynamic"
                ? "This scaling is added to a trained model for longer contexts: remove the key if you need none that is longer than the "
                    + "model was trained on, and write that length as max_position_embeddings."
                : null
        ),
    };

    /// <summary>The positions of a sequence before LongRoPE changes its factors; null for another scaling.</summary>
    public int? Original() => TypeOf(_global) is "longrope" or "su" ? (int)OriginalPositions() : null;

    private YarnScaling Yarn(int positions)
    {
        if (_global["truncate"] is JsonValue truncate && truncate.GetValueKind() != JsonValueKind.True)
        {
            throw _keys.Unsupported($"{_source}.truncate", truncate.ToJsonString(), "YaRN is implemented with whole indices");
        }

        var factor = Of("factor");
        var attention = Optional("attention_factor") ?? (NonZero("mscale"), NonZero("mscale_all_dim")) switch
        {
            ({ } one, { } other) => YarnScaling.UsualAttention(factor, one) / YarnScaling.UsualAttention(factor, other),
            _ => YarnScaling.UsualAttention(factor),
        };
        return new YarnScaling(
            factor,
            OptionalOriginal() ?? positions,
            Optional("beta_fast") ?? 32,
            Optional("beta_slow") ?? 1,
            attention
        );
    }

    private LongRopeScaling LongRope(int positions)
    {
        var factors = Factors("short_factor");
        var original = OriginalPositions();
        var attention = Optional("attention_factor")
            ?? (Optional("factor") is { } factor && !_keys.Has(OriginalKey)
                ? LongRopeScaling.UsualAttention(factor * original, original)
                : LongRopeScaling.UsualAttention(positions, original));
        return new LongRopeScaling(factors, attention);
    }

    private double OriginalPositions() => OptionalOriginal() ?? Of(OriginalKey);

    /// <summary>Beside the object, where it counts first, or in it.</summary>
    private double? OptionalOriginal() => _keys.OptionalNumber(OriginalKey) ?? Optional(OriginalKey);

    private IReadOnlyList<double> Factors(string key)
    {
        if (_global[key] is not JsonArray list)
        {
            _keys.Wrong($"{_source}.{key} is {_global[key]?.ToJsonString() ?? "missing"}, not a list of numbers");
            return [];
        }

        var numbers = list.OfType<JsonValue>()
            .Where(item => item.GetValueKind() == JsonValueKind.Number)
            .Select(item => item.GetValue<double>())
            .Where(number => number > 0)
            .ToList();
        if (numbers.Count != list.Count)
        {
            _keys.Wrong($"{_source}.{key} holds something other than positive numbers");
        }

        return numbers;
    }

    private double Of(string key) => _keys.Number(_global, key, $"{_source}.{key}");

    /// <summary>transformers takes 0 for an absent number here.</summary>
    private double? NonZero(string key) => _global[key] is { } value && IsNumber(value, 0) ? null : Optional(key);

    private double? Optional(string key) => _global[key] is null ? null : Of(key);

    /// <summary>The object for a layer type where there is one for each, else the object itself.</summary>
    private static JsonObject Of(JsonObject scaling, string layers) =>
        scaling.Count > 0 && scaling.All(pair => pair.Value is JsonObject)
            ? scaling[layers] as JsonObject ?? scaling.First().Value!.AsObject()
            : scaling;

    /// <summary>Null where nothing is scaled: no type, <c>default</c>, or a factor of 1.</summary>
    private static string? TypeOf(JsonObject scaling)
    {
        var type = (scaling["rope_type"] ?? scaling["type"])?.ToString();
        return type switch
        {
            null when scaling["factor"] is null || IsOne(scaling["factor"]) => null,
            null or "" => "(none)",
            "default" => null,
            "linear" when IsOne(scaling["factor"]) => null,
            _ => type,
        };
    }

    private static bool IsOne(JsonNode? node) => IsNumber(node, 1);

    private static bool IsNumber(JsonNode? node, double number) =>
        node is JsonValue value && value.GetValueKind() == JsonValueKind.Number && value.GetValue<double>() == number;

    private void RefuseUnknown()
    {
        if (TypeOf(_global) is not ("linear" or "llama3" or "yarn" or "longrope" or "su")
            || _global.FirstOrDefault(pair => !Known.Contains(pair.Key)) is not { Key: { } key })
        {
            return;
        }

        throw _keys.Unsupported(
            $"{_source}.{key}",
            _global[key]?.ToJsonString() ?? "null",
            "transformers does not read this key of scaled positions, and some servers do, so they would compute another model",
            key == "attn_factor"
                ? "Remove it, and write as attention_factor what cos and sin are multiplied by: vLLM multiplies attn_factor by "
                    + "0.1 ln(factor) + 1, transformers takes the latter alone."
                : "Remove it where the model's publisher says that it changes nothing."
        );
    }

    private void RefuseContradiction(JsonObject parameters, JsonObject scaling)
    {
        var differs = parameters.Any(pair => scaling.ContainsKey(pair.Key) && !JsonNode.DeepEquals(pair.Value, scaling[pair.Key]));
        if (differs || TypeOf(parameters) != TypeOf(scaling))
        {
            _keys.Wrong($"{New} is {parameters.ToJsonString()}, but {Old} is {scaling.ToJsonString()}");
        }
    }
}
