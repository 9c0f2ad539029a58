namespace Empo.Experiments.Resources;

/// <summary>One reason why memory is needed.</summary>
/// <param name="Name">As printed: <c>gradients</c>.</param>
/// <param name="Bytes">At the peak.</param>
/// <param name="OnHost">In the host's memory even where the model is on a card.</param>
public sealed record MemoryPart(string Name, long Bytes, bool OnHost = false);
