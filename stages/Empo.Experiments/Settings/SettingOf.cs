namespace Empo.Experiments.Settings;

/// <summary>A setting whose values are of type <typeparamref name="T"/>: the handle by which code asks for one.</summary>
/// <typeparam name="T">What the canonical text stands for.</typeparam>
public sealed record Setting<T> : Setting
{
    /// <summary>The value that a canonical text stands for; throws where it stands for none.</summary>
    public required Func<string, T> Parse { get; init; }

    /// <summary>The canonical text of a value, which <see cref="Parse"/> reads.</summary>
    public required Func<T, string> Format { get; init; }

    /// <summary>This setting with a value, checked against no bounds: a preset's line.</summary>
    public SettingAssignment Assign(T value) => new(this, Format(value));
}
