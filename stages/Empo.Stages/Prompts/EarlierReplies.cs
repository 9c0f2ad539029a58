namespace Empo.Stages.Prompts;

/// <summary>How a chat template writes the assistant's turns before the last question.</summary>
internal enum EarlierReplies
{
    /// <summary>Unchanged.</summary>
    Whole,

    /// <summary>Without the text before <c>&lt;/think></c> (Qwen3).</summary>
    WithoutThoughts,
}
