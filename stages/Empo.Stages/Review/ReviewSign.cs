namespace Empo.Stages.Review;

/// <summary>A reason to doubt a majority answer.</summary>
/// <param name="Weight">3 lists a question by itself; smaller ones need another.</param>
/// <param name="Reason">In words, for the reviewer.</param>
internal sealed record ReviewSign(int Weight, string Reason);
