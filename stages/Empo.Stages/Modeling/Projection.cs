using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Empo.Stages.Modeling;

/// <summary>
/// y = x Wᵀ (+ b). Unlike <c>nn.Linear</c> it allocates without initialising: weights come from a checkpoint or from
/// <see cref="CausalDecoder.Initialize"/>, and drawing billions of numbers to overwrite them takes minutes.
/// </summary>
internal sealed class Projection : Module<Tensor, Tensor>
{
    internal readonly TorchSharp.Modules.Parameter weight; // [out, in]
    internal readonly TorchSharp.Modules.Parameter? bias;  // [out]

    public Projection(int inputs, int outputs, bool hasBias, ScalarType dtype, Device device)
        : base(nameof(Projection))
    {
        weight = new TorchSharp.Modules.Parameter(empty(outputs, inputs, dtype, device));
        bias = hasBias ? new TorchSharp.Modules.Parameter(empty(outputs, dtype, device)) : null;
        RegisterComponents();
    }

    /// <summary>[.., in] → [.., out].</summary>
    public override Tensor forward(Tensor input) => functional.linear(input, weight, bias);
}
