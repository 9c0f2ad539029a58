using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Empo.Stages.Templates;
using Empo.Stages.Templates.Values;
using Empo.Stages.Tokenization;

namespace Empo.Benchmarks;

/// <summary>Renders the cases of tests/golden/jinja/published.cjs and compares them with both references.</summary>
internal static class TemplateComparison
{
    public static void Print(string file, TextWriter output)
    {
        var rows = File.ReadLines(file).Select(line => (JsonObject)JsonNode.Parse(line)!).ToList();
        output.WriteLine(
            "| template | cases | equal to Jinja2 | equal to @huggingface/jinja | both refuse | differ | markup from a conversation |"
        );
        output.WriteLine("|---|---|---|---|---|---|---|");
        var totals = new int[6];
        foreach (var template in rows.GroupBy(row => row["name"]!.GetValue<string>()))
        {
            var cases = template.Select(Compare).ToList();
            int[] counts =
            [
                cases.Count,
                cases.Count(item => item.EqualsJinja2),
                cases.Count(item => item.EqualsJavaScript),
                cases.Count(item => item.BothRefuse),
                cases.Count(item => item is { EqualsJinja2: false, BothRefuse: false }),
                template.Count(Leaks),
            ];
            totals = [.. totals.Zip(counts, (sum, count) => sum + count)];
            output.WriteLine($"| {template.Key} | {string.Join(" | ", counts)} |");
            foreach (var difference in cases.Where(item => item is { EqualsJinja2: false, BothRefuse: false }).Take(2))
            {
                output.WriteLine($"    {difference.What}");
            }
        }

        var names = rows.Select(row => row["name"]!.GetValue<string>()).Distinct();
        output.WriteLine($"| all {names.Count()} | {string.Join(" | ", totals)} |");
    }

    private static (bool EqualsJinja2, bool EqualsJavaScript, bool BothRefuse, string What) Compare(JsonObject row)
    {
        var what = row["conversation"] ?? row["template"];
        var (expected, other) = (row["jinja2"]?.GetValue<string>(), row["text"]?.GetValue<string>());
        string text;
        try
        {
            text = Render(row, row["variables"]!.AsObject()).Text;
        }
        catch (TemplateException exception)
        {
            return (false, false, expected is null, $"{what}: {exception.Fault} {exception.Message} (line {exception.Line})");
        }

        return (
            text == expected,
            text == other,
            false,
            $"{what}: {row["jinja2_error"]} ours {Around(text, expected)} Jinja2 {Around(expected ?? "", text)}"
        );
    }

    /// <summary>Whether the template's own characters change when the contents of a conversation become letters.</summary>
    private static bool Leaks(JsonObject row)
    {
        var neutral = row["variables"]!.DeepClone().AsObject();
        foreach (var message in neutral["messages"]!.AsArray().Where(item => !item!["content"]!.GetValue<string>().Contains("</think>")))
        {
            message!["content"] = Regex.Replace(message["content"]!.GetValue<string>(), @"\S", "q");
        }

        try
        {
            return Markup(Render(row, row["variables"]!.AsObject())) != Markup(Render(row, neutral));
        }
        catch (TemplateException)
        {
            return false;
        }
    }

    private static string Markup(PromptText text) =>
        string.Concat(text.Text.Where((_, at) => !text.IsPlain(at)));

    private static PromptText Render(JsonObject row, JsonObject variables) =>
        JinjaTemplate
            .Read(row["template"]!.GetValue<string>())
            .Render(
                variables.Select(pair => (pair.Key, ValueOf(pair.Value, pair.Key == "messages"))),
                row["date"] is { } day ? DateOnly.Parse(day.GetValue<string>(), CultureInfo.InvariantCulture) : null,
                row.ToJsonString().Length
            );

    private static string Around(string text, string? other)
    {
        var same = text.AsSpan().CommonPrefixLength(other);
        return JsonValue.Create(text[Math.Max(same - 20, 0)..Math.Min(same + 40, text.Length)]).ToJsonString();
    }

    private static TemplateValue ValueOf(JsonNode? node, bool isPlain) => node switch
    {
        null => NoneValue.Instance,
        JsonArray items => new ListValue([.. items.Select(item => ValueOf(item, isPlain))]),
        JsonObject pairs => new DictionaryValue(
            pairs.Select(pair => ((TemplateValue)TextValue.OfMarkup(pair.Key), ValueOf(pair.Value, isPlain && pair.Key == "content")))
        ),
        JsonValue value when value.TryGetValue(out bool flag) => BooleanValue.Of(flag),
        JsonValue value when value.TryGetValue(out long whole) => new IntegerValue(whole),
        JsonValue value when value.TryGetValue(out double number) => new FloatValue(number),
        JsonValue value => new TextValue(
            isPlain ? PromptText.OfPlain(value.GetValue<string>()) : PromptText.OfMarkup(value.GetValue<string>())
        ),
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}
