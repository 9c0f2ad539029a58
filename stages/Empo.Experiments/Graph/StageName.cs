namespace Empo.Experiments.Graph;

/// <summary>The names of the stages, as they stand in keys, folders of the store, targets and logs.</summary>
public static class StageName
{
    public const string Pretrain = "pretrain";
    public const string Prepare = "prepare";
    public const string Rollout = "rollout";
    public const string Reference = "reference";
    public const string Score = "score";
    public const string Filter = "filter";
    public const string Update = "update";
    public const string Probe = "probe";
    public const string Guard = "guard";
    public const string Evaluate = "evaluate";
    public const string Report = "report";
    public const string Export = "export";
    public const string Rescore = "rescore";
}
