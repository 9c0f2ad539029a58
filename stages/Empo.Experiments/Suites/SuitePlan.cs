using System.Text.Json;
using System.Text.Json.Serialization;

namespace Empo.Experiments.Suites;

/// <summary>The data that a suite passes to its lanes and to its report: the file <c>suite.json</c> in the suite's folder.</summary>
public sealed record SuitePlan
{
    public const string FileName = "suite.json";

    private static readonly JsonSerializerOptions Layout = new()
    {
        WriteIndented = true,
        NewLine = "\n",
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Skip,
    };

    public required Suite Suite { get; init; }

    /// <summary>Numbers of the runs in the order in which they are started.</summary>
    public required IReadOnlyList<int> Order { get; init; }

    /// <summary>Names of the runs that failed; the report names them and counts the others.</summary>
    public required IReadOnlyList<string> Failed { get; init; }

    /// <summary>Absolute path of the artifact store.</summary>
    public required string Store { get; init; }

    /// <summary>Absolute path of the folder of run folders.</summary>
    public required string RunFolders { get; init; }

    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, Layout);

    /// <exception cref="JsonException"><see cref="ToJson"/> did not write the file.</exception>
    public static SuitePlan Read(string file) =>
        JsonSerializer.Deserialize<SuitePlan>(File.ReadAllBytes(file), Layout) ?? throw new JsonException("The file is empty.");
}
