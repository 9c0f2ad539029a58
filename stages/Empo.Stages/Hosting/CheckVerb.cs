using System.CommandLine;
using Empo.Experiments.Settings;
using Empo.Stages.Checkpoints;
using Empo.Stages.Datasets;
using Empo.Stages.Sampling;
using Empo.Stages.Scoring;
using Empo.Stages.Verbs;

namespace Empo.Stages.Hosting;

/// <summary>
/// <c>check [--dataset &lt;manifest&gt;] [--device &lt;name&gt;] [--reward-model &lt;folder&gt; [--date &lt;day&gt;]]</c>: whether a stage
/// would accept the dataset's manifest and the reward model, and whether this machine has the device, checked by the code that stages use.
/// No weight is read. Called by -t:Check.
/// </summary>
internal sealed class CheckVerb : Verb
{
    private readonly Option<string> _dataset = VerbOption.Path("--dataset", "manifest.yaml", "A dataset's manifest.");
    private readonly Option<string> _device = VerbOption.Text("--device", "device", "auto, cpu, cuda, or cuda:1 for a certain card.");

    private readonly Option<string> _rewardModel = VerbOption.Path("--reward-model", "folder", "A reward model's folder.");
    private readonly Option<string> _date =
        VerbOption.Text("--date", "day", "Today for the reward model's chat template, such as 2025-01-31, if it asks.");

    public CheckVerb()
        : base("check", "Check a dataset's manifest, a reward model's folder, and that this machine has a device. Called by -t:Check.")
    {
        Add(_dataset);
        Add(_device);
        Add(_rewardModel);
        Add(_date);
    }

    protected override int Run(ParseResult given, TextWriter output, TextWriter errors)
    {
        if (given.GetValue(_dataset) is { } manifest)
        {
            DatasetManifestReader.Read(manifest);
        }

        if (given.GetValue(_device) is { } device)
        {
            DeviceChoice.Resolve(device);
        }

        if (given.GetValue(_rewardModel) is { } folder)
        {
            RewardModelFolder.Check(folder);
            RewardConversation.Open(folder, DayText.Read(given.GetValue(_date) ?? ""));
        }

        return 0;
    }
}
