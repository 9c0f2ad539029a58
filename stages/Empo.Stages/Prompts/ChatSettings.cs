using System.Text.Json;
using System.Text.Json.Nodes;
using Empo.Experiments.Settings;
using Empo.Experiments.Settings.Sections;
using Empo.Stages.Templates.Values;
using Empo.Stages.Tokenization;

namespace Empo.Stages.Prompts;

/// <summary>Reads the settings that a chat template is told, and refuses those without a place.</summary>
internal static class ChatSettings
{
    /// <summary>Variables that are set from elsewhere.</summary>
    private static readonly HashSet<string> Taken =
        ["messages", "tools", "documents", "add_generation_prompt", "raise_exception", "strftime_now"];

    /// <exception cref="UserError">EMPO4106, EMPO4107.</exception>
    public static ChatOptions Options(SettingSlice settings) => new()
    {
        Thinking = settings.Get(Prompt.Thinking),
        Date = settings.Get(Prompt.Date) is { Length: > 0 } date ? DateOf(date) : null,
        Variables = settings.Get(Prompt.Variables) is { Length: > 0 } variables ? VariablesOf(variables) : [],
    };

    /// <exception cref="UserError">EMPO2042: a setting has no place in the prompt.</exception>
    public static void RequirePlaces(ChatOptions options, string? system, ChatTemplate? chat)
    {
        if (chat is null)
        {
            if (system is not null || !options.Thinking || options.Date is not null || options.Variables.Count > 0)
            {
                throw Refused(
                    "prompt.system, prompt.thinking, prompt.date and prompt.variables need a chat template, but prompt.chat is none. Set "
                        + "prompt.chat to template, or write everything into prompt.template."
                );
            }

            return;
        }

        if (!options.Thinking && !chat.HasThinkingSwitch)
        {
            throw Refused("prompt.thinking is false, but the model's chat template has no switch for it. Remove the setting.");
        }

        var names = options.Variables.Select(variable => variable.Name).ToList();
        if (!options.Thinking && names.Find(ChatTemplate.IsThinkingSwitch) is { } twice)
        {
            throw Refused($"prompt.thinking is false and prompt.variables sets '{twice}', which is the same switch. Remove one of them.");
        }

        if (names.Find(name => !chat.Names(name)) is { } unknown)
        {
            throw Refused(
                $"prompt.variables sets '{unknown}', which the model's chat template does not read. Remove it, or correct its name."
            );
        }
    }

    private static DateOnly DateOf(string text) =>
        DayText.Read(text)
        ?? throw new UserError("EMPO4106", $"prompt.date is '{text}', which is no day. Write year, month and day: 2025-01-31.");

    private static List<(string, TemplateValue)> VariablesOf(string text)
    {
        try
        {
            var json = JsonNode.Parse(text) as JsonObject ?? throw new JsonException("it is no object");
            return [.. json.Select(pair => (Free(pair.Key), Value(pair.Value)))];
        }
        catch (Exception exception) when (exception is JsonException or ArgumentException)
        {
            throw new UserError(
                "EMPO4107",
                $"prompt.variables cannot be read: {exception.Message.TrimEnd('.')}. Write a JSON object of texts, numbers, true and "
                    + "false: '{\"reasoning_effort\": \"low\"}'.",
                cause: exception
            );
        }
    }

    private static string Free(string name) =>
        Taken.Contains(name) || name.EndsWith("_token", StringComparison.Ordinal)
            ? throw new UserError(
                "EMPO4107",
                $"prompt.variables sets '{name}', which comes from the conversation, other settings or the model's files. Remove it there."
            )
            : name;

    private static TemplateValue Value(JsonNode? node) => node?.GetValueKind() switch
    {
        null => NoneValue.Instance,
        JsonValueKind.True => BooleanValue.True,
        JsonValueKind.False => BooleanValue.False,
        JsonValueKind.String => new TextValue(PromptText.OfPlain(node.GetValue<string>())),
        JsonValueKind.Number when ((JsonValue)node).TryGetValue(out long whole) => new IntegerValue(whole),
        JsonValueKind.Number => new FloatValue(node.GetValue<double>()),
        var kind => throw new JsonException($"a value is of the kind {kind}"),
    };

    private static UserError Refused(string what) => new("EMPO2042", what);
}
