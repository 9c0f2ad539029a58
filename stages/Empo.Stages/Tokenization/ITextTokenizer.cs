namespace Empo.Stages.Tokenization;

/// <summary>Text to token ids and back.</summary>
internal interface ITextTokenizer
{
    /// <summary>Number of ids: highest id + 1.</summary>
    int VocabularySize { get; }

    /// <summary>The id that ends a response, or null where the files name none.</summary>
    int? EndOfText { get; }

    /// <summary>Ids whose text is left out by <see cref="Decode"/>: end of text, padding, markers of roles.</summary>
    IReadOnlySet<int> SpecialIds { get; }

    /// <exception cref="Checkpoints.CheckpointException">EMPO3011: the text holds something that no token stands for.</exception>
    int[] Encode(string text);

    /// <summary>The text of the ids, special tokens left out.</summary>
    string Decode(IReadOnlyList<int> ids);
}
