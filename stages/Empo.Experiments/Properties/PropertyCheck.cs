using Empo.Experiments.Settings;

namespace Empo.Experiments.Properties;

/// <summary>
/// Checks that the properties given to a build are the pipeline's. MSBuild accepts any name, and a misspelled one changes nothing: the
/// build would succeed, but it would not be the one that the user meant.
/// </summary>
public sealed class PropertyCheck
{
    private const string Prefix = "Empo";

    /// <summary>
    /// Number of edits by which a name may differ from a property, even in the prefix, and still be taken for one of ours.
    /// </summary>
    private const int NearPrefix = 2;

    private readonly IReadOnlyDictionary<string, string> _globals;
    private readonly IReadOnlyDictionary<string, string> _given;
    private readonly ProjectProperties _project;

    /// <param name="globals">Global properties: those of the command line, and those that calling projects passed on.</param>
    /// <param name="given">Values of properties, wherever they were set.</param>
    /// <param name="projectFile">The project that imports Empo.targets; empty where it is not known.</param>
    public PropertyCheck(
        IReadOnlyDictionary<string, string> globals,
        IReadOnlyDictionary<string, string> given,
        string projectFile
    ) => (_globals, _given, _project) = (globals, given, ProjectProperties.Read(projectFile));

    /// <summary>Refuses a property that is misspelled or internal, or whose value is invalid.</summary>
    /// <param name="environment">Names of environment variables, which MSBuild treats as properties too.</param>
    /// <exception cref="UserError">EMPO1030: neither true nor false. EMPO1031: no such property. EMPO1032: one that only the pipeline
    /// sets.</exception>
    public void Require(IEnumerable<string> environment)
    {
        foreach (var name in _globals.Keys.Where(name => MayBeOurs(name) && !_project.Reads(name)).Order(StringComparer.Ordinal))
        {
            Require(name, "", PropertyOwner.Targets, "-p:");
        }

        foreach (var name in environment.Where(IsOursInEnvironment).Order(StringComparer.Ordinal))
        {
            Require(name, "", PropertyOwner.User, "the environment variable ");
        }

        foreach (var (name, line, column) in _project.Sets.Where(set => HasPrefix(set.Name) && !_project.Reads(set.Name)))
        {
            Require(name, _project.File, PropertyOwner.User, "", line, column);
        }

        foreach (var property in BuildProperties.All.Where(property => property.IsFlag))
        {
            BuildProperties.Flag(property.Name, _given.GetValueOrDefault(property.Name, ""), otherwise: false);
        }
    }

    /// <summary>Properties of the command line that change nothing for a target, and the targets that read them.</summary>
    public IEnumerable<BuildProperty> WithoutEffect(string target) =>
        BuildProperties.All.Where(property =>
            property.Owner == PropertyOwner.User
            && !property.CountsFor(target)
            && _given.GetValueOrDefault(property.Name, "").Trim() is { Length: > 0 } value
            && !value.Equals(property.Default, StringComparison.OrdinalIgnoreCase)
            && !_project.Sets.Any(set => set.Name.Equals(property.Name, StringComparison.OrdinalIgnoreCase))
        );

    private static void Require(string name, string file, PropertyOwner most, string how, int line = 0, int column = 0)
    {
        var where = file.Length > 0 ? file : name;
        if (BuildProperties.Find(name) is not { } known)
        {
            var names = BuildProperties
                .All.Where(property => property.Owner == PropertyOwner.User)
                .Select(property => property.Name)
                .ToList();
            throw new UserError(
                "EMPO1031",
                $"There is no property '{name}' ({how}{name}), so it would change "
                    + $"nothing.{Nearest.Suggestion(name, names, ignoreCase: true)} The pipeline's properties are "
                    + $"{string.Join(", ", names)}; docs/msbuild.md says what they mean. Names that begin with Empo are the pipeline's.",
                where,
                line,
                column
            );
        }

        if (known.Owner > most)
        {
            throw new UserError(
                "EMPO1032",
                $"{known.Name} is set by the pipeline itself and cannot be given ({how}{name}). Remove it; docs/msbuild.md "
                    + "lists the properties that are yours.",
                where,
                line,
                column
            );
        }
    }

    private static bool HasPrefix(string name) => name.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether a name has the prefix, or is close to the name of a property.</summary>
    private static bool MayBeOurs(string name) => HasPrefix(name) || IsNear(name);

    /// <summary>
    /// Other programs' variables may begin with the same letters (EMPORIUM). Ours are spelled like properties, or are close to one. Names
    /// that begin with EMPO_ are the tests' own.
    /// </summary>
    private static bool IsOursInEnvironment(string name) =>
        HasPrefix(name)
        && !name.StartsWith("EMPO_", StringComparison.OrdinalIgnoreCase)
        && (
            (
                name.StartsWith(Prefix, StringComparison.Ordinal)
                && name.Length > Prefix.Length
                && char.IsAsciiLetterUpper(name[Prefix.Length])
            ) || IsNear(name)
        );

    /// <summary>
    /// One edit from a property, or two where it begins as ours do: DemoSet and TempStore belong to other programs, EpmoStore does not.
    /// </summary>
    private static bool IsNear(string name) =>
        BuildProperties.All.Any(property =>
            property.Owner == PropertyOwner.User
            && Math.Abs(name.Length - property.Name.Length) <= NearPrefix
            && Nearest.Distance(name.ToUpperInvariant(), property.Name.ToUpperInvariant())
                <= ("EMP".Contains(char.ToUpperInvariant(name[0]), StringComparison.Ordinal) ? NearPrefix : 1)
        );
}
