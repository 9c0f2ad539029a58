namespace Empo.Experiments.Settings;

/// <summary>One row of the setting table: everything that is known about a setting.</summary>
public sealed record Setting
{
    /// <summary>Dotted path, as in <c>rollout.temperature</c>.</summary>
    public required string Path { get; init; }

    public required SettingKind Kind { get; init; }

    /// <summary>Canonical text of the value that holds when the experiment is silent; null where it must be given.</summary>
    public required string? Default { get; init; }

    /// <summary>The stages whose key and arguments it is part of; none for what influences no result.</summary>
    public required IReadOnlyList<string> Stages { get; init; }

    /// <summary>False for what a stage reads and what changes no result: an address, a time-out, the name of an environment variable.</summary>
    public bool InKey { get; init; } = true;

    /// <summary>True for a setting that came after the artifacts that people keep: it is in the key only where it differs from its default.</summary>
    public bool KeyedWhenSet { get; init; }

    /// <summary>The value of <c>rollout.engine</c> without which nobody reads the setting; null where it always counts.</summary>
    public string? Engine { get; init; }

    /// <summary>The value of <c>score.equivalence</c> without which nobody reads the setting; null where it always counts.</summary>
    public string? Equivalence { get; init; }

    /// <summary>One sentence with the unit.</summary>
    public required string Meaning { get; init; }

    /// <summary>Smallest value admitted.</summary>
    public double Least { get; init; } = double.NegativeInfinity;

    /// <summary>Largest value admitted.</summary>
    public double Most { get; init; } = double.PositiveInfinity;

    /// <summary>Words admitted for a <see cref="SettingKind.Choice"/>, or in place of a path.</summary>
    public IReadOnlyList<string> Choices { get; init; } = [];
}
