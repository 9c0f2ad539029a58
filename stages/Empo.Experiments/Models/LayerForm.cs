namespace Empo.Models;

/// <summary>What may differ from layer to layer.</summary>
/// <param name="Window">A token attends to itself and the <c>Window - 1</c> tokens before it; null for all before it.</param>
/// <param name="Rotation">How queries and keys are rotated.</param>
public readonly record struct LayerForm(int? Window, LayerRotation Rotation);
