using System.Text.Json;
using System.Text.Json.Nodes;
using Empo.Stages.Rows;

namespace Empo.Stages.Generate;

/// <summary>The prompts of a call: one text, or the texts of a JSON-lines file.</summary>
internal static class PromptSource
{
    private static readonly string[] PromptKeys = ["prompt", "question", "problem"];

    /// <param name="prompt">The prompt itself, or <c>@</c> and a file with a prompt on each line.</param>
    /// <exception cref="UserError">EMPO6020: there is no such file, or a line is not a prompt.</exception>
    public static IReadOnlyList<string> Read(string prompt)
    {
        if (!prompt.StartsWith('@'))
        {
            return [prompt];
        }

        var file = Path.GetFullPath(prompt[1..]);
        if (!File.Exists(file))
        {
            throw new UserError("EMPO6020", $"There is no {file}. After @, --prompt names a file with one JSON object a line.", file);
        }

        return
        [
            .. TextLines
                .Texts(file, FileWords.Prompts)
                .Select((line, i) => (Line: line, Number: i + 1))
                .Where(item => !string.IsNullOrWhiteSpace(item.Line))
                .Select(item => PromptOf(item.Line, file, item.Number)),
        ];
    }

    private static string PromptOf(string line, string file, int number)
    {
        try
        {
            var json = JsonNode.Parse(line);
            return json is JsonObject row && PromptKeys.Select(key => row[key]).FirstOrDefault(node => node is not null) is { } node
                ? node.GetValue<string>()
                : throw new JsonException("no such key");
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            throw new UserError(
                "EMPO6020",
                $"The line is not a JSON object with one of {string.Join(", ", PromptKeys)} as text.",
                file,
                number,
                cause: error
            );
        }
    }
}
