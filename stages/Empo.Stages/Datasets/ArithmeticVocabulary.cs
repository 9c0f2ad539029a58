namespace Empo.Stages.Datasets;

/// <summary>The pieces that arithmetic questions and responses are made of; each is one token of the small base model.</summary>
internal static class ArithmeticVocabulary
{
    /// <summary>
    /// Every piece once, in a fixed order: digits and signs, then the manifest's words with the punctuation that always
    /// surrounds them. Any text of the generator is a concatenation of pieces, and longest match finds it.
    /// </summary>
    public static IReadOnlyList<string> Pieces(ArithmeticDataset dataset) =>
    [
        "0", "1", "2", "3", "4", "5", "6", "7", "8", "9",
        "+", "-", "=", "; ", "\\boxed{", "}", " has ", ". How many?",
        .. dataset.Names,
        .. dataset.Objects.Select(word => " " + word),
        .. dataset.Gains.Concat(dataset.Losses).Select(word => $", {word} "),
    ];
}
