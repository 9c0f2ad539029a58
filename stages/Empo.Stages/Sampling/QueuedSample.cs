namespace Empo.Stages.Sampling;

/// <summary>A response that waits for a row.</summary>
internal sealed record QueuedSample(BatchProgress Progress, ResponseBuilder Response)
{
    public RolloutPrompt Prompt => Progress.Batch.Prompts[Response.Question];
}
