namespace Empo.PipelineTests.Harness;

/// <summary>A pipeline's folder that holds its own tools, as a clone does.</summary>
internal static class OwnTools
{
    /// <summary>Argument of a build that uses the folder's own tools and makes them where it must.</summary>
    public const string Argument = "-p:EmpoTools=";

    /// <summary>Tools that are made already, with the fake stage program.</summary>
    public static void PutInto(PipelineFolder folder)
    {
        WriteProjects(folder, "");
        FolderCopy.Copy(Path.Combine(Tools.Fake, "Empo.Tasks"), folder.File("bin/cpu/Empo.Tasks"));
        FolderCopy.Copy(Path.Combine(Tools.Fake, "Empo.Stages"), folder.File("bin/cpu/Empo.Stages"));
        folder.Write("bin/cpu/tools.stamp", "");
    }

    /// <summary>Projects of tools that do nothing but copy: what is tested is when they are built, not how.</summary>
    /// <param name="before">Tasks that the stage program's project runs first.</param>
    public static void WriteProjects(PipelineFolder folder, string before)
    {
        folder.Write(".editorconfig", "root = true\n");
        foreach (var (project, first) in new[] { ("tasks/Empo.Tasks", ""), ("stages/Empo.Stages", before) })
        {
            var name = Path.GetFileName(project);
            folder.Write($"{project}/{name}.csproj", $"""
                <Project>
                  <Target Name="Restore" />
                  <Target Name="Build">
                    {first}
                    <Message Importance="high" Text="built {name}" />
                    <ItemGroup><Tool Include="{Path.Combine(Tools.Fake, name)}/*" /></ItemGroup>
                    <Copy SourceFiles="@(Tool)" DestinationFolder="../../bin/cpu/{name}" />
                  </Target>
                  <Target Name="Rebuild" DependsOnTargets="Build"><Message Importance="high" Text="forgot what was compiled of {name}" /></Target>
                </Project>
                """);
        }
    }
}
