
namespace Empo.Experiments.Properties;

/// <summary>
/// All MSBuild properties and items whose names begin with <c>Empo</c>. A test ensures that docs/msbuild.md, the targets and this table
/// name the same ones.
/// </summary>
public static class BuildProperties
{
    /// <summary>The name of a stage's own target in <see cref="BuildProperty.ReadBy"/>.</summary>
    public const string Stage = "a stage's target";

    /// <summary>The name of a build of a suite there.</summary>
    public const string Suite = "Build with EmpoSuite";

    public static IReadOnlyList<BuildProperty> All { get; } =
    [
        new("EmpoExperiment"),
        new("EmpoSet"),
        new("EmpoSuite"),
        new("EmpoParallel") { IsFlag = true, ReadBy = [Suite] },
        new("EmpoStore"),
        new("EmpoStoreUpstream"),
        new("EmpoDiskSpace"),
        new("EmpoLauncher"),
        new("EmpoRanks"),
        new("EmpoHosts"),
        new("EmpoLauncherArguments"),
        new("EmpoReduction"),
        new("EmpoTools"),
        new("EmpoTorch"),
        new("EmpoShortNames") { IsFlag = true },
        new("EmpoRound") { ReadBy = [Stage] },
        new("EmpoArtifact") { ReadBy = ["Lineage"] },
        new("EmpoQuestion") { ReadBy = ["Lineage"] },
        new("EmpoDryRun") { IsFlag = true, Default = "true", ReadBy = ["Prune"] },
        new("EmpoKeepDays") { ReadBy = ["Prune"] },
        new("EmpoLocked") { IsFlag = true, Default = "false", ReadBy = ["Build", Stage, Suite, "Rescore"] },
        // Rebuild is Clean and then Build, which sees the same properties.
        new("EmpoCleanStore") { IsFlag = true, Default = "false", ReadBy = ["Clean", "Build", Suite] },

        new("EmpoSession") { Owner = PropertyOwner.Targets },
        new("EmpoTaskFolder") { Owner = PropertyOwner.Targets },

        new("EmpoFolder") { Owner = PropertyOwner.Project },
        new("EmpoRoot") { Owner = PropertyOwner.Project },
        // The item that -getTargetResult:Status shows.
        new("EmpoStage") { Owner = PropertyOwner.Project },
    ];

    /// <summary>The row of a name, whatever its case, or null.</summary>
    public static BuildProperty? Find(string name) =>
        All.FirstOrDefault(property => property.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    /// <summary>The value of a property that is true or false.</summary>
    /// <exception cref="UserError">EMPO1030 for anything but <c>true</c>, <c>false</c> and an empty text.</exception>
    public static bool Flag(string name, string value, bool otherwise) => value.Trim().ToUpperInvariant() switch
    {
        "TRUE" => true,
        "FALSE" => false,
        "" => otherwise,
        _ => throw new UserError("EMPO1030", $"{name} is '{value.Trim()}'. Write true or false, or omit it.", name),
    };
}
