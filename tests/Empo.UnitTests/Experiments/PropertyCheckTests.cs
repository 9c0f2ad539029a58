using System.Text.RegularExpressions;
using Empo.Experiments.Properties;

namespace Empo.UnitTests.Experiments;

/// <summary>Properties that MSBuild takes and that would change nothing.</summary>
public sealed partial class PropertyCheckTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("EmpoExpermient", "EmpoExperiment")]
    [InlineData("EmpoSuit", "EmpoSuite")]
    [InlineData("empo_suite", "EmpoSuite")]
    [InlineData("EmpoSett", "EmpoSet")]
    [InlineData("EMPOLOCK", "EmpoLocked")]
    [InlineData("EmpoSotre", "EmpoStore")]
    [InlineData("EpmoSet", "EmpoSet")]
    [InlineData("EmoSuite", "EmpoSuite")]
    [InlineData("EmpoWhatever", null)]
    [InlineData("Empo", null)]
    public void A_name_that_is_none_is_refused_with_the_nearest_one(string name, string? nearest)
    {
        var failure = Assert.Throws<UserError>(() => Check(name, "x"));

        Assert.Equal("EMPO1031", failure.Code);
        Assert.Contains(
            nearest is null ? "The pipeline's properties are" : $"Did you mean '{nearest}'?",
            failure.Message,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [MemberData(nameof(Users))]
    public void One_letter_wrong_left_out_added_or_swapped_is_never_taken(string name)
    {
        for (var i = 0; i < name.Length; i++)
        {
            string[] wrong =
            [
                name.Remove(i, 1),
                name.Insert(i, "q"),
                name[..i] + "q" + name[(i + 1)..],
                i + 1 < name.Length ? $"{name[..i]}{name[i + 1]}{name[i]}{name[(i + 2)..]}" : name + "q",
            ];
            Assert.All(wrong.Where(other => BuildProperties.Find(other) is null), other =>
                Assert.Equal("EMPO1031", Assert.Throws<UserError>(() => Check(other, "")).Code)
            );
        }
    }

    [Theory]
    [MemberData(nameof(Users))]
    public void Every_property_passes_in_any_case(string name)
    {
        Check(name, "");
        Check(name.ToUpperInvariant(), "");
        Check(name.ToLowerInvariant(), "");
    }

    [Theory]
    [InlineData("EmpoTaskFolder", "EMPO1032", false)]
    [InlineData("EmpoFolder", "EMPO1032", true)]
    [InlineData("EmpoRoot", "EMPO1032", true)]
    public void What_the_pipeline_sets_itself_cannot_be_given(string name, string code, bool asGlobal)
    {
        // The targets hand some of theirs on as global properties; those are refused before that, in Empo.targets.
        Assert.Equal(asGlobal, Record(() => Check(name, "x")) == code);
        Assert.Equal(code, Record(() => Of(new Dictionary<string, string>(), "").Require([name])));
    }

    [Theory]
    [InlineData("EmpoExpermient", "EMPO1031")]
    [InlineData("EMPOEXPERMIENT", "EMPO1031")]
    [InlineData("empo_set", "")]
    [InlineData("EmpoExperiment", "")]
    [InlineData("EMPOSTORE", "")]
    [InlineData("EMPORIUM_HOME", "")]
    [InlineData("Emporium", "")]
    [InlineData("EMPO_TEST_DATA", "")]
    [InlineData("TEMPSET", "")]
    [InlineData("PATH", "")]
    public void Variables_of_the_environment_are_judged_where_they_are_ours(string name, string code) =>
        Assert.Equal(code, Record(() => Of(new Dictionary<string, string>(), "").Require([name])));

    [Theory]
    [InlineData("DemoSet", "")]
    [InlineData("TempStore", "")]
    [InlineData("EpmoStore", "EMPO1031")]
    public void A_property_of_another_program_is_not_taken_for_ours(string name, string code) =>
        Assert.Equal(code, Record(() => Check(name, "x")));

    [Theory]
    [InlineData("EmpoLocked", "yes")]
    [InlineData("EmpoLocked", "1")]
    [InlineData("EmpoCleanStore", "0")]
    [InlineData("EmpoDryRun", "no")]
    [InlineData("EmpoParallel", "on")]
    public void What_is_true_or_false_is_nothing_else(string name, string value)
    {
        var failure = Assert.Throws<UserError>(() => Check(name, value));

        Assert.Equal("EMPO1030", failure.Code);
        Assert.Contains($"{name} is '{value}'", failure.Message, StringComparison.Ordinal);
        Check(name, "True");
        Check(name, " FALSE ");
        Check(name, "");
    }

    [Fact]
    public void A_project_that_sets_a_misspelled_property_is_refused_at_its_line_and_its_own_properties_are_not()
    {
        var project = Project("<EmpoExpermient>x</EmpoExpermient>", "p.proj");
        var own = Project("<EmpoNightlyStore>/n</EmpoNightlyStore>\n<EmpoStore>$(EmpoNightlyStore)</EmpoStore>");

        var failure = Assert.Throws<UserError>(() => Of(new Dictionary<string, string>(), project).Require([]));

        Assert.Equal(("EMPO1031", project, 3), (failure.Code, failure.File, failure.Line));
        Of(new Dictionary<string, string> { ["EmpoNightlyStore"] = "/m" }, own).Require([]);
        Of(new Dictionary<string, string>(), _folder.File("none.proj")).Require([]);
        Assert.Equal(
            "EMPO1032",
            Record(() => Of(new Dictionary<string, string>(), Project("<EmpoSession>x</EmpoSession>")).Require([]))
        );
    }

    [Theory]
    [InlineData("Build", "EmpoArtifact", "update 3", true)]
    [InlineData("Lineage", "EmpoArtifact", "update 3", false)]
    [InlineData("Check", "EmpoLocked", "true", true)]
    [InlineData("Check", "EmpoLocked", "False", false)]
    [InlineData("Build", "EmpoLocked", "true", false)]
    [InlineData("Build", "EmpoCleanStore", "true", false)]
    [InlineData("Status", "EmpoCleanStore", "true", true)]
    [InlineData("Build", "EmpoDryRun", "false", true)]
    [InlineData("Build", "EmpoDryRun", "true", false)]
    [InlineData("Build", "EmpoParallel", "true", true)]
    [InlineData("Build", "EmpoStore", "/s", false)]
    [InlineData("Verify", "EmpoRound", "3", true)]
    public void A_property_that_a_target_does_not_read_is_told(string target, string name, string value, bool told) =>
        Assert.Equal(
            told ? [name] : [],
            Of(new Dictionary<string, string> { [name] = value }, "").WithoutEffect(target).Select(property => property.Name)
        );

    [Fact]
    public void The_table_names_what_the_targets_the_tools_and_the_documents_do()
    {
        string[] files =
        [
            "pipeline.proj",
            "Empo.targets",
            "Directory.Build.props",
            "Directory.Build.targets",
            .. Directory.EnumerateFiles(Path.Combine(Repository.Root, "build"), "*.targets"),
            .. Directory.EnumerateFiles(Path.Combine(Repository.Root, "build"), "*.props"),
        ];
        var used = files
            .SelectMany(file => Name().Matches(File.ReadAllText(Path.Combine(Repository.Root, file))).Select(match => match.Value))
            .ToHashSet();
        used.ExceptWith(Targets(files));
        var document = File.ReadAllText(Path.Combine(Repository.Root, "docs", "msbuild.md"));

        Assert.DoesNotContain(used, name => BuildProperties.Find(name) is null);
        Assert.Empty(BuildProperties.All.Select(property => property.Name).Except(used));
        Assert.All(Users, name => Assert.Contains($"`{(string)name}`", document, StringComparison.Ordinal));
    }

    /// <summary>Names of targets, which begin as properties do.</summary>
    private static IEnumerable<string> Targets(IEnumerable<string> files) =>
        files.SelectMany(file =>
            Target().Matches(File.ReadAllText(Path.Combine(Repository.Root, file))).Select(match => match.Groups[1].Value)
        );

    public static IEnumerable<TheoryDataRow<string>> Users =>
        BuildProperties
            .All.Where(property => property.Owner == PropertyOwner.User)
            .Select(property => new TheoryDataRow<string>(property.Name));

    private static void Check(string name, string value) =>
        Of(
            new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
            {
                [name] = value,
                ["Configuration"] = "Release",
                ["EmpoSession"] = "",
            },
            ""
        ).Require([]);

    private static PropertyCheck Of(Dictionary<string, string> globals, string project) => new(globals, globals, project);

    private static string Record(Action action) => Xunit.Record.Exception(action) is UserError failure ? failure.Code : "";

    private string Project(string properties, string name = "own.proj")
    {
        File.WriteAllText(
            _folder.File(name),
            $"<Project DefaultTargets=\"Build\">\n<PropertyGroup>\n{properties}\n</PropertyGroup>\n<Import "
                + "Project=\"Empo.targets\" />\n</Project>\n"
        );
        return _folder.File(name);
    }

    [GeneratedRegex("Target Name=\"(\\w+)\"")]
    private static partial Regex Target();

    [GeneratedRegex(@"(?<![\w.@/])Empo[A-Z]\w*")]
    private static partial Regex Name();
}
