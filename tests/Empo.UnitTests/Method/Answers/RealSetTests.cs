using Empo.Method.Answers.Meanings;
using Empo.Method.Answers.Numerics;

namespace Empo.UnitTests.Method.Answers;

public sealed class RealSetTests
{
    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(double.NegativeInfinity)]
    public void A_value_that_is_no_finite_number_is_no_point_and_no_end(double value)
    {
        Meaning end = new() { Form = "?", Value = new LongComplex((LongDouble)value, LongDouble.Zero) };

        Assert.Null(RealSet.Of(end));
        Assert.Null(RealSet.Of(new Meaning { Form = "", Collection = "[,]", Items = [new Meaning { Form = "-∞" }, end] }));
    }
}
