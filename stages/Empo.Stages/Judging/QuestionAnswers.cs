
namespace Empo.Stages.Judging;

/// <summary>The answers to one question, in the order of its samples; null where a response has none.</summary>
internal sealed record QuestionAnswers(string QuestionId, IReadOnlyList<string?> Answers);
