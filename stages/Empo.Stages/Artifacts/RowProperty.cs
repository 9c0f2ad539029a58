using System.Reflection;
using System.Text.Json;

namespace Empo.Stages.Artifacts;

/// <summary>A property of a record as two delegates, so that no value is boxed on its way to or from a file.</summary>
internal sealed class RowProperty<TRow, TValue>(PropertyInfo property)
{
    /// <summary>Name of the column.</summary>
    public string Column { get; } = JsonNamingPolicy.SnakeCaseLower.ConvertName(property.Name);

    public Func<TRow, TValue> Get { get; } = property.GetMethod!.CreateDelegate<Func<TRow, TValue>>();

    private Action<TRow, TValue> Set { get; } = property.SetMethod!.CreateDelegate<Action<TRow, TValue>>();

    /// <summary>Gives each row its value.</summary>
    public void Assign(TRow[] rows, TValue[] values)
    {
        for (var i = 0; i < rows.Length; i++)
        {
            Set(rows[i], values[i]);
        }
    }
}
