namespace Empo.Experiments.Resources;

/// <summary>One part of a stage's memory.</summary>
/// <param name="Name">As printed: <c>gradients</c>.</param>
/// <param name="Bytes">Bytes at the peak.</param>
/// <param name="OnHost">Whether it is in host memory even where the model is on a GPU.</param>
public sealed record MemoryPart(string Name, long Bytes, bool OnHost = false);
