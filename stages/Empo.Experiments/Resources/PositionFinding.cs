using Empo.Experiments.Settings;

namespace Empo.Experiments.Resources;

/// <summary>A length in the settings that exceeds the model's positions.</summary>
/// <param name="Setting">The setting whose value is too large.</param>
/// <param name="Text">What the build would do, and how to avoid it: whole sentences.</param>
/// <param name="Warns">Whether it is worth a warning: no response can get as long as asked for, or a prompt may end the build. Otherwise
/// only the longest prompts are affected.</param>
public sealed record PositionFinding(Setting Setting, string Text, bool Warns)
{
    public const string Code = "EMPO3091";
}
