namespace Empo.Stages.Datasets;

/// <summary>The arithmetic generator's parameters: chains of small additions and subtractions told as a story.</summary>
internal sealed record ArithmeticDataset
{
    /// <summary>Seed of the questions; the experiment's seed does not affect them.</summary>
    public required ulong Seed { get; init; }

    /// <summary>Number of questions of each split.</summary>
    public required IReadOnlyDictionary<DatasetSplit, int> Counts { get; init; }

    /// <summary>Additions and subtractions in a question.</summary>
    public required int Steps { get; init; }

    /// <summary>Smallest and largest start value.</summary>
    public required (int Least, int Most) Start { get; init; }

    /// <summary>Smallest and largest number added or subtracted.</summary>
    public required (int Least, int Most) Operand { get; init; }

    /// <summary>Bounds within which every intermediate value stays.</summary>
    public required (int Least, int Most) Values { get; init; }

    public required IReadOnlyList<string> Names { get; init; }

    public required IReadOnlyList<string> Objects { get; init; }

    /// <summary>Verbs that add.</summary>
    public required IReadOnlyList<string> Gains { get; init; }

    /// <summary>Verbs that subtract.</summary>
    public required IReadOnlyList<string> Losses { get; init; }

    /// <summary>
    /// Share of the guesses in pre-training that state the start value as the answer: a wrong habit that guesses have in common.
    /// </summary>
    public required double Shortcut { get; init; }
}
