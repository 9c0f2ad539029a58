namespace Empo.Stages.Judging;

/// <summary>A question to the judge: does the answer mean the same as the reference?</summary>
/// <param name="Question">The question's text.</param>
/// <param name="Reference">The cluster's first member, or the correct answer.</param>
/// <param name="Answer">The answer that is compared with it.</param>
internal sealed record JudgedPair(string Question, string Reference, string Answer);
