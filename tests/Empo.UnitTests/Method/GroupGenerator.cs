using CsCheck;
using Empo.Method.Answers;

namespace Empo.UnitTests.Method;

/// <summary>Random groups: answers drawn from a small alphabet, null for none, clustered as the product does.</summary>
internal static class GroupGenerator
{
    public static Gen<string?[]> Answers { get; } =
        Gen.Int[0, 6].Select(index => index == 6 ? null : "ABCDEF"[index].ToString()).Array[1, 24];

    public static int[] Clusters(string?[] answers) => AnswerClusters.Assign(answers, new TextEquivalence());

    public static bool[] Answered(string?[] answers) => [.. answers.Select(answer => answer is not null)];
}
