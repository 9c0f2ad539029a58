namespace Empo.Stages.Tokenization;

/// <summary>The contents of <c>tokenizer.json</c> for byte-pair encoding.</summary>
internal sealed record BpeModel
{
    /// <summary>Token, as the file spells it → id.</summary>
    public required IReadOnlyDictionary<string, int> Vocabulary { get; init; }

    /// <summary>In order of merge priority.</summary>
    public required IReadOnlyList<(string Left, string Right)> Merges { get; init; }

    /// <summary>How texts are spelled in the vocabulary.</summary>
    public required IBpeAlphabet Alphabet { get; init; }

    /// <summary>The pre-tokenizer's steps, each applied to the pieces of the one before.</summary>
    public IReadOnlyList<IPieceStep> Steps { get; init; } = [];

    /// <summary>Whether text is first normalised to Unicode NFC.</summary>
    public bool Composed { get; init; }

    /// <summary>Further steps of the normalizer, in order.</summary>
    public IReadOnlyList<TextReplacement> Replacements { get; init; } = [];

    /// <summary>Whether a piece that is itself a token becomes that token without merges (Llama 3).</summary>
    public bool IgnoreMerges { get; init; }

    /// <summary>How tokens become text.</summary>
    public TokenSpaces Spaces { get; init; } = new("", DropsFirst: false, DropsAllOfFirst: false);
}
