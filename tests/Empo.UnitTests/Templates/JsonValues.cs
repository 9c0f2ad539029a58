using System.Text.Json.Nodes;
using Empo.Stages.Templates.Values;
using Empo.Stages.Tokenization;

namespace Empo.UnitTests.Templates;

/// <summary>JSON as values of a template.</summary>
internal static class JsonValues
{
    /// <param name="node">The JSON.</param>
    /// <param name="text">How a text becomes part of a prompt.</param>
    public static TemplateValue Of(JsonNode? node, Func<string, PromptText> text) => node switch
    {
        null => NoneValue.Instance,
        JsonArray items => new ListValue([.. items.Select(item => Of(item, text))]),
        JsonObject pairs => new DictionaryValue(
            pairs.Select(pair => ((TemplateValue)TextValue.OfMarkup(pair.Key), Of(pair.Value, text)))
        ),
        JsonValue value when value.TryGetValue(out bool flag) => BooleanValue.Of(flag),
        JsonValue value when value.TryGetValue(out long whole) => new IntegerValue(whole),
        JsonValue value when value.TryGetValue(out double number) => new FloatValue(number),
        JsonValue value => new TextValue(text(value.GetValue<string>())),
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}
