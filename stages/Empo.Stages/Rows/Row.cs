namespace Empo.Stages.Rows;

/// <summary>One row of a user's file.</summary>
/// <param name="File">Absolute path.</param>
/// <param name="Line">Line where the row begins, from 1; 0 in Parquet files, which have no lines.</param>
/// <param name="Number">Number of the row, from 1.</param>
/// <param name="Value">The row itself, a structure.</param>
internal sealed record Row(string File, int Line, long Number, RowValue Value)
{
    /// <summary>The line; in Parquet files the number of the row.</summary>
    public int Place => Line > 0 ? Line : checked((int)Number);

    /// <summary>
    /// The value at a dotted path such as <c>reward_model.ground_truth</c> or <c>prompt.0.content</c> (a number is an index), or null. A
    /// column whose own name has dots is found too.
    /// </summary>
    public RowValue? Find(string path)
    {
        if (Value.Fields is { } columns && columns.TryGetValue(path, out var column))
        {
            return column;
        }

        var value = Value;
        foreach (var part in path.Split('.'))
        {
            if (value.Fields is { } fields && fields.TryGetValue(part, out var field))
            {
                value = field;
            }
            else if (value.Items is { } items && int.TryParse(part, out var index) && index >= 0 && index < items.Count)
            {
                value = items[index];
            }
            else
            {
                return null;
            }
        }

        return value;
    }

    /// <summary>This row as an odd row.</summary>
    /// <param name="why">What is odd about it, such as "it has no 'answer'".</param>
    public OddRow Odd(string why) => new(Line, Number, why);

    /// <summary>An error at this row, which names it.</summary>
    /// <param name="why">What is wrong, such as "it has no 'answer'".</param>
    /// <param name="remedy">A whole sentence.</param>
    public UserError Failure(string code, string why, string remedy) =>
        new(code, $"Row {Number} cannot be read: {why}. {remedy}", File, Line, Line == 0 ? 0 : 1);
}
