using Empo.Method;
using Empo.Stages.Modeling;
using static TorchSharp.torch;

namespace Empo.Stages.Training;

/// <summary>
/// Initial values of LoRA adapters: A is uniform in ±1/√in (the distribution that PEFT draws from) and B is zero. Nothing is added yet, so
/// the first round's policy is the base model. Each number is a function of the seed, the projection's name and its place in A.
/// </summary>
internal static class AdapterInitialization
{
    public static void Fill(DecoderAdapters adapters, ulong seed)
    {
        using var guard = no_grad();
        foreach (var (name, parameter) in adapters.Parameters)
        {
            using var scope = NewDisposeScope();
            if (name.EndsWith(".lora_B.weight", StringComparison.Ordinal))
            {
                parameter.zero_();
                continue;
            }

            parameter.copy_(tensor(Uniform(seed, name, (int)parameter.numel(), 1 / Math.Sqrt(parameter.shape[1])), parameter.shape));
        }
    }

    private static double[] Uniform(ulong seed, string name, int count, double bound)
    {
        var counter = CounterRandom.Hash(name);
        var values = new double[count];
        for (var i = 0; i < count; i++)
        {
            values[i] = ((2 * CounterRandom.Uniform(seed, counter, 0, (ulong)i)) - 1) * bound;
        }

        return values;
    }
}
