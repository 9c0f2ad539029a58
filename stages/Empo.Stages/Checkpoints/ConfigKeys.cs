using System.Text.Json;
using System.Text.Json.Nodes;

namespace Empo.Stages.Checkpoints;

/// <summary>Typed access to <c>config.json</c> that collects every missing or wrong key, so that one error names them all.</summary>
internal sealed class ConfigKeys(JsonObject json, string file)
{
    private readonly List<string> _wrong = [];

    public bool Has(string key) => json[key] is not null;

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

    /// <summary><c>rope_theta</c>, since transformers 5 inside <c>rope_parameters</c>.</summary>
    public double RopeTheta()
    {
        if (json["rope_parameters"] is not JsonObject parameters)
        {
            return Number("rope_theta");
        }

        return parameters["rope_type"]?.ToString() is null or "default"
            ? Positive(parameters, "rope_theta")
            : throw Unsupported("rope_parameters.rope_type", parameters["rope_type"]!.ToString(), "Only unscaled rotary positions are implemented");
    }

    /// <exception cref="CheckpointException">EMPO3002 where any key that was asked for is missing or wrong.</exception>
    public void ThrowIfWrong()
    {
        if (_wrong.Count > 0)
        {
            throw new CheckpointException("EMPO3002", $"{Path.GetFileName(file)}: {string.Join("; ", _wrong)}. No number of a model has a default; take the file that belongs to the weights.", file);
        }
    }

    public CheckpointException Unsupported(string key, string value, string reason) =>
        new("EMPO3003", $"{Path.GetFileName(file)} says {key}: {value}. {reason}. Take another model.", file);

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
