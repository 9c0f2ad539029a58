namespace Empo.Stages.Requests;

/// <summary>Why a request has no result.</summary>
internal enum EndpointProblem
{
    /// <summary>The server says no, and would say it again.</summary>
    Refused,

    /// <summary>No attempt came through.</summary>
    NotAnswering,

    /// <summary>The server answers, but not what was asked for.</summary>
    Unusable,
}
