using System.Globalization;
using Empo.Experiments.Execution;
using Empo.Experiments.Properties;
using Empo.Stages.Distribution;
using Empo.Stages.Programs;

namespace Empo.Stages.Hosting;

/// <summary>
/// The stages of a build with ranks: those that compute with a model run in the ranks, which start with the first of them; the others run
/// in this process, which never loads libtorch.
/// </summary>
/// <param name="launch">How ranks are started.</param>
/// <param name="logs">Folder for the ranks' logs.</param>
/// <param name="local">The code of a stage in this process.</param>
internal sealed class RankedStages(RankLaunch launch, string logs, Func<string, Action<StageContext>> local) : IDisposable
{
    private RankJob? _job;

    /// <summary>The numerics of the ranks that ran the current stage; null where it ran here.</summary>
    public IReadOnlyDictionary<string, string>? Numerics { get; private set; }

    /// <summary>A request begins.</summary>
    public void Enter() => Numerics = null;

    public Action<StageContext> Find(string stage) => context =>
    {
        if (!StagePrograms.NeedsModel(context))
        {
            local(stage)(context);
            return;
        }

        if (_job is { IsOver: true })
        {
            _job.Dispose();
            _job = null;
        }

        _job ??= RankJob.Start(launch, logs, Command(), context.Log);
        var result = _job.Run(context);
        result.ApplyTo(context);
        Numerics = result.Numerics;
    };

    public void Dispose() => _job?.Dispose();

    /// <summary>This program as a rank.</summary>
    private IReadOnlyList<string> Command() =>
    [
        Environment.ProcessPath ?? "dotnet",
        "exec",
        typeof(RankedStages).Assembly.Location,
        "rank",
        "--logs",
        logs,
        "--size",
        launch.Ranks.ToString(CultureInfo.InvariantCulture),
        "--reduction",
        launch.Reduction.ToString().ToLowerInvariant(),
    ];
}
