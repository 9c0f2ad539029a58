using System.Reflection;
using Parquet.Schema;

namespace Empo.Stages.Artifacts;

/// <summary>
/// How a record lies in a Parquet file: a column for each of its properties with an <c>init</c>, in the order in which the record declares
/// them, named in snake case. What may be null in the record may be null in the file.
/// </summary>
internal sealed class ArtifactSchema<TRow>
{
    /// <param name="name">What the artifact is called in messages, for example <c>scores</c>.</param>
    /// <param name="present">Properties that the record allows to be null and that never are in this file.</param>
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
