using static TorchSharp.torch;

namespace Empo.Stages.Modeling;

/// <summary>The keys and values of a batch's prompts.</summary>
/// <param name="Keys">Per layer [G, KV, P, d], after the rotation.</param>
/// <param name="Values">Per layer [G, KV, P, d].</param>
/// <param name="Lengths">Tokens of each group's prompt, G numbers; shorter ones than P are padded on the right.</param>
internal sealed record PromptCache(Tensor[] Keys, Tensor[] Values, IReadOnlyList<long> Lengths);
