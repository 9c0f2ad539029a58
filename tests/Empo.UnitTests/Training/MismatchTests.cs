using Empo.Stages.Training;

namespace Empo.UnitTests.Training;

public sealed class MismatchTests
{
    [Fact]
    public void The_documented_example_comes_out()
    {
        var mismatch = Mismatch.Of([-1, -2], [-1.1, -2]);

        Assert.Equal(0.05, mismatch.Mean, 1e-12);
        Assert.Equal(0.1, mismatch.P999, 1e-12);
        Assert.Equal((Math.Exp(0.1) - 1 - 0.1) / 2, mismatch.K3, 1e-12);
    }

    [Fact]
    public void The_percentile_leaves_out_one_in_a_thousand()
    {
        var train = new double[2000];
        (train[3], train[700], train[1999]) = (9, 0.5, 7);

        Assert.Equal(0.5, Mismatch.Of(train, new double[2000]).P999);
    }

    [Theory]
    [InlineData(false, 0.0009, false, false)]
    [InlineData(false, 0.0011, true, false)]
    [InlineData(true, 0.019, false, false)]
    [InlineData(true, 0.03, false, true)]
    [InlineData(true, 0.11, true, false)]
    [InlineData(true, double.NaN, true, false)]
    public void The_limits_depend_on_the_precision(bool halfPrecision, double mean, bool fails, bool warns)
    {
        var log = new RecordingLog();
        var mismatch = new Mismatch(mean, 0, 0);

        var failure = Record.Exception(() => mismatch.Verify(halfPrecision, log));

        Assert.Equal(fails, failure is UserError);
        Assert.Equal(warns ? ["EMPO4042"] : [], log.Warnings);
    }
}
