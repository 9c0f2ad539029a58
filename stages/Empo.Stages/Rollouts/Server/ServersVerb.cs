using System.CommandLine;
using System.Text.Json;
using Empo.Experiments.Settings;
using Empo.Stages.Verbs;

namespace Empo.Stages.Rollouts.Server;

/// <summary>
/// <c>servers --model &lt;folder&gt; --settings &lt;json&gt; --prompt-tokens &lt;n&gt;</c>: asks each server of an experiment what it is
/// and for a response of a few tokens, and says what a build would refuse. -t:Check calls it where <c>server.check</c> is true.
/// </summary>
internal sealed class ServersVerb : Verb
{
    private readonly Option<string> _model = VerbOption.Path("--model", "folder", "The folder of what the servers serve.", required: true);

    private readonly Option<string> _settings = VerbOption.Text(
        "--settings",
        "json",
        "The settings of the stage rollout: an object of paths and texts.",
        required: true
    );

    private readonly Option<int> _prompt = VerbOption.Integer(
        "--prompt-tokens",
        1,
        1_000_000,
        "Tokens of the longest prompt, as in the setting prompt.max_tokens.",
        1
    );

    public ServersVerb()
        : base("servers", "Ask an experiment's inference servers what they are. Called by -t:Check where server.check is true.")
    {
        Add(_model);
        Add(_settings);
        Add(_prompt);
    }

    protected override int Run(ParseResult given, TextWriter output, TextWriter errors)
    {
        var settings = SettingsOf(given.GetRequiredValue(_settings));
        var check = new ServerCheck(settings, given.GetRequiredValue(_model), given.GetValue(_prompt), new VerbLog(output, errors));
        return check.Run() ? 0 : 1;
    }

    private static SettingSlice SettingsOf(string text)
    {
        try
        {
            return new SettingSlice(JsonSerializer.Deserialize<Dictionary<string, string>>(text) ?? []);
        }
        catch (JsonException failure)
        {
            throw new UserError(
                "EMPO6020",
                $"--settings is no JSON object of paths and texts: {failure.Message.TrimEnd('.')}. -t:Check writes it.",
                cause: failure
            );
        }
    }
}
