namespace Empo.Stages.Tokenization;

/// <summary>A token that is found in the raw text before any other step of tokenization.</summary>
/// <param name="Special">Left out when ids are decoded.</param>
internal sealed record AddedToken(int Id, string Content, bool Special);
