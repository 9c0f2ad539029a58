namespace Empo.Stages.Distillation;

/// <summary>A response that a student learns.</summary>
/// <param name="QuestionId">Of the question.</param>
/// <param name="Round">Round in which it was sampled.</param>
/// <param name="Sample">Its number among the question's samples.</param>
/// <param name="Share">Share of its cluster among the question's samples.</param>
/// <param name="Text">Without the token that ends it.</param>
internal sealed record AgreedResponse(string QuestionId, int Round, int Sample, double Share, string Text);
