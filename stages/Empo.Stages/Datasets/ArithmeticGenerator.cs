using System.Globalization;
using System.Text;
using Empo.Method;

namespace Empo.Stages.Datasets;

/// <summary>
/// Makes arithmetic questions such as <c>Ann has 79 coins, wins 2, sells 1, sells 1, buys 2. How many?</c> Everything is a pure
/// function of the seed and a counter. The problems for pre-training, training, development and evaluation are disjoint: a hash
/// of (start, operations) assigns each problem to one purpose, whatever its wording.
/// </summary>
internal sealed class ArithmeticGenerator(ArithmeticDataset dataset, string manifestFile)
{
    /// <summary>Equal shares of all problems: the three splits own one each, pre-training the other five.</summary>
    private const int Buckets = 8;

    private const int MaxSlip = 3;

    /// <summary>After this many failed attempts, the problem space is taken to have no unused problem left for the purpose.</summary>
    private const int MaxAttempts = 20_000;

    private static readonly ulong Pretraining = CounterRandom.Hash("pretraining");
    private static readonly ulong Training = CounterRandom.Hash("training");
    private static readonly ulong Development = CounterRandom.Hash("development");
    private static readonly ulong Evaluation = CounterRandom.Hash("evaluation");

    /// <summary>What a random number decides. The draws from <c>Operand</c> on use one counter per step, 32 at most.</summary>
    private enum Draw
    {
        Start = 0,
        Name = 1,
        Object = 2,
        Style = 3,
        Operand = 32,
        Sign = 64,
        Verb = 96,
        Slip = 128,
        SlipSize = 160,
    }

    /// <summary>The questions of a split; no problem occurs twice.</summary>
    /// <exception cref="UserError">EMPO2014 where the parameters allow too few different problems.</exception>
    public IEnumerable<DatasetQuestion> Questions(DatasetSplit split)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var index = 0; index < dataset.Counts[split]; index++)
        {
            var problem = FirstProblem(PurposeOf(split), (ulong)index, candidate => seen.Add(candidate.Signature));
            yield return new DatasetQuestion(split, problem.Text, problem.Answer.ToString(CultureInfo.InvariantCulture))
            {
                Written = problem.Working(new int[problem.Changes.Count]),
            };
        }
    }

    /// <summary>Example number <paramref name="index"/> for pre-training: a question and a labelled response to imitate.</summary>
    /// <param name="seed">Seed of the experiment.</param>
    /// <param name="guessShare">Probability that the response is a bare number: the answer or, in the dataset's share of cases, the start
    /// value.</param>
    /// <param name="stepNoise">Probability that a step of a worked solution is wrong.</param>
    public (string Question, string Response) Example(ulong seed, ulong index, double guessShare, double stepNoise)
    {
        // The experiment's seed selects the examples, so that two seeds learn from different ones.
        var number = CounterRandom.Bits(seed, index, 0, 0);
        var problem = FirstProblem(Pretraining, number, _ => true);
        var style = Uniform(number, Draw.Style);
        var response = style < guessShare * dataset.Shortcut ? problem.Shortcut()
            : style < guessShare ? problem.Guess()
            : problem.Working(Slips(problem, number, stepNoise));
        return (problem.Text, response);
    }

    private ArithmeticProblem FirstProblem(ulong purpose, ulong index, Func<ArithmeticProblem, bool> accept)
    {
        for (var attempt = 0; attempt < MaxAttempts; attempt++)
        {
            if (Problem(purpose, index, attempt) is { } problem && OwnerOf(problem) == purpose && accept(problem))
            {
                return problem;
            }
        }

        throw new UserError(
            "EMPO2014",
            "The generator finds no further problem that differs in start and operations: the counts ask for more than the "
                + "parameters admit. Lower 'counts', or widen 'start', 'operand', 'values' or 'steps'.",
            manifestFile
        );
    }

    /// <summary>The problem of one attempt, or null where a value leaves its bounds.</summary>
    private ArithmeticProblem? Problem(ulong purpose, ulong index, int attempt)
    {
        int Pick(int count, Draw draw, int step = 0) =>
            CounterRandom.Below(count, dataset.Seed ^ purpose, index, (ulong)attempt, (ulong)((int)draw + step));

        int Within((int Least, int Most) range, Draw draw, int step = 0) => range.Least + Pick(range.Most - range.Least + 1, draw, step);

        var start = Within(dataset.Start, Draw.Start);
        var changes = new int[dataset.Steps];
        var value = start;
        for (var i = 0; i < changes.Length; i++)
        {
            var sign = Pick(2, Draw.Sign, i) == 0 ? 1 : -1;
            changes[i] = sign * Within(dataset.Operand, Draw.Operand, i);
            value += changes[i];
            if (value < dataset.Values.Least || value > dataset.Values.Most)
            {
                return null;
            }
        }

        var text = new StringBuilder(
            $"{dataset.Names[Pick(dataset.Names.Count, Draw.Name)]} has {start} "
                + $"{dataset.Objects[Pick(dataset.Objects.Count, Draw.Object)]}"
        );
        for (var i = 0; i < changes.Length; i++)
        {
            var verbs = changes[i] > 0 ? dataset.Gains : dataset.Losses;
            text.Append(CultureInfo.InvariantCulture, $", {verbs[Pick(verbs.Count, Draw.Verb, i)]} {Math.Abs(changes[i])}");
        }

        return new ArithmeticProblem(start, changes, text.Append(". How many?").ToString());
    }

    /// <summary>The error of each step in a noisy solution; the chain stays within the bounds of all values.</summary>
    private int[] Slips(ArithmeticProblem problem, ulong number, double stepNoise)
    {
        var slips = new int[problem.Changes.Count];
        var value = problem.Start;
        for (var i = 0; i < slips.Length; i++)
        {
            value += problem.Changes[i];
            if (Uniform(number, Draw.Slip, i) < stepNoise)
            {
                var admitted = Enumerable
                    .Range(-MaxSlip, (2 * MaxSlip) + 1)
                    .Where(slip => slip != 0 && StaysWithin(problem, i, value + slip))
                    .ToArray();
                slips[i] = admitted.Length == 0 ? 0 : admitted[(int)(Uniform(number, Draw.SlipSize, i) * admitted.Length)];
                value += slips[i];
            }
        }

        return slips;
    }

    private bool StaysWithin(ArithmeticProblem problem, int step, int value)
    {
        var (least, most) = dataset.Values;
        for (var i = step; value >= least && value <= most; value += problem.Changes[i])
        {
            if (++i == problem.Changes.Count)
            {
                return true;
            }
        }

        return false;
    }

    private double Uniform(ulong number, Draw draw, int step = 0) =>
        CounterRandom.Uniform(dataset.Seed ^ Pretraining, number, MaxAttempts, (ulong)((int)draw + step));

    private static ulong PurposeOf(DatasetSplit split) => split switch
    {
        DatasetSplit.Training => Training,
        DatasetSplit.Development => Development,
        _ => Evaluation,
    };

    private static ulong OwnerOf(ArithmeticProblem problem) => (CounterRandom.Hash(problem.Signature) % Buckets) switch
    {
        0 => Training,
        1 => Development,
        2 => Evaluation,
        _ => Pretraining,
    };
}
