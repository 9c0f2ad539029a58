using System.Text.Json;

namespace Empo.Stages.Inspection;

/// <summary>
/// <c>inspect --model &lt;folder&gt; [--adapter &lt;folder&gt;] [--source &lt;name&gt;] [--chat template|none]</c>: whether a model's
/// folder can be used, and where its files contradict each other. -t:Check asks for the experiment's model.
/// </summary>
internal static class InspectVerb
{
    private const string Usage = "inspect --model <folder> [--adapter <folder>] [--source <name>] [--chat template|none]";

    /// <summary>Exit code: 0, or 1 with a coded line on the error stream; warnings go there too.</summary>
    public static int Run(IReadOnlyList<string> arguments, TextWriter output, TextWriter errors)
    {
        try
        {
            var given = Parse(arguments);
            var model = given.GetValueOrDefault("--model") ?? throw Wrong("--model is missing");
            var adapter = given.GetValueOrDefault("--adapter") is { } folder ? Path.GetFullPath(folder) : null;
            var findings = ModelInspection.Of(
                Path.GetFullPath(model),
                adapter,
                given.GetValueOrDefault("--chat") == "template",
                given.GetValueOrDefault("--source")
            );
            foreach (var finding in findings)
            {
                errors.WriteLine(UserError.Canonical("warning", finding.Code, finding.Message, finding.File));
            }

            output.WriteLine(FormattableString.Invariant($"{model}: can be used, {findings.Count} warnings"));
            return 0;
        }
        catch (UserError failure)
        {
            errors.WriteLine(failure.ToCanonicalLine());
        }
        catch (JsonException failure)
        {
            errors.WriteLine(
                UserError.Canonical(
                    "error",
                    "EMPO3002",
                    $"A configuration file of the model cannot be read: {failure.Message.TrimEnd('.')}. Fetch it again."
                )
            );
        }

        return 1;
    }

    private static Dictionary<string, string> Parse(IReadOnlyList<string> arguments)
    {
        var given = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var pair in arguments.Chunk(2))
        {
            if (pair is not ["--model" or "--adapter" or "--source" or "--chat", _])
            {
                throw Wrong($"'{string.Join(' ', pair)}' is no argument");
            }

            given[pair[0]] = pair[1];
        }

        return given.GetValueOrDefault("--chat") is null or "template" or "none" ? given : throw Wrong($"--chat is {given["--chat"]}");
    }

    private static UserError Wrong(string what) => new("EMPO6020", $"{what}. Use: {Usage}");
}
