using Empo.Stages.Datasets;
using Empo.Stages.Sampling;

namespace Empo.Stages.Hosting;

/// <summary>
/// <c>check [--dataset &lt;manifest&gt;] [--device &lt;name&gt;]</c>: whether a stage would take the dataset's manifest, and whether this
/// machine has the device, by the code that stages use. Called by -t:Check.
/// </summary>
internal static class CheckVerb
{
    /// <summary>Exit code: 0, or 1 with a coded line on the error stream.</summary>
    public static int Run(IReadOnlyList<string> arguments, TextWriter errors)
    {
        try
        {
            for (var i = 0; i + 1 < arguments.Count; i += 2)
            {
                Check(arguments[i], arguments[i + 1]);
            }

            return 0;
        }
        catch (UserError failure)
        {
            errors.WriteLine(failure.ToCanonicalLine());
            return 1;
        }
    }

    private static void Check(string what, string value)
    {
        switch (what)
        {
            case "--dataset":
                DatasetManifestReader.Read(value);
                break;
            case "--device":
                DeviceChoice.Resolve(value);
                break;
            default:
                throw new UserError(
                    "EMPO6020",
                    $"The verb check takes --dataset <manifest> and --device <name>, not {what}. Check the arguments."
                );
        }
    }
}
