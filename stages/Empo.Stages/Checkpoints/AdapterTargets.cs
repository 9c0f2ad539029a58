using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Empo.Stages.Checkpoints;

/// <summary>
/// The modules that <c>adapter_config.json</c> names, matched as PEFT does: <c>target_modules</c> (ends of names, whole names,
/// <c>all-linear</c>, or one regular expression) minus <c>exclude_modules</c>; for a list, only those in <c>layers_to_transform</c>.
/// </summary>
internal sealed partial class AdapterTargets
{
    private const string AllLinear = "all-linear";

    /// <summary>Modules that have weights but never adapters, in every decoder here.</summary>
    private static readonly string[] Unadapted = ["lm_head", "embed_tokens"];

    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(1);

    private readonly Func<string, bool?> _targeted;
    private readonly Func<string, bool?> _excluded;
    private readonly IReadOnlySet<int>? _layers;

    private AdapterTargets(Func<string, bool?> targeted, Func<string, bool?> excluded, IReadOnlySet<int>? layers) =>
        (_targeted, _excluded, _layers) = (targeted, excluded, layers);

    /// <param name="json">The contents of the file.</param>
    /// <param name="wrong">Receives the values whose form is unknown.</param>
    public static AdapterTargets Of(JsonObject json, List<string> wrong)
    {
        if (json["target_modules"] is null)
        {
            wrong.Add("target_modules is missing");
        }

        var targeted = Matching(json, "target_modules", wrong);
        var excluded = json["exclude_modules"] is null ? (Func<string, bool?>)(_ => false) : Matching(json, "exclude_modules", wrong);
        wrong.AddRange(
            Unadapted
                .Where(name => Names(json["target_modules"]).Any(target => EndsAt(target, name)))
                .Select(name => $"target_modules has {name}, of which no adapter is implemented")
        );
        return new AdapterTargets(
            targeted,
            excluded,
            Names(json["target_modules"]) is [] ? null : Layers(json["layers_to_transform"], wrong)
        );
    }

    /// <summary>
    /// Whether the file names a module (<c>model.layers.0.self_attn.q_proj</c>); null where only Python can decide (its own
    /// regular-expression syntax).
    /// </summary>
    public bool? Name(string module)
    {
        if (_targeted(module) is not true)
        {
            return _targeted(module);
        }

        var excluded = _excluded(module);
        return excluded is null ? null : !excluded.Value && (_layers?.Contains(LayerOf(module)) ?? true);
    }

    private static Func<string, bool?> Matching(JsonObject json, string key, List<string> wrong)
    {
        var node = json[key];
        if (node is JsonValue && node.GetValueKind() == JsonValueKind.String)
        {
            var text = node.GetValue<string>();
            return text == AllLinear ? _ => true : ByExpression(text);
        }

        var names = Names(node);
        if (node is not null && (node is not JsonArray list || names.Count != list.Count))
        {
            wrong.Add($"{key} is {node.ToJsonString()}, neither a list of names nor a regular expression");
        }

        return module => names.Any(name => EndsAt(module, name));
    }

    private static Func<string, bool?> ByExpression(string text)
    {
        try
        {
            // RegexOptions.NonBacktracking cannot read every expression that PEFT's users write, so a time limit takes its place.
            var expression = new Regex($@"\A(?:{text})\z", RegexOptions.CultureInvariant, Longest);
            return module => Matches(expression, module);
        }
        catch (ArgumentException)
        {
            return _ => null;
        }
    }

    private static bool? Matches(Regex expression, string module)
    {
        try
        {
            return expression.IsMatch(module);
        }
        catch (RegexMatchTimeoutException)
        {
            return null;
        }
    }

    private static List<string> Names(JsonNode? node) => node is JsonArray list
        ? [.. list.Where(item => item?.GetValueKind() == JsonValueKind.String).Select(item => item!.GetValue<string>())]
        : [];

    private static bool EndsAt(string module, string name) => module == name || module.EndsWith("." + name, StringComparison.Ordinal);

    private static HashSet<int>? Layers(JsonNode? node, List<string> wrong)
    {
        JsonNode?[] items = node switch { null => [], JsonArray list => [.. list], _ => [node] };
        var layers = new HashSet<int>();
        foreach (var item in items)
        {
            if (item is JsonValue value && value.GetValueKind() == JsonValueKind.Number && value.TryGetValue(out int layer))
            {
                layers.Add(layer);
                continue;
            }

            wrong.Add($"layers_to_transform is {node!.ToJsonString()}, neither a number nor a list of numbers");
            return null;
        }

        return layers.Count == 0 ? null : layers;
    }

    private static int LayerOf(string module) =>
        Layer().Match(module) is { Success: true } match
        && int.TryParse(match.ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var layer)
            ? layer
            : -1;

    [GeneratedRegex(@"(?<=\blayers\.)[0-9]+(?=\.)")]
    private static partial Regex Layer();
}
