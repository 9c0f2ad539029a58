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

    /// <summary>The word that leaves a number to the program.</summary>
    public const string Automatic = "auto";

    /// <summary>Two rows with the same path are the same setting.</summary>
    public virtual bool Equals(Setting? other) => other is not null && Path == other.Path;

    /// <summary>The path, as messages name a setting.</summary>
    public sealed override string ToString() => Path;

    public override int GetHashCode() => Path.GetHashCode(StringComparison.Ordinal);

    /// <summary>Dotted path, as in <c>rollout.temperature</c>.</summary>
    public required string Path { get; init; }

    public required SettingKind Kind { get; init; }

    /// <summary>Canonical text of the value where the experiment sets none; null where it must set one.</summary>
    public string? Default { get; init; }

    /// <summary>The stages whose key and arguments it is part of; empty for a setting that influences no result.</summary>
    public required IReadOnlyList<StageDefinition> Stages { get; init; }

    /// <summary>
    /// False for a setting that a stage reads but that changes no result: an address, a time-out, the name of an environment variable.
    /// </summary>
    public bool InKey { get; init; } = true;

    /// <summary>
    /// True for a setting that was added after artifacts existed that users keep: it is in the key only where it differs from its default.
    /// </summary>
    public bool KeyedWhenSet { get; init; }

    /// <summary>The only value of <c>rollout.engine</c> with which the setting is read; null where it always counts.</summary>
    public RolloutEngine? Engine { get; init; }

    /// <summary>The only value of <c>score.equivalence</c> with which the setting is read; null where it always counts.</summary>
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
