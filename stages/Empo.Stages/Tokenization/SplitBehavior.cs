namespace Empo.Stages.Tokenization;

/// <summary>What a pre-tokenizer does with the parts of a text that its pattern matches.</summary>
internal enum SplitBehavior
{
    /// <summary>Each is a piece.</summary>
    Isolated,

    /// <summary>They are left out.</summary>
    Removed,

    /// <summary>Each belongs to the part before it.</summary>
    MergedWithPrevious,

    /// <summary>Each belongs to the part after it.</summary>
    MergedWithNext,

    /// <summary>Neighbours are one piece.</summary>
    Contiguous,
}
