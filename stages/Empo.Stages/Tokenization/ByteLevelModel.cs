namespace Empo.Stages.Tokenization;

/// <summary>The contents of <c>tokenizer.json</c> for a byte-level model.</summary>
internal sealed record ByteLevelModel
{
    /// <summary>Token, written in the <see cref="ByteLevelAlphabet"/> → id.</summary>
    public required IReadOnlyDictionary<string, int> Vocabulary { get; init; }

    /// <summary>Pairs separated by a space, in order of merge priority.</summary>
    public required IReadOnlyList<string> Merges { get; init; }

    /// <summary>Patterns applied in turn, each to the pieces of the one before.</summary>
    public required IReadOnlyList<string> Patterns { get; init; }

    /// <summary>Whether text is first normalised to Unicode NFC.</summary>
    public required bool Composed { get; init; }

    /// <summary>Whether a piece that is itself a token becomes that token without merges (Llama 3).</summary>
    public required bool IgnoreMerges { get; init; }
}
