namespace Empo.Experiments.Properties;

/// <summary>An MSBuild property whose name begins with <c>Empo</c>.</summary>
/// <param name="Name">Its documented spelling; MSBuild itself ignores upper and lower case.</param>
public sealed record BuildProperty(string Name)
{
    /// <summary>Who may give it a value.</summary>
    public PropertyOwner Owner { get; init; } = PropertyOwner.User;

    /// <summary>Whether it is true or false.</summary>
    public bool IsFlag { get; init; }

    /// <summary>The value that changes nothing.</summary>
    public string Default { get; init; } = "";

    /// <summary>The targets that read it; empty for all.</summary>
    public IReadOnlyList<string> ReadBy { get; init; } = [];

    /// <summary>Whether it changes what a target does.</summary>
    public bool CountsFor(string target) => ReadBy.Count == 0 || ReadBy.Contains(target);
}
