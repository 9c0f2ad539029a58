using System.CommandLine;
using Empo.Stages.Datasets;
using Empo.Stages.Sampling;
using Empo.Stages.Verbs;

namespace Empo.Stages.Hosting;

/// <summary>
/// <c>check [--dataset &lt;manifest&gt;] [--device &lt;name&gt;]</c>: whether a stage would accept the dataset's manifest, and whether this
/// machine has the device, checked by the code that stages use. Called by -t:Check.
/// </summary>
internal sealed class CheckVerb : Verb
{
    private readonly Option<string> _dataset = VerbOption.Path("--dataset", "manifest.yaml", "A dataset's manifest.");
    private readonly Option<string> _device = VerbOption.Text("--device", "device", "auto, cpu, cuda, or cuda:1 for a certain card.");

    public CheckVerb()
        : base("check", "Check a dataset's manifest, and that this machine has a device. Called by -t:Check.")
    {
        Add(_dataset);
        Add(_device);
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

        return 0;
    }
}
