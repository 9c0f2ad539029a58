using Empo.Experiments.Execution;

namespace Empo.UnitTests.Experiments;

public sealed class ParallelJobTests
{
    [Theory]
    [InlineData("OMPI_COMM_WORLD_SIZE=2", "mpirun")]
    [InlineData("PMI_SIZE=8", "mpiexec")]
    [InlineData("SLURM_NTASKS=4 SLURM_STEP_ID=0", "srun")]
    [InlineData("OMPI_COMM_WORLD_SIZE=1 SLURM_NTASKS=4 SLURM_STEP_ID=12", "srun")]
    public void A_build_that_was_started_several_times_is_refused(string variables, string launcher)
    {
        var refusal = ParallelJob.Refusal(Variables(variables));

        Assert.Equal("EMPO6044", refusal?.Code);
        Assert.Contains($"without {launcher}", refusal!.Message, StringComparison.Ordinal);
    }

    /// <summary>A batch script or an interactive shell of Slurm has the number of tasks, and its commands run once.</summary>
    [Theory]
    [InlineData("")]
    [InlineData("OMPI_COMM_WORLD_SIZE=1")]
    [InlineData("SLURM_NTASKS=8")]
    [InlineData("SLURM_NTASKS=1 SLURM_STEP_ID=0")]
    [InlineData("SLURM_NTASKS=8 SLURM_STEP_ID=4294967290")] // salloc's shell
    [InlineData("SLURM_NTASKS=8 SLURM_STEP_ID=4294967291")] // sbatch's script
    [InlineData("PMI_SIZE=many")]
    public void A_build_that_runs_once_is_not(string variables) => Assert.Null(ParallelJob.Refusal(Variables(variables)));

    [Theory]
    [InlineData("OMPI_COMM_WORLD_SIZE=1", "mpirun", true)]
    [InlineData("OMPI_COMM_WORLD_SIZE=1", "/opt/openmpi/bin/mpirun", true)]
    [InlineData("OMPI_COMM_WORLD_SIZE=1", "srun", false)]
    [InlineData("OMPI_COMM_WORLD_SIZE=1", null, false)] // a build without ranks
    [InlineData("SLURM_NTASKS=1 SLURM_STEP_ID=0", "mpirun", false)]
    public void A_process_of_Open_MPI_is_not_asked_to_start_others(string variables, string? launcher, bool refused) =>
        Assert.Equal(refused ? "EMPO6051" : null, ParallelJob.Nested(Variables(variables), launcher)?.Code);

    private static Func<string, string?> Variables(string text)
    {
        var values = text.Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(pair => pair.Split('='))
            .ToDictionary(pair => pair[0], pair => pair[1], StringComparer.Ordinal);
        return name => values.GetValueOrDefault(name);
    }
}
