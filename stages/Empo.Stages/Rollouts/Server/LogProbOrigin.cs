namespace Empo.Stages.Rollouts.Server;

/// <summary>Which distribution a server's log-probabilities belong to.</summary>
internal enum LogProbOrigin
{
    /// <summary>log-softmax(logits / temperature), before top-k and top-p: that of our own decoder and of training.</summary>
    Sampled,

    /// <summary>log-softmax(logits), although the temperature is another one (vLLM, llama.cpp).</summary>
    BeforeTemperature,

    /// <summary>Of the tokens that the filters kept, renormalised (vLLM with <c>--logprobs-mode processed_logprobs</c>).</summary>
    AfterFilters,

    /// <summary>The server does not give enough to tell.</summary>
    Unknown,
}
