namespace Empo.Stages.Imports;

/// <summary>The names that engines and servers give to the two ways in which a response ends.</summary>
internal static class FinishReasons
{
    public const string Stop = "stop";
    public const string Length = "length";

    private static readonly Dictionary<string, string> Words = new(StringComparer.OrdinalIgnoreCase)
    {
        ["stop"] = Stop,
        ["eos"] = Stop,
        ["eos_token"] = Stop,
        ["end_turn"] = Stop,
        ["stop_sequence"] = Stop,
        ["completed"] = Stop,
        ["finished"] = Stop,
        ["tool_calls"] = Stop,
        ["tool_use"] = Stop,
        ["function_call"] = Stop,
        ["content_filter"] = Stop,
        ["length"] = Length,
        ["max_tokens"] = Length,
        ["max_output_tokens"] = Length,
        ["max_new_tokens"] = Length,
        ["max_length"] = Length,
        ["model_length"] = Length,
        ["incomplete"] = Length,
        ["abort"] = Length,
    };

    /// <summary><see cref="Stop"/> or <see cref="Length"/>; null for a word that says neither.</summary>
    public static string? Of(string word) => Words.GetValueOrDefault(word);
}
