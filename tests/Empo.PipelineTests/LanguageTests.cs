using Empo.PipelineTests.Harness;

namespace Empo.PipelineTests;

/// <summary>
/// MSBuild runs in the user's language, with its decimal comma, dotted capital i, calendar and minus sign; what the pipeline writes is the
/// same everywhere. Where .NET finds no ICU, all languages are one and the tests hold all the same.
/// </summary>
public sealed class LanguageTests(BuiltPipeline built) : IClassFixture<BuiltPipeline>
{
    [Theory]
    [InlineData("tr_TR.UTF-8")]
    [InlineData("de_DE.UTF-8")]
    [InlineData("fa_IR.UTF-8")]
    [InlineData("sv_SE.UTF-8")]
    [InlineData("th_TH.UTF-8")]
    [InlineData("C")]
    public void The_users_language_changes_no_byte_and_no_verdict(string language)
    {
        var folder = built.Copy();
        Directory.Delete(folder.Store, recursive: true);

        var build = Build(folder, language, "-t:Build");

        Assert.True(build.ExitCode == 0, build.Output);
        Assert.Equal(built.Outputs, folder.Outputs());
        Assert.Matches(@"pretrain: ran in \d+\.\d s", build.Output);
        Assert.Matches(@"disk: needs at most [0-9.]+ (MB|GB) more", build.Output);
        Assert.Empty(Build(folder, language, "-t:Build").Ran);
    }

    [Theory]
    [InlineData("tr_TR.UTF-8")]
    [InlineData("de_DE.UTF-8")]
    public void A_mistake_is_the_same_error_in_every_language(string language)
    {
        var folder = PipelineFolder.WithFakeStages("rounds: 2\nrollout:\n  tempreature: 1\n");

        Build(folder, language, "-t:Check")
            .Failed("EMPO1003")
            .Says("experiments/e.yaml(4,3): error EMPO1003: ")
            .Says("Did you mean 'rollout.temperature'?");
    }

    private static BuildResult Build(PipelineFolder folder, string language, string target)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such variable");
        return folder
            .StartIn(
                [
                    "env",
                    $"LC_ALL={language}",
                    $"LANG={language}",
                    $"DOTNET_CLI_UI_LANGUAGE={language.Split('_')[0].Replace("C", "en", StringComparison.Ordinal)}",
                ],
                target
            )
            .Wait();
    }
}
