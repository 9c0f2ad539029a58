namespace Empo.Experiments.Graph;

/// <summary>One row of the stage table.</summary>
/// <param name="Name">Lower-case name, also the folder in the store.</param>
/// <param name="Format">Version of the stage's code as far as it decides bytes; raise it whenever outputs change.</param>
/// <param name="Outputs">Files and folders that the stage leaves.</param>
/// <param name="Reported">The output that stands for the stage in the report's key; never one that retention removes.</param>
/// <param name="KeyHasRound">Whether the round's number is part of the key, because random numbers depend on it.</param>
public sealed record StageDefinition(string Name, int Format, IReadOnlyList<string> Outputs, string Reported, bool KeyHasRound = false)
{
    /// <summary>Whether the stage finds and compares answers, so that the version of those rules is part of the key.</summary>
    public bool JudgesAnswers { get; init; }
}
