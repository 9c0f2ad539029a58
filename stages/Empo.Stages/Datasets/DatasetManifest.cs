namespace Empo.Stages.Datasets;

/// <summary>A dataset manifest: where questions come from and their licence. Exactly one of the two sources is set.</summary>
internal sealed record DatasetManifest
{
    /// <summary>Path of the manifest itself, for messages.</summary>
    public required string File { get; init; }

    /// <summary>Source name, part of every question's identity.</summary>
    public required string Name { get; init; }

    public required string Licence { get; init; }

    /// <summary>Where the questions were published or how they are made.</summary>
    public required string Origin { get; init; }

    /// <summary>Questions made by a seeded generator, or null.</summary>
    public ArithmeticDataset? Arithmetic { get; init; }

    /// <summary>Questions read from files; empty where a generator makes them.</summary>
    public IReadOnlyList<DataFile> Files { get; init; } = [];

    /// <summary>Weight of each training file, by its position; empty where no file has a weight.</summary>
    public IReadOnlyDictionary<int, double> Weights =>
        Files.Index().Where(file => file.Item.Weight is not null).ToDictionary(file => file.Index, file => file.Item.Weight!.Value);
}
