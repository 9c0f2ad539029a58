namespace Empo.Stages.Rollouts.Server;

/// <summary>How a kind of server loads adapters while it runs.</summary>
/// <param name="Load">Path that loads a folder under a name.</param>
/// <param name="Unload">Path that forgets a name.</param>
/// <param name="NameOf">The model's name in requests, from the base model's and the adapter's.</param>
internal sealed record AdapterRoute(string Load, string Unload, Func<string, string, string> NameOf)
{
    /// <summary>Whether a server without the adapter may answer from the base model instead of refusing.</summary>
    public bool MayFallBack { get; init; }

    /// <summary>
    /// vLLM (vllm/entrypoints/serve/lora) and servers like it, then SGLang (http_server.py, serving_base.py: <c>base:adapter</c>).
    /// llama.cpp loads adapters at its start only.
    /// </summary>
    public static IReadOnlyList<AdapterRoute> All { get; } =
    [
        new("/v1/load_lora_adapter", "/v1/unload_lora_adapter", (_, adapter) => adapter),
        new("/load_lora_adapter", "/unload_lora_adapter", (model, adapter) => $"{model}:{adapter}") { MayFallBack = true },
    ];
}
