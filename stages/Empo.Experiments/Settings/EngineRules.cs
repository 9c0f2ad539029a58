using Empo.Experiments.Settings.Choices;
using Empo.Experiments.Settings.Sections;

namespace Empo.Experiments.Settings;

/// <summary>What <c>rollout.engine</c> requires of other settings.</summary>
internal static class EngineRules
{
    /// <exception cref="UserError">EMPO1036, EMPO4068, EMPO4070, EMPO4071 at the setting that breaks a rule.</exception>
    public static void Check(Experiment experiment)
    {
        if (experiment.Engine != RolloutEngine.Local && experiment.NeedsTokenStatistics)
        {
            throw Broken(
                experiment,
                "EMPO4068",
                Rollout.Engine,
                "score.reward reads entropies or self-certainties of tokens, which only rollout.engine local records, not "
                    + $"{EnumWord.Of(experiment.Engine)}. Choose another reward."
            );
        }

        if (experiment.Engine == RolloutEngine.Server)
        {
            Server(experiment);
        }
    }

    private static void Server(Experiment experiment)
    {
        Addresses(experiment);
        if (experiment.Get(RolloutServer.Model).Length == 0)
        {
            throw Broken(
                experiment,
                "EMPO4070",
                RolloutServer.Model,
                "server.model is missing: the name under which the server knows the model. Write it; GET /v1/models lists the names."
            );
        }

        if (experiment.Model is null)
        {
            throw Broken(
                experiment,
                "EMPO4070",
                General.Model,
                "rollout.engine server needs 'model': the folder of the model that the server serves, for its tokenizer and for "
                    + "training."
            );
        }

        if (experiment.Get(RolloutServer.Weights) != WeightTransfer.Fixed)
        {
            return;
        }

        if (experiment.FinetuneDataset is not null && experiment.Rounds > 0)
        {
            throw Broken(
                experiment,
                "EMPO4071",
                Finetune.Dataset,
                "finetune trains the policy before round 1, but with server.weights fixed the server would sample from the weights that it "
                    + "started with. Set server.weights to lora or update_weights_from_disk, or rounds to 0."
            );
        }

        if (experiment.Rounds > 1)
        {
            throw Broken(
                experiment,
                "EMPO4071",
                General.Rounds,
                $"rounds is {experiment.Rounds}, but with server.weights fixed the server would sample every round from the "
                    + "weights that it started with. Set server.weights to lora or update_weights_from_disk, or rounds to at most 1."
            );
        }
    }

    private static void Addresses(Experiment experiment)
    {
        var (url, urls) = (experiment.Get(RolloutServer.Url).Trim(), experiment.Get(RolloutServer.Urls));
        if (url.Length > 0 && urls.Count > 0)
        {
            throw Broken(
                experiment,
                "EMPO1036",
                RolloutServer.Urls,
                $"server.url is '{ShownAddress.Of(url)}', and server.urls names servers too. Keep server.url for one server, or "
                    + "server.urls with all."
            );
        }

        var (setting, addresses) = urls.Count > 0 ? ((Setting)RolloutServer.Urls, urls) : (RolloutServer.Url, [url]);
        if (addresses.FirstOrDefault(address => !IsAddress(address)) is { } wrong)
        {
            throw Broken(
                experiment,
                "EMPO4070",
                setting,
                $"{setting.Path} is '{ShownAddress.Of(wrong)}', which is not an address. Write one as in http://127.0.0.1:8000."
            );
        }

        if (addresses.GroupBy(address => address.TrimEnd('/'), StringComparer.OrdinalIgnoreCase).FirstOrDefault(group => group.Count() > 1)
            is { } twice)
        {
            throw Broken(
                experiment,
                "EMPO4070",
                setting,
                $"{setting.Path} names {ShownAddress.Of(twice.Key)} twice. Name each server once."
            );
        }
    }

    private static bool IsAddress(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is ("http" or "https");

    private static UserError Broken(Experiment experiment, string code, Setting setting, string text)
    {
        var value = experiment.ValueOf(setting);
        return new UserError(
            code,
            text,
            value.File ?? experiment.File,
            Math.Max(value.Line, value.File is null ? 1 : 0),
            Math.Max(value.Column, value.File is null ? 1 : 0)
        );
    }
}
