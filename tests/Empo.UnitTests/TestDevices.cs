using Empo.Stages.Sampling;
using static TorchSharp.torch;

namespace Empo.UnitTests;

/// <summary>
/// Devices that a test holds against the CPU. The CPU itself is the first of them, so that the test's own code runs everywhere; the
/// row of the card carries the trait <c>gpu</c> and is skipped, with the reason, where there is none.
/// </summary>
internal static class TestDevices
{
    public static IEnumerable<ITheoryDataRow> All =>
        [new TheoryDataRow<string>("cpu"), new TheoryDataRow<string>("cuda").WithTrait("Category", "gpu")];

    /// <summary>The device, or the end of the test.</summary>
    public static Device Require(string name)
    {
        set_num_threads(1);
        try
        {
            return DeviceChoice.Resolve(name);
        }
        catch (UserError error) when (error.Code == "EMPO6002")
        {
            Assert.Skip(error.Message);
            throw;
        }
    }
}
