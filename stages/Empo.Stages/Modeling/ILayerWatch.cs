namespace Empo.Stages.Modeling;

/// <summary>Follows a recomputing backward pass, which runs through the layers one by one, from the last to the first.</summary>
internal interface ILayerWatch
{
    /// <summary>The pass is about to add to the gradients of a layer's parameters.</summary>
    void Begin(int layer);

    /// <summary>These gradients are final.</summary>
    void End(int layer);
}
