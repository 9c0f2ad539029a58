using Empo.Experiments.Catalog;

namespace Empo.Experiments.Graph;

/// <summary>One edge of the graph: an input of a stage, which is a user's file or another stage's output.</summary>
public sealed record NodeInput
{
    /// <summary>The name under which the stage asks for it.</summary>
    public required InputRole Role { get; init; }

    /// <summary>Absolute path of a user's file or folder; null where a stage produces the input.</summary>
    public string? File { get; init; }

    /// <summary>Producing stage, or null for a file.</summary>
    public StageNode? Producer { get; init; }

    /// <summary>Name of the producer's output.</summary>
    public Artifact? Output { get; init; }

    /// <summary>Which part of the content counts.</summary>
    public InputPart Part { get; init; } = InputPart.Everything;

    /// <summary>An output of another stage.</summary>
    public static NodeInput From(InputRole role, StageNode producer, Artifact output) =>
        new()
        {
            Role = role,
            Producer = producer,
            Output = output,
        };

    /// <summary>A file or folder of the user.</summary>
    public static NodeInput FromFile(InputRole role, string? file, InputPart part = InputPart.Everything) =>
        new()
        {
            Role = role,
            File = file,
            Part = part,
        };
}
