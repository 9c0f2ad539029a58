using System.Text.Json.Serialization;

namespace Empo.Experiments.Storage;

/// <summary>One line of a segment of verdicts.</summary>
/// <param name="Context">As in <see cref="VerdictPair"/>.</param>
/// <param name="First">The reference.</param>
/// <param name="Second">The candidate.</param>
/// <param name="Equal">Whether the second means the same as the first.</param>
internal sealed record StoredVerdict(string Context, string First, string Second, bool Equal)
{
    [JsonIgnore]
    public VerdictPair Pair => new(Context, First, Second);
}
