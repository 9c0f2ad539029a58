namespace Empo.Method.Answers.Numerics;

/// <summary>
/// The number of steps that one answer may cost. Parser, evaluator and arithmetic all draw on it, so no input can hang: an exhausted budget
/// ends the reading, and the answer is compared as text.
/// </summary>
internal sealed class WorkBudget(int steps, CancellationToken cancellation)
{
    private int left = steps;

    /// <summary>Takes steps; throws when none are left or the caller has cancelled.</summary>
    public void Spend(int cost = 1)
    {
        left -= cost;
        if (left < 0)
        {
            throw new OverBudgetException();
        }

        if ((left & 0x3FF) == 0)
        {
            cancellation.ThrowIfCancellationRequested();
        }
    }
}
