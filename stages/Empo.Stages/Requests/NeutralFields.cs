namespace Empo.Stages.Requests;

/// <summary>
/// Neutral values of sampling parameters, which change nothing. Servers fill in what a request omits: vLLM and SGLang from the model's
/// <c>generation_config.json</c> (Qwen2.5-Instruct: top_p 0.8, top_k 20, repetition_penalty 1.05), llama.cpp from its own defaults (top_k
/// 40, top_p 0.95, min_p 0.05), its command line and the model's file. So all of them are sent, under the names that the three servers use.
/// Sources: vllm/sampling_params.py, sglang/srt/sampling/sampling_params.py, llama.cpp tools/server/server-schema.cpp.
/// </summary>
internal static class NeutralFields
{
    /// <summary>Keeps all of the mass.</summary>
    public static RequestField TopP { get; } = new("top_p", 1);

    /// <summary>
    /// -1 means off for every version of vLLM, SGLang and llama.cpp, but not for all other servers. SGLang and older vLLM refuse 0.
    /// </summary>
    public static RequestField TopK { get; } = new("top_k", -1) { Otherwise = [("top_k", 0)] };

    /// <summary>Parameters that no setting of an experiment controls.</summary>
    public static IReadOnlyList<RequestField> OfNoSetting { get; } =
    [
        new("min_p", 0),
        new("presence_penalty", 0),
        new("frequency_penalty", 0),
        new("repetition_penalty", 1),
        new("repeat_penalty", 1), // llama.cpp's name
        new("typical_p", 1),
        new("top_n_sigma", -1),
        new("xtc_probability", 0),
        new("dry_multiplier", 0),
        new("dynatemp_range", 0),
        new("mirostat", 0),
    ];
}
