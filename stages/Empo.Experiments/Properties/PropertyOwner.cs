namespace Empo.Experiments.Properties;

/// <summary>Who gives a property of MSBuild its value.</summary>
public enum PropertyOwner
{
    /// <summary>A person: on the command line, in the environment or in a project of their own.</summary>
    User,

    /// <summary>The targets, which hand it to the projects that they call.</summary>
    Targets,

    /// <summary>The targets or the tools' build, within a project of theirs: it is never a global property.</summary>
    Project,
}
