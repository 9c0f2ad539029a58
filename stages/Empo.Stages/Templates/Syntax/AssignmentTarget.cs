namespace Empo.Stages.Templates.Syntax;

/// <summary>What a value is assigned to.</summary>
internal abstract record AssignmentTarget
{
    /// <summary>A variable.</summary>
    public sealed record Variable(string Name) : AssignmentTarget;

    /// <summary>A field of a namespace: <c>ns.name</c>.</summary>
    public sealed record Field(string Namespace, string Name) : AssignmentTarget;

    /// <summary>Several at once: <c>key, value</c>.</summary>
    public sealed record Several(IReadOnlyList<AssignmentTarget> Targets) : AssignmentTarget;
}
