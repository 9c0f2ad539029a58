using System.Text;
using System.Text.RegularExpressions;
using Empo.Experiments.Catalog;

namespace Empo.UnitTests.Documents;

/// <summary>The targets of stages, which are made from the stage table.</summary>
public sealed partial class StageTargetsTests
{
    [Fact]
    public void The_targets_that_run_stages_are_those_of_the_table()
    {
        var text = new StringBuilder(
            "<Project>\n  <!-- Made from the stage table: what runs before, in and after a round. The session says what the "
                + "build was given, EmpoRound the round. -->\n"
                + "  <Import Project=\"Empo.Tasks.props\" />\n"
        );
        foreach (var stage in StageTable.All)
        {
            text.Append(
                $"\n  <UsingTask TaskName=\"Empo.Tasks.{stage.Task}\" AssemblyFile=\"$(_EmpoTaskAssembly)\" />\n"
                    + $"  <Target Name=\"{stage.Target}\">\n"
                    + $"    <{stage.Task} Session=\"$(EmpoSession)\" Round=\"$(EmpoRound)\" />\n  </Target>\n"
            );
        }

        ApprovedText.Check(text.Append("</Project>\n").ToString(), "build/Empo.Stages.targets");
    }

    /// <summary>-t:Rescore is more than the stage of that name, so it stands in Empo.targets.</summary>
    [Fact]
    public void The_public_targets_of_stages_are_those_of_the_table()
    {
        var text = new StringBuilder(
            "<Project>\n  <!-- Made from the stage table: each brings that stage of the last round (or of EmpoRound) up to "
                + "date, and what it needs. -->\n"
        );
        foreach (var stage in StageTable.All.Where(stage => stage != StageTable.Rescore))
        {
            text.Append(
                $"\n  <Target Name=\"Empo{stage.Target}\" DependsOnTargets=\"_EmpoOneExperiment;_EmpoTaskFolder\">\n"
                    + "    <MSBuild Projects=\"$(_EmpoRun)\" Targets=\"Run\" "
                    + $"Properties=\"EmpoSession=$(_EmpoSession)|Until={stage.Target};$(_EmpoTasks)\" />\n  </Target>\n"
            );
        }

        ApprovedText.Check(text.Append("</Project>\n").ToString(), "build/Empo.StageTargets.targets");
    }

    [Fact]
    public void Every_public_target_has_a_short_name()
    {
        var files = new[] { "Empo.targets", "build/Empo.StageTargets.targets" }.Select(name => Path.Combine(Repository.Root, name));
        var targets = files.SelectMany(File.ReadLines).Select(line => PublicTarget().Match(line)).Where(match => match.Success);
        var text = new StringBuilder(
            "<Project>\n  <!-- Made from the public targets: their names without the prefix, for projects in which no other "
                + "target has them. -->\n"
                + "  <Target Name=\"Restore\" />\n"
        );
        foreach (var target in targets)
        {
            var (name, returns) = (target.Groups["name"].Value, target.Groups["returns"].Value);
            text.Append($"  <Target Name=\"{name}\" DependsOnTargets=\"Empo{name}\"{returns} />\n");
        }

        ApprovedText.Check(text.Append("</Project>\n").ToString(), "build/Empo.ShortNames.targets");
    }

    [Fact]
    public void Each_row_names_the_task_that_runs_it()
    {
        var tasks = File.ReadAllText(Path.Combine(Repository.Root, "tasks", "Empo.Tasks", "StageTasks.cs"));

        Assert.All(StageTable.All, stage =>
            Assert.Contains($"public sealed class {stage.Task}() : RunStage(StageTable.{stage.Target});", tasks, StringComparison.Ordinal)
        );
    }

    [GeneratedRegex("<Target Name=\"Empo(?<name>\\w+)\"[^>]*?(?<returns> Returns=\"[^\"]*\")?\\s*/?>")]
    private static partial Regex PublicTarget();
}
