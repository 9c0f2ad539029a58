namespace Empo.Stages.Training;

/// <summary>
/// Learning rate over a run: linear from 0 to the peak within the warm-up, then half a cosine down to 5 % of the peak at the
/// last step.
/// </summary>
/// <param name="Peak">Largest learning rate.</param>
/// <param name="Warmup">Steps of warm-up.</param>
/// <param name="Steps">Steps of the run.</param>
internal readonly record struct CosineSchedule(double Peak, int Warmup, int Steps)
{
    private const double Floor = 0.05;

    /// <summary>The rate of a one-based step. Example: peak 1, warm-up 2, 6 steps give 0.5, 1, 0.8609, 0.525, 0.1891, 0.05.</summary>
    public double LearningRate(int step)
    {
        if (step <= Warmup)
        {
            return Peak * step / Warmup;
        }

        var progress = (double)(step - Warmup) / Math.Max(1, Steps - Warmup);
        return Peak * (Floor + ((1 - Floor) * 0.5 * (1 + Math.Cos(Math.PI * progress))));
    }
}
