using System.Reflection;
using Parquet.Schema;

namespace Empo.Stages.Artifacts;

/// <summary>
/// How a record is stored in a Parquet file: one column for each property with an <c>init</c>, in the record's order of declaration, named
/// in snake case. A property that may be null in the record may be null in the file.
/// </summary>
internal sealed class ArtifactSchema<TRow>
{
    /// <param name="name">Name of the artifact in messages, for example <c>scores</c>.</param>
    /// <param name="present">Properties that may be null in the record but never are in this file.</param>
    public ArtifactSchema(string name, params string[] present)
    {
        var nullability = new NullabilityInfoContext();
        Name = name;
        Columns =
        [
            .. from property in typeof(TRow).GetProperties(BindingFlags.Instance | BindingFlags.Public)
               where property.CanWrite
               orderby property.MetadataToken // the order of the source
               let nullable = nullability.Create(property).WriteState == NullabilityState.Nullable
               select ColumnKinds<TRow>.Create(property, nullable && !present.Contains(property.Name)),
        ];
        Parquet = new ParquetSchema(Columns.Select(column => column.Field));
    }

    public string Name { get; }

    public IReadOnlyList<ParquetColumn<TRow>> Columns { get; }

    public ParquetSchema Parquet { get; }
}
