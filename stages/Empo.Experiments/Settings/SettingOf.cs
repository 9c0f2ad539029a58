namespace Empo.Experiments.Settings;

/// <summary>A setting whose values are of type <typeparamref name="T"/>: the handle by which code reads it.</summary>
/// <typeparam name="T">What the canonical text stands for.</typeparam>
public sealed record Setting<T> : Setting
{
    /// <summary>Parses canonical text into a value; throws where the text has none.</summary>
    public required Func<string, T> Parse { get; init; }

    /// <summary>The canonical text of a value, which <see cref="Parse"/> reads.</summary>
    public required Func<T, string> Format { get; init; }

    /// <summary>This setting with a value, as a line of a preset. Bounds are not checked.</summary>
    public SettingAssignment Assign(T value) => new(this, Format(value));
}
