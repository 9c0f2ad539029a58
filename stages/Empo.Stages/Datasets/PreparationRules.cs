namespace Empo.Stages.Datasets;

/// <summary>Which questions of a dataset are used.</summary>
internal sealed record PreparationRules
{
    /// <summary>Longest prompt in tokens; longer questions are left out, never cut.</summary>
    public required int MaxTokens { get; init; }

    /// <summary>Number of questions used per split; 0 takes all.</summary>
    public required IReadOnlyDictionary<DatasetSplit, int> Limits { get; init; }

    /// <summary>0 takes a split's first questions; any other seed takes the questions with the lowest hash(seed, question id).</summary>
    public ulong Seed { get; init; }

    /// <summary>
    /// Smallest Jaccard similarity of word 3-grams at which a training question counts as a duplicate of a kept one; null compares texts
    /// exactly.
    /// </summary>
    public double? NearDuplicate { get; init; }

    /// <summary>Length of the word n-grams that no training question may share with a question held out; 0 for no such rule.</summary>
    public int Overlap { get; init; }

    /// <summary>Share of each training file, by its position in the manifest; empty takes every question.</summary>
    public IReadOnlyDictionary<int, double> Weights { get; init; } = new Dictionary<int, double>();
}
