using Empo.Stages.Hosting;

namespace Empo.UnitTests.Hosting;

[Collection("torch")]
public sealed class CudaCardTests
{
    [Fact]
    [Trait("Category", "gpu")]
    public void A_card_is_named_with_its_compute_capability()
    {
        var device = TestDevices.Require("cuda");

        Assert.Matches(@"^\S.*, \d+\.\d+$", CudaCard.Describe(device.index));
    }

    [Fact]
    public void A_card_that_is_not_there_has_no_description() => Assert.Null(CudaCard.Describe(1_000));
}
