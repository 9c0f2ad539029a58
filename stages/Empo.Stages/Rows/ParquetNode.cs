namespace Empo.Stages.Rows;

/// <summary>
/// A field of a Parquet schema with its columns, and how a row's value is assembled from their repetition and definition levels.
/// Source: S. Melnik et al., "Dremel: Interactive Analysis of Web-Scale Datasets" (2010), section 4; lists and maps as in the format's
/// <c>LogicalTypes.md</c>.
/// </summary>
internal sealed class ParquetNode
{
    private ParquetLeaf? _leaf;

    public required string Name { get; init; }

    public required bool Optional { get; init; }

    public required bool Repeated { get; init; }

    /// <summary>Whether the field is annotated as a list: one repeated child lies between it and its elements.</summary>
    public required bool IsList { get; init; }

    /// <summary>Definition level from which the field is present (a repeated one: has an entry).</summary>
    public required int Definition { get; init; }

    /// <summary>Repetition level of a further entry, where the field is repeated; else its parent's.</summary>
    public required int Repetition { get; init; }

    /// <summary>Path of the column with slashes.</summary>
    public required string Path { get; init; }

    /// <summary>Empty for a column.</summary>
    public required IReadOnlyList<ParquetNode> Children { get; init; }

    public IEnumerable<ParquetNode> Leaves => Children.Count == 0 ? [this] : Children.SelectMany(child => child.Leaves);

    /// <summary>The fields below the root of a schema in depth-first order.</summary>
    public static IReadOnlyList<ParquetNode> Tree(IReadOnlyList<ThriftStruct> schema)
    {
        var next = 0;
        return Read("", 0, 0).Children;

        ParquetNode Read(string parent, int definition, int repetition)
        {
            var element = schema[next++];
            var repeated = next > 1 && element.Integer(3) == 2;
            var optional = next > 1 && element.Integer(3) == 1;
            var name = element.Text(4);
            var path = next == 1 ? "" : parent.Length == 0 ? name : $"{parent}/{name}";
            (definition, repetition) = (definition + (repeated || optional ? 1 : 0), repetition + (repeated ? 1 : 0));
            var children = new ParquetNode[element.Integer(5) ?? 0];
            for (var i = 0; i < children.Length; i++)
            {
                children[i] = Read(path, definition, repetition);
            }

            return new ParquetNode
            {
                Name = name,
                Optional = optional,
                Repeated = repeated,
                IsList = (element.Integer(6) == 3 || element.Structure(10)?.Structure(3) is not null) && children is [{ Repeated: true }],
                Definition = definition,
                Repetition = repetition,
                Path = path,
                Children = children,
            };
        }
    }

    /// <summary>Gives a column its data and starts at the first row.</summary>
    public void Fill(ParquetLeaf leaf) => _leaf = leaf;

    /// <summary>The value of the next row.</summary>
    public RowValue Next()
    {
        var first = First();
        if (Repeated)
        {
            return Entries(this, first);
        }

        if (Optional && first.Definition < Definition)
        {
            Skip();
            return RowValue.Null;
        }

        return Content();
    }

    private RowValue Content() => this switch
    {
        { Children.Count: 0 } => _leaf!.Take(Definition),
        { IsList: true } => Entries(Children[0], First()),
        _ => RowValue.Of(Children.ToDictionary(child => child.Name, child => child.Next(), StringComparer.Ordinal)),
    };

    /// <summary>The entries of a repeated field, without the wrapper of a list's element.</summary>
    private static RowValue Entries(ParquetNode repeated, ParquetLeaf first)
    {
        if (first.Definition < repeated.Definition)
        {
            repeated.Skip();
            return RowValue.Of(Array.Empty<RowValue>());
        }

        var element =
            repeated is { Children: [var only], Name: not "array" } && !repeated.Name.EndsWith("_tuple", StringComparison.Ordinal)
                ? only
                : null;
        if (
            (element ?? repeated) is { Children.Count: 0 } column
            && column._leaf!.TakeNumbers(column.Definition, repeated.Repetition) is { } numbers
        )
        {
            return numbers;
        }

        var entries = new List<RowValue>();
        do
        {
            entries.Add(element is null ? repeated.Content() : element.Next());
        }
        while (!first.AtEnd && first.Repetition == repeated.Repetition);
        return RowValue.Of([.. entries]);
    }

    private ParquetLeaf First() => Leaves.First()._leaf!;

    private void Skip()
    {
        foreach (var leaf in Leaves)
        {
            leaf._leaf!.Take(int.MaxValue);
        }
    }
}
