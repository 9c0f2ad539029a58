using Empo.Experiments.Catalog;
using Empo.Experiments.Settings.Choices;

namespace Empo.Experiments.Settings;

/// <summary>
/// One row of the vocabulary: everything that is known about a setting. <see cref="Setting{T}"/> adds the type of its values.
/// </summary>
public abstract record Setting
{
    /// <summary>The word that stands for the absence of a value.</summary>
    public const string None = "none";

    /// <summary>Two rows of one path are one setting.</summary>
    public virtual bool Equals(Setting? other) => other is not null && Path == other.Path;

    /// <summary>The path, as messages name a setting.</summary>
    public sealed override string ToString() => Path;

    public override int GetHashCode() => Path.GetHashCode(StringComparison.Ordinal);

    /// <summary>Dotted path, as in <c>rollout.temperature</c>.</summary>
    public required string Path { get; init; }

    public required SettingKind Kind { get; init; }

    /// <summary>Canonical text of the value that holds when the experiment is silent; null where it must be given.</summary>
    public string? Default { get; init; }

    /// <summary>The stages whose key and arguments it is part of; none for what influences no result.</summary>
    public required IReadOnlyList<StageDefinition> Stages { get; init; }

    /// <summary>
    /// False for what a stage reads and what changes no result: an address, a time-out, the name of an environment variable.
    /// </summary>
    public bool InKey { get; init; } = true;

    /// <summary>
    /// True for a setting that came after the artifacts that people keep: it is in the key only where it differs from its default.
    /// </summary>
    public bool KeyedWhenSet { get; init; }

    /// <summary>The value of <c>rollout.engine</c> without which nobody reads the setting; null where it always counts.</summary>
    public RolloutEngine? Engine { get; init; }

    /// <summary>The value of <c>score.equivalence</c> without which nobody reads the setting; null where it always counts.</summary>
    public AnswerEquivalence? Equivalence { get; init; }

    /// <summary>One sentence with the unit.</summary>
    public required string Meaning { get; init; }

    /// <summary>Smallest value admitted.</summary>
    public double Min { get; init; } = double.NegativeInfinity;

    /// <summary>Largest value admitted.</summary>
    public double Max { get; init; } = double.PositiveInfinity;

    /// <summary>Words admitted for a <see cref="SettingKind.Choice"/>, or in place of a path.</summary>
    public IReadOnlyList<string> Choices { get; init; } = [];
}
