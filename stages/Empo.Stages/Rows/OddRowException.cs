namespace Empo.Stages.Rows;

/// <summary>A row that cannot be used. The code that reads the file leaves it out and counts it.</summary>
/// <param name="why">What is wrong, such as "it has no 'answer'".</param>
internal sealed class OddRowException(RowFault fault, string why) : Exception(why)
{
    public RowFault Fault { get; } = fault;
}
