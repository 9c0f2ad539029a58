using System.Collections;
using Empo.Stages.Templates.Values;

namespace Empo.Stages.Templates.Evaluation;

/// <summary>Operations by their names.</summary>
/// <param name="kind">For messages: <c>filter</c>, <c>test</c>, <c>method</c>.</param>
internal sealed class OperationTable(string kind) : IEnumerable<string>
{
    private readonly Dictionary<string, Operation> _rows = new(StringComparer.Ordinal);

    public void Add(string name, string parameters, Func<TemplateValue, BoundArguments, TemplateRun, TemplateValue> apply) =>
        _rows.Add(name, new Operation($"the {kind} '{name}'", parameters, apply));

    /// <summary>The operation of a name; null where there is none.</summary>
    public Operation? Find(string name) => _rows.GetValueOrDefault(name);

    public IEnumerator<string> GetEnumerator() => _rows.Keys.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
