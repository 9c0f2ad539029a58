using Empo.Stages.Training;

namespace Empo.UnitTests.Training;

public sealed class OptimizerPartsTests
{
    [Fact]
    public void Parts_hold_each_parameter_once_and_no_more_elements_than_allowed() => CsCheck.Check.Sample(
        CsCheck.Gen.Select(CsCheck.Gen.Long[0, 1000].Array[0, 40], CsCheck.Gen.Long[1, 3000]),
        (counts, most) =>
        {
            var parameters = counts.Select((count, index) => (Name: $"p{index}", Count: count)).ToDictionary(StringComparer.Ordinal);

            var parts = OptimizerParts.Divide(parameters.Select(pair => (pair.Key, pair.Value)), most);

            Assert.Equal(parameters.Keys.Order(StringComparer.Ordinal), parts.SelectMany(part => part).Order(StringComparer.Ordinal));
            Assert.All(parts, part => Assert.True(part.Count <= 1 || part.Sum(name => parameters[name]) <= most));
            Assert.True(parts.Count == 1 || parameters.Values.Sum() > most);
        },
        iter: 200
    );
}
