using Empo.Stages.Templates.Values;

namespace Empo.Stages.Templates.Evaluation;

/// <summary>The arguments of a call.</summary>
/// <param name="Positional">In order.</param>
/// <param name="Named">By name, in order.</param>
internal sealed record Arguments(
    IReadOnlyList<TemplateValue> Positional,
    IReadOnlyList<(string Name, TemplateValue Value)> Named
)
{
    public static Arguments None { get; } = new([], []);

    /// <summary>These without the first positional ones.</summary>
    public Arguments Without(int first) => this with { Positional = [.. Positional.Skip(first)] };
}
