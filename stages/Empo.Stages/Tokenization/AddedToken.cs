namespace Empo.Stages.Tokenization;

/// <summary>A token that is found in the raw text before anything else looks at it.</summary>
/// <param name="Special">Left out when ids are decoded.</param>
internal sealed record AddedToken(int Id, string Content, bool Special);
