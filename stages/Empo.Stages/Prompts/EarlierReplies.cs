namespace Empo.Stages.Prompts;

/// <summary>How a chat template writes the assistant's turns before the last question.</summary>
internal enum EarlierReplies
{
    /// <summary>As they are.</summary>
    Whole,

    /// <summary>Without what stands before <c>&lt;/think></c> (Qwen3).</summary>
    WithoutThoughts,
}
