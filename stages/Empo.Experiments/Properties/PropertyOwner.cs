namespace Empo.Experiments.Properties;

/// <summary>Who sets an MSBuild property.</summary>
public enum PropertyOwner
{
    /// <summary>A user: on the command line, in the environment or in their own project.</summary>
    User,

    /// <summary>The targets, which pass it to the projects that they call.</summary>
    Targets,

    /// <summary>The targets or the tools' build, inside one of their own projects: it is never a global property.</summary>
    Project,
}
