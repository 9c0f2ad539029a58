using System.Text.Json;
using System.Text.Json.Nodes;

namespace Empo.Models;

/// <summary>Typed access to <c>config.json</c> that collects every missing or wrong key, so that one error names them all.</summary>
internal sealed class ConfigKeys(JsonObject json, string file)
{
    private readonly List<string> _wrong = [];
    private RotaryKeys? _rotary;

    /// <summary>The rotary positions, read once, so that what is wrong with them is said once.</summary>
    public RotaryKeys Rotary => _rotary ??= new RotaryKeys(this);

    public bool Has(string key) => json[key] is not null;

    /// <summary>Whether a key is not written, not even as null.</summary>
    public bool IsAbsent(string key) => !json.ContainsKey(key);

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
    public double Number(string key) => Number(json, key, key);

    /// <summary>A positive number, or null where the key is absent or null.</summary>
    public double? OptionalNumber(string key) => Has(key) ? Number(key) : null;

    /// <summary>A positive 32-bit integer, or null where the key is absent or null.</summary>
    public int? OptionalInteger(string key) => Has(key) ? Integer(key) : null;

    /// <summary>A flag, or what transformers takes where the key is absent or null.</summary>
    public bool Flag(string key, bool absent) => Has(key) ? Flag(key) : absent;

    /// <summary>A positive number of an object inside the file.</summary>
    /// <param name="container">The object.</param>
    /// <param name="key">The key in it.</param>
    /// <param name="path">As messages name the number.</param>
    public double Number(JsonObject container, string key, string path)
    {
        if (container[key] is JsonValue value && value.GetValueKind() == JsonValueKind.Number)
        {
            var number = value.GetValue<double>();
            if (number > 0 && double.IsFinite(number))
            {
                return number;
            }
        }

        _wrong.Add(container[key] is { } wrong ? $"{path} is {wrong.ToJsonString()}, not a positive number" : $"{path} is missing");
        return 1;
    }

    /// <summary>An object, or null where the key is absent or null.</summary>
    public JsonObject? Object(string key)
    {
        if (json[key] is null or JsonObject)
        {
            return json[key] as JsonObject;
        }

        _wrong.Add($"{key} is {json[key]!.ToJsonString()}, not an object");
        return null;
    }

    /// <summary>A list, or null where the key is absent or null.</summary>
    public JsonArray? List(string key)
    {
        if (json[key] is null or JsonArray)
        {
            return json[key] as JsonArray;
        }

        _wrong.Add($"{key} is {json[key]!.ToJsonString()}, not a list");
        return null;
    }

    /// <summary>Adds something that is wrong with the file.</summary>
    public void Wrong(string what) => _wrong.Add(what);

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

    /// <summary>The value of a key as it is written; null where it is absent or null.</summary>
    public string? Written(string key) => json[key]?.ToJsonString();

    /// <summary>An integer that may be absent, null or of another kind.</summary>
    public int? Find(string key) =>
        json[key] is JsonValue value && value.GetValueKind() == JsonValueKind.Number && value.TryGetValue(out int number) ? number : null;

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
