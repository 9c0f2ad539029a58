namespace Empo.Stages.Tokenization;

/// <summary>What <c>tokenizer.json</c> says about a byte-level model.</summary>
internal sealed record ByteLevelModel
{
    /// <summary>Token, written in the <see cref="ByteLevelAlphabet"/> → id.</summary>
    public required IReadOnlyDictionary<string, int> Vocabulary { get; init; }

    /// <summary>Pairs with a space between, the most important first.</summary>
    public required IReadOnlyList<string> Merges { get; init; }

    /// <summary>Applied one after the other to the pieces of the one before.</summary>
    public required IReadOnlyList<string> Patterns { get; init; }

    /// <summary>Text is put into Unicode's form NFC first.</summary>
    public required bool Composed { get; init; }

    /// <summary>A piece that is a token is that token, whatever the merges say (Llama 3).</summary>
    public required bool IgnoreMerges { get; init; }
}
