using System.Runtime.InteropServices;
using Empo.Experiments.Catalog;
using Empo.Experiments.Resources;

namespace Empo.Stages.DeviceMemory;

/// <summary>Running out of memory as a user error: which stage, how much was requested, which setting to lower.</summary>
internal static class OutOfMemory
{
    public const string Code = "EMPO6030";

    /// <summary>The messages of libtorch 2.10, on a card and on the host.</summary>
    private static readonly string[] Marks = ["out of memory", "can't allocate memory", "CUBLAS_STATUS_ALLOC_FAILED"];

    /// <summary>Whether an exception means that memory ran out.</summary>
    public static bool Is(Exception exception) =>
        exception is OutOfMemoryException
        || (exception is ExternalException && Marks.Any(mark => exception.Message.Contains(mark, StringComparison.OrdinalIgnoreCase)));

    /// <summary>The user error EMPO6030.</summary>
    public static UserError Failure(string stage, Exception cause)
    {
        var reason = cause.Message.Split('\n')[0].Trim();
        return new UserError(
            Code,
            $"The stage {stage} ran out of memory: {reason} Nothing was written. {RemedyOf(stage)}; -t:Check estimates what an "
                + "experiment needs.",
            cause: cause
        );
    }

    private static string RemedyOf(string stage) =>
        stage == StageTable.Pretrain.Name ? "Lower pretrain.hidden_size, pretrain.layers or pretrain.batch"
        : stage == StageTable.Score.Name ? PassMemory.Remedy
        : StageTable.Find(stage)?.Work == StageWork.Samples && stage != StageTable.Probe.Name ? RolloutMemory.Remedy
        : UpdateMemory.Remedy;
}
