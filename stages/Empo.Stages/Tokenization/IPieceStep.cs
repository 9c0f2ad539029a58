namespace Empo.Stages.Tokenization;

/// <summary>A step of the pre-tokenizer: cuts a piece of text, and may change it.</summary>
internal interface IPieceStep
{
    /// <param name="piece">A piece that the step before has cut.</param>
    /// <param name="first">Whether it stands at the beginning of the whole text.</param>
    /// <exception cref="UserError">EMPO3010: a pattern takes too long.</exception>
    IEnumerable<string> Cut(string piece, bool first);
}
