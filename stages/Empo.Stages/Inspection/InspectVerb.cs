using System.CommandLine;
using System.Text.Json;
using Empo.Stages.Verbs;

namespace Empo.Stages.Inspection;

/// <summary>
/// <c>inspect --model &lt;folder&gt; [--adapter &lt;folder&gt;] [--source &lt;name&gt;] [--chat none|template]</c>: whether a model's
/// folder can be used, and where its files contradict each other. -t:Check calls it for the experiment's model.
/// </summary>
internal sealed class InspectVerb : Verb
{
    private readonly Option<string> _model = VerbOption.Path("--model", "folder", "A model's folder.", required: true);
    private readonly Option<string> _adapter = VerbOption.Path("--adapter", "folder", "The folder of an adapter to the model.");

    private readonly Option<string> _source = VerbOption.Text(
        "--source",
        "name",
        "What the model is called where it comes from, as in the setting model_source."
    );

    private readonly Option<string> _chat = VerbOption.Choice(
        "--chat",
        ["none", "template"],
        "Whether the model's chat template will be used, as in the setting prompt.chat."
    );

    public InspectVerb()
        : base("inspect", "Check that a model's folder can be used, and warn where its files contradict each other.")
    {
        Add(_model);
        Add(_adapter);
        Add(_source);
        Add(_chat);
    }

    protected override int Run(ParseResult given, TextWriter output, TextWriter errors)
    {
        var model = given.GetRequiredValue(_model);
        var findings = Findings(model, given);
        foreach (var finding in findings)
        {
            errors.WriteLine(UserError.Canonical("warning", finding.Code, finding.Message, finding.File));
        }

        output.WriteLine(FormattableString.Invariant($"{model}: can be used, {findings.Count} warnings"));
        return 0;
    }

    private IReadOnlyList<ModelFinding> Findings(string model, ParseResult given)
    {
        try
        {
            return ModelInspection.Of(
                model,
                given.GetValue(_adapter),
                given.GetValue(_chat) == "template",
                given.GetValue(_source)
            );
        }
        catch (JsonException failure)
        {
            throw new UserError(
                "EMPO3002",
                $"A configuration file of the model cannot be read: {failure.Message.TrimEnd('.')}. Fetch it again.",
                cause: failure
            );
        }
    }
}
