using Empo.Method;
using Empo.UnitTests.Oracles;

namespace Empo.UnitTests.Method;

public sealed class KlEstimateTests
{
    [Theory]
    [InlineData(-1.0, -1.3, 0.3, 0.045, 0.040818)]
    [InlineData(-1.3, -1.0, -0.3, 0.045, 0.049859)]
    [InlineData(-2.0, -2.0, 0, 0, 0)]
    [InlineData(-0.1, -4.0, 3.9, 7.605, 2.920242)]
    public void Three_estimators_of_one_token(double logProb, double reference, double k1, double k2, double k3) =>
        NumberAssert.Near(
            [k1, k2, k3],
            [KlEstimate.K1(logProb, reference), KlEstimate.K2(logProb, reference), KlEstimate.K3(logProb, reference)]
        );

    [Theory]
    [InlineData(0.1, 1.105171, 1.105171)]
    [InlineData(-0.2, 0.818731, 0.818731)]
    [InlineData(1.5, 3, 0)]
    public void Importance_weights_are_truncated_or_masked(double difference, double truncated, double masked) =>
        NumberAssert.Near([truncated, masked], [ImportanceWeights.Truncated(difference, 3), ImportanceWeights.Masked(difference, 3)]);
}
