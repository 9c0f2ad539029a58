using Empo.Models;
using static TorchSharp.torch;

namespace Empo.Stages.Modeling;

/// <summary>The rotations of the same positions for each kind of layer.</summary>
/// <param name="Global">Of most layers.</param>
/// <param name="Local">Of windowed layers with a base of their own; null where no layer has one.</param>
internal sealed record RotationSet(Rotation Global, Rotation? Local)
{
    /// <summary>The rotation of a layer; null where it does not rotate.</summary>
    public Rotation? this[LayerRotation layer] => layer switch
    {
        LayerRotation.Global => Global,
        LayerRotation.Local => Local,
        LayerRotation.None => null,
    };

    /// <summary>The same positions in another layout.</summary>
    public RotationSet Map(Func<Tensor, Tensor> change) => new(Global.Map(change), Local?.Map(change));
}
