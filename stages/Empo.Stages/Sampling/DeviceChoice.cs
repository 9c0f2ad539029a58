using System.Globalization;
using TorchSharp;

namespace Empo.Stages.Sampling;

/// <summary>The setting <c>device</c>: <c>auto</c>, <c>cpu</c>, <c>cuda</c> or <c>cuda:n</c>.</summary>
internal static class DeviceChoice
{
    /// <exception cref="UserError">EMPO6002: CUDA was requested but there is no CUDA device, or no such card.</exception>
    public static torch.Device Resolve(string setting)
    {
        if (setting == "cpu")
        {
            return torch.CPU;
        }

        if (setting == "auto")
        {
            return CardCount() > 0 ? torch.device(DeviceType.CUDA, 0) : torch.CPU;
        }

        var cards = CardCount();
        var card = CardNumber(setting);
        return card < cards
            ? torch.device(DeviceType.CUDA, card)
            : throw new UserError(
                "EMPO6002",
                cards == 0
                    ? $"The device '{setting}' was asked for, but this libtorch sees no CUDA device. Build with "
                        + "-p:EmpoTorch=cuda-linux or cuda-windows on a machine with an NVIDIA driver, or set device: cpu."
                    : $"The device '{setting}' was asked for, but there are {cards} (cuda:0 to cuda:{cards - 1})."
            );
    }

    private static int CardNumber(string setting)
    {
        if (setting == "cuda")
        {
            return 0;
        }

        return
            setting.StartsWith("cuda:", StringComparison.Ordinal)
            && int.TryParse(setting.AsSpan(5), NumberStyles.None, CultureInfo.InvariantCulture, out var card)
            ? card
            : throw new UserError("EMPO6002", $"'{setting}' is not a device. Write auto, cpu, cuda or cuda:1.");
    }

    private static int CardCount()
    {
        try
        {
            return torch.cuda.is_available() ? torch.cuda.device_count() : 0;
        }
        catch (Exception error)
            when (error is NotSupportedException or DllNotFoundException or System.Runtime.InteropServices.ExternalException)
        {
            return 0; // TorchSharp looks for CUDA binaries that the CPU package does not bring
        }
    }
}
