using Empo.Stages.Templates.Values;

namespace Empo.Stages.Templates.Evaluation;

/// <summary>Variables of a block. Those of the blocks around it can be read, not set.</summary>
internal sealed class Scope(Scope? outer = null)
{
    private readonly Dictionary<string, TemplateValue> _variables = new(StringComparer.Ordinal);

    /// <summary>Number of loops around.</summary>
    public int Loops { get; init; } = outer?.Loops ?? 0;

    public TemplateValue? Find(string name)
    {
        for (var scope = this; scope is not null; scope = scope.Outer)
        {
            if (scope._variables.TryGetValue(name, out var value))
            {
                return value;
            }
        }

        return null;
    }

    public void Set(string name, TemplateValue value) => _variables[name] = value;

    private Scope? Outer => outer;
}
