using System.Globalization;
using Empo.Experiments.Settings;
using Empo.Experiments.Settings.Sections;
using Empo.Models;
using Empo.Stages.Modeling;
using Empo.Stages.Sampling;

namespace Empo.Stages.Training;

/// <summary>Brings a policy into the form that <c>update.lora</c> asks for: adapters on a frozen base, or all weights.</summary>
internal static class LoraTraining
{
    /// <summary>The shape in the settings, for a model; null where all weights are trained.</summary>
    /// <exception cref="UserError">EMPO3076: a target that the model does not have.</exception>
    public static LoraConfig? Config(SettingSlice settings, DecoderConfig model) =>
        settings.Get(Update.LoraRank) == 0
            ? null
            : new LoraConfig
            {
                Rank = settings.Get(Update.LoraRank),
                Alpha = settings.Get(Update.LoraAlpha),
                Targets = LayerProjection.Targeted(model, settings.Get(Update.LoraTargets)),
            };

    /// <summary>Attaches fresh adapters where the policy has none yet; otherwise checks its adapters against the settings.</summary>
    /// <exception cref="UserError">EMPO3076; EMPO3074: an adapter of another shape; every difference is named.</exception>
    public static void Prepare(CausalDecoder decoder, SettingSlice settings, PolicySource source)
    {
        if (Config(settings, decoder.Config) is not { } wanted)
        {
            return;
        }

        if (decoder.Adapters is null)
        {
            AdapterInitialization.Fill(decoder.AttachAdapters(wanted), (ulong)settings.Get(General.Seed));
            return;
        }

        var found = decoder.Adapters.Config;
        (Setting Name, string Wanted, string Found)[] pairs =
        [
            (Update.LoraRank, $"{wanted.Rank}", $"{found.Rank}"),
            (Update.LoraAlpha, Text(wanted.Alpha), Text(found.Alpha)),
            (Update.LoraTargets, $"[{string.Join(' ', wanted.Targets)}]", $"[{string.Join(' ', found.Targets)}]"),
        ];
        var differences = pairs
            .Where(pair => pair.Wanted != pair.Found)
            .Select(pair => $"{pair.Name} is {pair.Wanted}, the adapter's {pair.Found}")
            .ToList();
        if (differences.Count > 0)
        {
            throw new UserError(
                "EMPO3074",
                $"The adapter to start from has another shape than the experiment asks for: {string.Join("; ", differences)}. "
                    + "Write the adapter's values into the experiment, or start without 'adapter'.",
                source.Adapter
            );
        }
    }

    private static string Text(double alpha) => alpha.ToString("R", CultureInfo.InvariantCulture);
}
