namespace Empo.Stages.Requests;

/// <summary>Why a request has no result.</summary>
internal enum EndpointProblem
{
    /// <summary>The server refuses, and would refuse again.</summary>
    Refused,

    /// <summary>No attempt got a reply.</summary>
    NotAnswering,

    /// <summary>The server replies, but the reply cannot be used.</summary>
    Unusable,

    /// <summary>The server replies from other weights than those that it was given, also after it was given them again.</summary>
    OtherWeights,
}
