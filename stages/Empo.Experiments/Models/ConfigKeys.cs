using System.Text.Json;
using System.Text.Json.Nodes;

namespace Empo.Models;

/// <summary>Typed access to <c>config.json</c> that collects every missing or wrong key, so that one error names them all.</summary>
internal sealed class ConfigKeys(JsonObject json, string file)
{
    private readonly List<string> _wrong = [];

    public bool Has(string key) => json[key] is not null;

    /// <summary>Whether a key is written and null.</summary>
    public bool IsNull(string key) => json.ContainsKey(key) && json[key] is null;

    public string Text(string key) => Value(key, JsonValueKind.String, "text")?.GetValue<string>() ?? "";

    public bool Flag(string key)
    {
        var kind = json[key]?.GetValueKind();
        if (kind is JsonValueKind.True or JsonValueKind.False)
        {
            return kind == JsonValueKind.True;
        }

        _wrong.Add(kind is null ? $"{key} is missing" : $"{key} is {json[key]!.ToJsonString()}, not true or false");
        return false;
    }

    /// <summary>A positive 32-bit integer.</summary>
    public int Integer(string key)
    {
        var value = Value(key, JsonValueKind.Number, "a positive integer");
        if (value is null)
        {
            return 1;
        }

        if (value.AsValue().TryGetValue(out int number) && number > 0)
        {
            return number;
        }

        _wrong.Add($"{key} is {value.ToJsonString()}, not a positive integer");
        return 1;
    }

    /// <summary>A positive number.</summary>
    public double Number(string key) => Positive(json, key);

    /// <summary>
    /// The value of <c>rope_theta</c>, which transformers 5 writes inside <c>rope_parameters</c>. <c>rope_scaling</c> and
    /// <c>rope_parameters</c> may state explicitly that nothing is scaled (type <c>default</c>, a factor of 1).
    /// </summary>
    /// <exception cref="UserError">EMPO3003: the positions are scaled.</exception>
    public double RopeTheta()
    {
        RefuseScaling("rope_scaling");
        var parameters = RefuseScaling("rope_parameters");
        if (parameters?["rope_theta"] is null)
        {
            return Number("rope_theta");
        }

        var theta = Positive(parameters, "rope_theta");
        if (json["rope_theta"] is { } other && Positive(json, "rope_theta") != theta)
        {
            _wrong.Add($"rope_theta is {other.ToJsonString()}, but {parameters["rope_theta"]!.ToJsonString()} in rope_parameters");
        }

        return theta;
    }

    /// <exception cref="UserError">EMPO3002 where any key that was asked for is missing or wrong.</exception>
    public void ThrowIfWrong()
    {
        if (_wrong.Count > 0)
        {
            throw new UserError(
                "EMPO3002",
                $"{Path.GetFileName(file)}: {string.Join("; ", _wrong)}. No number of a model has a default: where the file is "
                    + "the model's own, write in what is missing (other programs fill it in), as its publisher states it; otherwise "
                    + "fetch the file again.",
                file
            );
        }
    }

    /// <param name="remedy">What helps other than taking another model; null for nothing.</param>
    public UserError Unsupported(string key, string value, string reason, string? remedy = null) =>
        new("EMPO3003", $"{Path.GetFileName(file)} says {key}: {value}. {reason}. {remedy ?? "Take another model."}", file);

    /// <summary>The first text of a list that is not one of these, or null.</summary>
    public string? OtherThan(string key, params string[] known) =>
        (json[key] as JsonArray)?.Select(item => item?.ToString() ?? "null").FirstOrDefault(item => !known.Contains(item));

    /// <summary>The value of a key as it is written; null where it is absent or null.</summary>
    public string? Written(string key) => json[key]?.ToJsonString();

    /// <summary>An integer that may be absent, null or of another kind.</summary>
    public int? Find(string key) =>
        json[key] is JsonValue value && value.GetValueKind() == JsonValueKind.Number && value.TryGetValue(out int number) ? number : null;

    /// <summary>
    /// Refuses scaled positions and returns the object of the key. Since transformers 5 the key may hold one object per layer type; then
    /// the one for full attention is returned.
    /// </summary>
    private JsonObject? RefuseScaling(string key)
    {
        if (json[key] is null)
        {
            return null;
        }

        if (json[key] is not JsonObject scaling)
        {
            _wrong.Add($"{key} is {json[key]!.ToJsonString()}, not an object");
            return null;
        }

        JsonObject[] each =
            scaling.Count > 0 && scaling.All(pair => pair.Value is JsonObject)
                ? [.. scaling.Select(pair => pair.Value!.AsObject())]
                : [scaling];
        foreach (var one in each)
        {
            var type = (one["rope_type"] ?? one["type"])?.ToString();
            var unscaled = type is "default" || (type is null or "linear" && (one["factor"] is null ? type is null : IsOne(one["factor"])));
            if (!unscaled)
            {
                throw Unsupported(
                    key,
                    one.ToJsonString(),
                    "Only unscaled rotary positions are implemented",
                    type is "yarn" or "dynamic"
                        ? "This scaling is added to a trained model for longer contexts: remove the key if you need none that is "
                            + "longer than the model was trained on, and write that length as max_position_embeddings."
                        : null
                );
            }

            if (one["partial_rotary_factor"] is { } part && !IsOne(part))
            {
                throw Unsupported($"{key}.partial_rotary_factor", part.ToJsonString(), "Only the rotation of whole heads is implemented");
            }
        }

        return scaling["full_attention"] as JsonObject ?? each[0];
    }

    private static bool IsOne(JsonNode? node) =>
        node is JsonValue value && value.GetValueKind() == JsonValueKind.Number && value.GetValue<double>() == 1;

    private double Positive(JsonObject container, string key)
    {
        if (container[key] is JsonValue value && value.GetValueKind() == JsonValueKind.Number)
        {
            var number = value.GetValue<double>();
            if (number > 0 && double.IsFinite(number))
            {
                return number;
            }
        }

        _wrong.Add(container[key] is { } wrong ? $"{key} is {wrong.ToJsonString()}, not a positive number" : $"{key} is missing");
        return 1;
    }

    private JsonNode? Value(string key, JsonValueKind kind, string expected)
    {
        var node = json[key];
        if (node is not null && node.GetValueKind() == kind)
        {
            return node;
        }

        _wrong.Add(node is null ? $"{key} is missing" : $"{key} is {node.ToJsonString()}, not {expected}");
        return null;
    }
}
