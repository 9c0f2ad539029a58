namespace Empo.Experiments.Settings;

/// <summary>
/// The vocabulary of an experiment, whole and at a glance: path, kind, default, the stages that read it, meaning. The table is
/// the schema of the YAML file, the content of every key, and the source of docs/settings.md.
/// </summary>
public static class SettingTable
{
    private static readonly string[] Nobody = [];
    private static readonly string[] Pretrain = ["pretrain"];
    private static readonly string[] Prepare = ["prepare"];
    private static readonly string[] Rollout = ["rollout"];
    private static readonly string[] Sampling = ["rollout", "evaluate"];
    private static readonly string[] Recording = ["prepare", "rollout", "export"];
    private static readonly string[] Score = ["score"];
    private static readonly string[] Judges = ["score", "evaluate", "rescore"];
    private static readonly string[] Filter = ["filter"];
    private static readonly string[] Update = ["update"];
    private static readonly string[] Evaluate = ["evaluate"];
    private static readonly string[] Report = ["report"];

    public static IReadOnlyList<Setting> All { get; } =
    [
        Integer("seed", "1", ["pretrain", "rollout", "score", "update", "evaluate"], 0, int.MaxValue, "Seed of every random number of the run; the questions have their own in the dataset manifest."),
        Integer("rounds", "40", Report, 0, 100_000, "Rounds of rollout, score, filter and update; more rounds continue a shorter run."),
        File("dataset", null, Nobody, "Dataset manifest (YAML). Its content is an input, so its path is in no key."),
        Text("view", "", Nobody, "Folder under artifacts/ for what people look at, such as trials/second; empty takes the experiment's name."),
        Choice("method.preset", "none", Nobody, ["none", "paper", "trl-math", "trl-natural", "verl"], "Values of reward, filter and loss settings by name; what stands in the same file or after it overrides them."),
        File("model", "none", Nobody, "Folder of a base model in Hugging Face layout, or none to pre-train a small one."),
        Text("model_source", "", Nobody, "Where the folder of 'model' comes from, such as a hub's name; said where the folder is missing."),
        File("adapter", "none", Nobody, "Folder of a PEFT adapter to 'model' to start from, or none; needs update.lora of the same shape."),
        Choice("device", "auto", Nobody, ["auto", "cpu", "cuda"], "Where tensors live; cuda:1 names a card."),
        Integer("threads", "0", Nobody, 0, 1024, "Threads for tensor work; 0 takes the number of cores."),
        Integer("keep.optimizer", "1", Nobody, 1, 1_000_000, "Optimizer states kept, counted from the last round."),
        Choice("keep.policies", "evaluated", Nobody, ["evaluated", "all", "last"], "Policies of rounds that stay on disk; the base and the last one always do."),

        File("pretrain.dataset", "none", Nobody, "Manifest of the generator whose labelled examples teach the small base, where the dataset itself is not that; none takes the dataset. Its content is an input."),
        Integer("pretrain.layers", "3", Pretrain, 1, 64, "Decoder layers of the small base model."),
        Integer("pretrain.hidden_size", "128", Pretrain, 8, 4096, "Width of the residual stream."),
        Integer("pretrain.heads", "4", Pretrain, 1, 64, "Attention heads."),
        Integer("pretrain.kv_heads", "2", Pretrain, 1, 64, "Key and value heads; divides heads."),
        Integer("pretrain.intermediate_size", "256", Pretrain, 8, 16384, "Width of the feed-forward layer."),
        Integer("pretrain.vocabulary_size", "0", Pretrain, 0, 10_000_000, "Rows of the embedding, to give a small task the size of a real vocabulary; 0 takes the tokenizer's."),
        Choice("pretrain.dtype", "float32", Pretrain, ["float32", "bfloat16"], "Type in which the base model is saved, and so of every policy after it; it is trained in float32."),
        Integer("pretrain.steps", "650", Pretrain, 1, 1_000_000, "Optimizer steps."),
        Integer("pretrain.batch", "96", Pretrain, 1, 65536, "Examples a step."),
        Number("pretrain.learning_rate", "0.003", Pretrain, 0, 1, "Peak learning rate; cosine decay to 5 %."),
        Integer("pretrain.warmup", "50", Pretrain, 0, 1_000_000, "Steps of linear warm-up."),
        Number("pretrain.guess_share", "0.7", Pretrain, 0, 1, "Share of examples that state the answer without working."),
        Number("pretrain.step_noise", "0.03", Pretrain, 0, 1, "Probability that one step of a working is wrong; the chain goes on from the wrong value."),

        Text("prompt.template", "{question}", Prepare, "Prompt around a question; {question} stands for its text. With a chat template it is the user's turn."),
        Choice("prompt.chat", "none", Prepare, ["none", "template"], "Whether the prompt is put into the turns of the model's own chat template."),
        Text("prompt.system", "", Prepare, "Text of the system turn; empty takes the chat template's own, if it has one."),
        Flag("prompt.thinking", "true", Prepare, "False switches thinking off where the chat template has a switch (Qwen3)."),
        Integer("prompt.max_tokens", "1024", Prepare, 1, 1_000_000, "Questions whose prompt is longer are left out, counted and reported."),
        Integer("questions.seed", "0", Prepare, 0, int.MaxValue, "0 takes the first questions of a split, another seed those of the lowest hash(seed, question id)."),
        Optional("questions.near_duplicate", "none", Prepare, "Jaccard similarity of word 3-grams (0.5 to 1) from which on a training question is left out; none compares texts exactly."),
        Integer("questions.overlap", "0", Prepare, 0, 1000, "Words in the n-grams that no training question may share with a question held out; 0 for no such rule."),
        Integer("questions.training", "0", Prepare, 0, int.MaxValue, "Training questions used; 0 takes all."),
        Integer("questions.development", "0", Prepare, 0, int.MaxValue, "Development questions used; 0 takes all."),
        Integer("questions.evaluation", "0", Prepare, 0, int.MaxValue, "Evaluation questions used; 0 takes all."),
        Number("questions.unlabelled", "0.1", Prepare, 0, 1, "Largest share of a file's labels (of a recording's questions) that may be empty, NaN or no answer; more is an error.") with { KeyedWhenSet = true },
        Number("questions.unreadable", "0.5", Prepare, 0, 1, "Largest share of a file's rows that may be left out because they cannot be read; more is an error. 0 admits none.") with { KeyedWhenSet = true },

        Choice("rollout.engine", "local", Rollout, ["local", "server", "recorded"], "Where answers come from: our decoder, an inference server (docs/server.md), or a recording that another program made (docs/recorded.md)."),
        Integer("rollout.questions", "64", ["rollout", "filter"], 0, 1_000_000, "Questions a round trains on at most; 0 for all, with recorded rollouts only, where it is the default."),
        Integer("rollout.candidates", "64", Rollout, 1, 1_000_000, "Questions sampled a round; what exceeds rollout.questions replaces dropped ones, in the order of the draw."),
        Integer("rollout.samples", "16", Rollout, 2, 4096, "Group size G: answers sampled for each question."),
        Integer("rollout.samples_per_chunk", "8", Rollout, 1, 4096, "Samples of a question in one chunk; divides rollout.samples."),
        Integer("rollout.questions_per_chunk", "32", ["rollout", "probe"], 1, 65536, "Questions in one chunk."),
        Number("rollout.temperature", "1", Rollout, 0.01, 100, "Sampling temperature."),
        Number("rollout.top_p", "1", Rollout, 0.000001, 1, "Nucleus mass; below 1 the gradient is biased."),
        Integer("rollout.top_k", "0", Rollout, 0, 10_000_000, "Candidates a token; 0 takes all."),
        Integer("rollout.max_tokens", "39", ["rollout", "score", "probe"], 1, 1_000_000, "Longest response in tokens."),
        Choice("rollout.batching", "chunk", Rollout, ["chunk"], "One chunk is one batch: the same bytes every time."),

        Served(Text("server.url", "", Sampling, "Address of an OpenAI-compatible server, such as http://127.0.0.1:8000.")) with { InKey = false },
        Served(Text("server.model", "", Sampling, "The model's name in requests.")),
        Served(Text("server.revision", "", Sampling, "Any text; another one makes stored samples of the server count no longer (a hub revision, a date).")),
        Served(Choice("server.weights", "fixed", Sampling, ["fixed", "lora", "update_weights_from_disk"], "How a round's policy reaches the server: not at all, as an adapter, or by SGLang's reload from disk.")),
        Served(Text("server.key_variable", "", Sampling, "Environment variable that holds the server's key; empty for none.")) with { InKey = false },
        Served(Number("server.timeout", "600", Sampling, 0.01, 86400, "Seconds that a request may take.")) with { InKey = false },
        Served(Integer("server.retries", "5", Sampling, 0, 100, "Further attempts after a time-out, a lost connection, an unusable reply, or the statuses 408, 429 and 5xx; waits grow from 1 s to 30 s.")) with { InKey = false },
        Served(Integer("server.concurrency", "8", Sampling, 1, 4096, "Requests under way at a time; a request is one question with the samples of a chunk.")) with { InKey = false },

        Recorded(File("recorded.rollouts", "none", Nobody, "The recording: a file whose steps are the rounds, or a folder of which every file is a round. Its content is an input.")),
        Recorded(Choice("recorded.form", "plain", Recording, ["plain", "verl", "trl", "vllm", "batch"], "Which program wrote it: names of the columns (docs/recorded.md).")),
        Recorded(Text("recorded.columns.prompt", "", Recording, "Path of the prompt's text; empty takes the form's, none says that there is none; * stands for every element of a list.")),
        Recorded(Text("recorded.columns.prompt_ids", "", Recording, "Path of the prompt's token ids.")),
        Recorded(Text("recorded.columns.response", "", Recording, "Path of a response's text, or with * of all responses of a row.")),
        Recorded(Text("recorded.columns.response_ids", "", Recording, "Path of the token ids.")),
        Recorded(Text("recorded.columns.log_probs", "", Recording, "Path of the log-probabilities, one a token.")),
        Recorded(Text("recorded.columns.answer", "", Recording, "Path of the correct answer, for rewards and figures that need labels.")),
        Recorded(Text("recorded.columns.question_id", "", Recording, "Path of what tells questions apart; without it the prompt does.")),
        Recorded(Text("recorded.columns.step", "", Recording, "Path of the training step; the steps of one file are its rounds.")),
        Recorded(Text("recorded.columns.finish_reason", "", Recording, "Path of the reason for which a response ended; length means that it was cut off.")),
        Recorded(Choice("recorded.encoding", EncodingNames.Automatic, Recording, [EncodingNames.Automatic, .. EncodingNames.All], "How the recording's text is encoded; auto is what its byte order mark says, or UTF-8.")) with { KeyedWhenSet = true },
        Recorded(Number("recorded.unreadable", "0.5", Recording, 0, 1, "Largest share of a file's rows that may be left out because they cannot be read; more is an error. 0 admits none.")) with { KeyedWhenSet = true },

        Choice("score.reward", "empo", Score, ["empo", "voting", "correct", "random", "format", "length", "overlong", "self-certainty", "token-entropy", "pooled", "weighted"], "Reward of a response; weighted is the sum that score.weights describes."),
        Choice("score.estimator", "frequency", Score, ["frequency", "likelihood", "likelihood_sum"], "How a cluster's probability is estimated: share of the samples, or samples weighted by exp of their mean or summed token log-probability."),
        Choice("score.extraction", "boxed", [.. Judges, "probe"], ["boxed", "boxed-or-phrase", "any", "choice"], "How the answer is found in a response."),
        Choice("score.equivalence", "canonical", ["score", "filter", "evaluate", "guard", "probe", "rescore"], ["canonical", "verl", "trl-math", "text", "judge"], "When two answers mean the same; judge asks a model (score.judge)."),
        File("score.judge.model", "none", Nobody, "Folder of the causal model that judges answers; its content is an input. Or none: ask score.judge.url."),
        Text("score.judge.url", "", Judges, "Address of an OpenAI-compatible server up to the version, as in http://host:8000/v1, that judges answers instead of a model folder.") with { InKey = false, Equivalence = "judge" },
        Text("score.judge.name", "", Judges, "Name of the model that the server is asked for.") with { Equivalence = "judge" },
        Text("score.judge.version", "", Judges, "Any text; another one makes stored verdicts of the server's model count no longer.") with { Equivalence = "judge" },
        Text("score.judge.prompt", "", Judges, "Prompt with {question}, {reference} and {answer} that ends where Yes or No follows; empty takes the one in docs/answers.md.") with { Equivalence = "judge" },
        Choice("score.judge.direction", "one", Judges, ["one", "both"], "Whether the cluster's first member is the reference (one), or each answer must mean the other (both).") with { Equivalence = "judge" },
        Integer("score.judge.max_tokens", "16", Judges, 1, 100_000, "Tokens of a server's reply; models that think aloud need thousands.") with { Equivalence = "judge" },
        Text("score.judge.key_variable", "", Judges, "Environment variable that holds the server's key; empty for none.") with { InKey = false, Equivalence = "judge" },
        Number("score.judge.timeout", "60", Judges, 0.01, 3600, "Seconds that a request may take.") with { InKey = false, Equivalence = "judge" },
        Integer("score.judge.retries", "4", Judges, 0, 100, "Further attempts after a time-out, a lost connection, or the statuses 408, 429 and 5xx; waits grow from 1 s to 30 s.") with { InKey = false, Equivalence = "judge" },
        Integer("score.judge.requests", "100000", Judges, 1, int.MaxValue, "Pairs that one stage may ask a server about; more is an error before they are asked.") with { InKey = false, Equivalence = "judge" },
        Integer("score.judge.parallel", "8", Judges, 1, 1024, "Requests under way at a time.") with { InKey = false, Equivalence = "judge" },
        Optional("score.no_answer", "0", Score, "Reward of a response without an answer, once for the sum where it is weighted; at most what the rule itself gives it, where rewards can be negative. none treats it like the others, as a cluster of its own.", -1, 1),
        Number("score.least_share", "0", Score, 0, 1, "Answers earn 0 (or the least of the group's rewards, if that is negative) where the largest of several clusters holds less than this share."),
        Flag("score.copied_guard", "false", Score, "Answers copied from the question (ROUGE-L precision over 0.8, or part of its text) earn 0, or the least of the group's rewards, if that is negative."),
        Integer("score.overlong_cache", "8", Score, 1, 1_000_000, "Tokens before rollout.max_tokens over which the reward overlong falls from 0 to -1."),
        Number("score.pooled_lambda", "1", Score, 0, 100, "Weight of an answer's share among other questions' samples, which the reward pooled subtracts."),
        Number("score.kl.beta", "0", Score, 0, 100, "Weight of the k1 divergence from the reference (update.kl.reference), summed over the response and subtracted from the reward."),
        Choice("score.normalize", "after", Score, ["after", "before"], "Whether the summands of the reward weighted are normalised within their group before the sum, or only the sum after it. before: score.no_answer enters each summand of positive weight instead of the sum."),
        Number("score.weights.empo", "1", Score, -1000, 1000, "Weight in the reward weighted."),
        Number("score.weights.voting", "0", Score, -1000, 1000, "Weight in the reward weighted."),
        Number("score.weights.correct", "0", Score, -1000, 1000, "Weight in the reward weighted; needs labels."),
        Number("score.weights.random", "0", Score, -1000, 1000, "Weight in the reward weighted."),
        Number("score.weights.format", "0", Score, -1000, 1000, "Weight in the reward weighted."),
        Number("score.weights.length", "0", Score, -1000, 1000, "Weight in the reward weighted."),
        Number("score.weights.overlong", "0", Score, -1000, 1000, "Weight in the reward weighted."),
        Number("score.weights.self-certainty", "0", Score, -1000, 1000, "Weight in the reward weighted."),
        Number("score.weights.token-entropy", "0", Score, -1000, 1000, "Weight in the reward weighted."),
        Number("score.weights.pooled", "0", Score, -1000, 1000, "Weight in the reward weighted."),

        File("filter.decisions", "none", Nobody, "CSV file of people's decisions (question_id, decision: keep, drop, correct: answer), or none. Its content is an input of filter."),
        Optional("filter.entropy.low", "none", Filter, "Lower bound (exclusive) of semantic entropy; none for no bound."),
        Optional("filter.entropy.high", "none", Filter, "Upper bound (exclusive) of semantic entropy; none for no bound."),
        Choice("filter.entropy.unit", "nats", Filter, ["nats", "share"], "Unit of the two bounds: nats, or the share of ln G (rollout.samples)."),
        Flag("filter.unanimous", "true", Filter, "Drop questions whose answers all agree: no share tells them apart. Under every reward, also those (random, length, token entropy) that could."),
        Flag("filter.all_different", "true", Filter, "Drop questions of which no two answers agree, by counting clusters; under every reward, also the correct one among them."),
        Number("filter.majority.low", "0", Filter, 0, 1, "Least share of the largest cluster."),
        Number("filter.majority.high", "1", Filter, 0, 1, "Largest share of the largest cluster."),
        Number("filter.no_answer", "1", Filter, 0, 1, "Largest share of responses without an answer."),
        Optional("filter.reward.low", "none", Filter, "Least value of a group's largest reward; none for no bound."),
        Optional("filter.reward.high", "none", Filter, "Largest value of a group's largest reward; none for no bound."),
        Choice("filter.advantage.estimator", "z_score", Filter, ["z_score", "mean_centred", "leave_one_out"], "Advantage of a response: GRPO, Dr. GRPO or RLOO."),
        Number("filter.advantage.epsilon", "0.0001", Filter, 0, 1, "Added to the standard deviation of a group's rewards by z_score."),
        Integer("filter.advantage.ddof", "1", Filter, 0, 1, "Degrees of freedom of that standard deviation: 1 for the sample's, 0 for the population's."),

        Number("update.learning_rate", "0.0001", Update, 0, 1, "AdamW learning rate."),
        Number("update.beta1", "0.9", Update, 0, 0.999999, "AdamW decay of the first moment."),
        Number("update.beta2", "0.99", Update, 0, 0.999999, "AdamW decay of the second moment."),
        Number("update.epsilon", "1E-08", Update, 0, 1, "AdamW denominator term."),
        Number("update.weight_decay", "0", Update, 0, 1, "Decoupled weight decay; not on norms and biases."),
        Choice("update.schedule.shape", "constant", Update, ["constant", "linear", "cosine"], "How the learning rate falls over update.schedule.rounds; it never reaches 0."),
        Integer("update.schedule.rounds", "0", Update, 0, 100_000, "Rounds of the schedule; linear and cosine need it. It is not 'rounds', so that more rounds do not change earlier ones."),
        Integer("update.schedule.warmup", "0", Update, 0, 100_000, "Rounds of linear warm-up."),
        Choice("update.loss", "ppo", Update, ["ppo", "gspo"], "Clipped surrogate with a ratio for each token (PPO) or for each response (GSPO)."),
        Number("update.clip.low", "0.2", Update, 0, 1, "Clip range of the ratio below 1."),
        Number("update.clip.high", "0.2", Update, 0, 10, "Clip range of the ratio above 1."),
        Optional("update.clip.dual", "none", Update, "Dual clip c: the loss of a negative advantage is at most c times its size; none for no bound.", 1, 1_000_000),
        Choice("update.aggregation", "token_mean", Update, ["token_mean", "sequence_mean", "constant"], "How token losses become one number: mean over tokens (DAPO), over responses (GRPO), or sum over responses times rollout.max_tokens (Dr. GRPO)."),
        Choice("update.denominator", "kept", Update, ["kept", "round"], "Whether dropped questions count in the normaliser. A question drawn after the round was full (oversampling) is no part of it and never counts."),
        Integer("update.minibatch_questions", "16", Update, 1, 1_000_000, "Whole groups in one optimizer step."),
        Integer("update.epochs", "1", Update, 1, 100, "Passes over the round's kept questions."),
        Integer("update.micro_batch_tokens", "16384", ["reference", "probe", "update"], 1, 100_000_000, "Padded tokens in one forward pass; does not change the result beyond rounding."),
        Choice("update.recompute", "auto", Update, ["auto", "true", "false"], "Compute activations again in the backward pass instead of keeping them: less memory for a third more work, the same bits; auto where memory would not suffice.") with { InKey = false },
        Number("update.gradient_clip", "1", Update, 0, 1_000_000, "Global gradient norm; 0 for none."),
        Choice("update.truncated", "train", Update, ["train", "mask"], "Whether responses cut off at the longest length are trained on; masked ones count in no normaliser."),
        Choice("update.importance.correction", "none", Update, ["none", "truncate", "mask"], "Weight of a token for the difference of trainer and rollout engine: none, min(ratio, largest), or 0 above largest."),
        Number("update.importance.largest", "2", Update, 0.000001, 1_000_000, "Bound of that weight."),
        Number("update.kl.beta", "0", Update, 0, 100, "Weight of the divergence from the reference in the loss; 0 computes none."),
        Choice("update.kl.estimator", "k3", Update, ["k2", "k3"], "Estimate of that divergence; k1 belongs into the reward (score.kl.beta)."),
        FileOr("base", "update.kl.reference", "Reference policy: base, or the folder of a model with the same tokenizer. Its content is an input, so its path is in no key."),
        Choice("update.optimizer", "device", Update, ["device", "host"], "Where master weights and moments lie: beside the model, or in the host's memory (12 bytes a parameter), stepped there in slices.") with { InKey = false },
        Integer("update.lora.rank", "0", Update, 0, 4096, "Rank of the low-rank additions that are trained; 0 trains all weights."),
        Number("update.lora.alpha", "32", Update, 0.001, 1_000_000, "The additions are multiplied by alpha / rank."),
        Words("update.lora.targets", "[q_proj k_proj v_proj o_proj gate_proj up_proj down_proj]", Update, ["q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"], "Projections of every layer that get an addition."),

        Choice("guard.action", "stop", Nobody, ["stop", "warn", "off"], "What a broken limit does: end the build with an error, warn, or nothing."),
        Integer("guard.least_questions", "32", Nobody, 1, 1_000_000, "Rounds with fewer questions are not judged: their indicators are mostly chance."),
        Optional("guard.distinct_majorities.warn", "0.75", Nobody, "Least share of the first round's distinct majority answers per question, beyond which a round is warned of; none for no limit."),
        Optional("guard.distinct_majorities.stop", "0.65", Nobody, "The same, beyond which training stops."),
        Optional("guard.information.warn", "0.5", Nobody, "Least share of the first round's mutual information of question and answer, beyond which a round is warned of; none for no limit."),
        Optional("guard.information.stop", "none", Nobody, "The same, beyond which training stops."),
        Optional("guard.pooled_entropy.warn", "none", Nobody, "Least share of the first round's entropy over all answers, beyond which a round is warned of; none for no limit."),
        Optional("guard.pooled_entropy.stop", "none", Nobody, "The same, beyond which training stops."),
        Optional("guard.semantic_entropy.warn", "none", Nobody, "Least mean semantic entropy in nats, beyond which a round is warned of; none for no limit."),
        Optional("guard.semantic_entropy.stop", "none", Nobody, "The same, beyond which training stops."),
        Optional("guard.majority_share.warn", "none", Nobody, "Largest mean share of the largest cluster, beyond which a round is warned of; none for no limit."),
        Optional("guard.majority_share.stop", "none", Nobody, "The same, beyond which training stops."),
        Optional("guard.copied.warn", "0.1", Nobody, "Largest rise of the share of answers that are copied from their question (as score.copied_guard counts them) over the first round's, beyond which a round is warned of; none for no limit."),
        Optional("guard.copied.stop", "0.15", Nobody, "The same, beyond which training stops."),
        Optional("guard.length_change.warn", "none", Nobody, "Least mean response length as a share of the first round's, beyond which a round is warned of; none for no limit."),
        Optional("guard.length_change.stop", "none", Nobody, "The same, beyond which training stops."),
        Optional("guard.no_answer.warn", "0.1", Nobody, "Largest rise of the share of responses without an answer over the first round's, beyond which a round is warned of; none for no limit."),
        Optional("guard.no_answer.stop", "0.3", Nobody, "The same, beyond which training stops."),
        Optional("guard.truncated.warn", "0.2", Nobody, "Largest rise of the share of truncated responses over the first round's, beyond which a round is warned of; none for no limit."),
        Optional("guard.truncated.stop", "0.5", Nobody, "The same, beyond which training stops."),
        Optional("guard.repetition.warn", "0.1", Nobody, "Largest rise of the share of repeated 4-grams over the first round's, beyond which a round is warned of; none for no limit."),
        Optional("guard.repetition.stop", "0.3", Nobody, "The same, beyond which training stops."),
        Integer("guard.probes", "0", ["probe"], 0, 1_000_000, "Training questions that each round's policy and the base are asked to see how far they have come apart (guard.kl, guard.drift); they are the same in every round and with every seed. 0 asks none: it needs the model."),
        Optional("guard.kl.warn", "none", Nobody, "Largest divergence of the policy from the base, KL(policy || base) in nats a token, beyond which a round is warned of; only with guard.probes; none for no limit."),
        Optional("guard.kl.stop", "none", Nobody, "The same, beyond which training stops."),
        Optional("guard.drift.warn", "none", Nobody, "Largest share of probes whose greedy answer differs in meaning from the base's, beyond which a round is warned of; only with guard.probes; none for no limit."),
        Optional("guard.drift.stop", "none", Nobody, "The same, beyond which training stops."),
        Optional("guard.accuracy.warn", "0", Nobody, "Largest fall of pass@1 on development questions below the base's, by the upper end of its interval; only with evaluate.split: development, beyond which a round is warned of; none for no limit."),
        Optional("guard.accuracy.stop", "0.05", Nobody, "The same, beyond which training stops."),

        Integer("evaluate.every", "10", Nobody, 0, 100_000, "Evaluate each so many rounds, and always the base and the last; 0 for those two only."),
        Choice("evaluate.split", "evaluation", Evaluate, ["evaluation", "development", "none"], "Questions that are asked; without answers all but accuracy is measured. none evaluates nothing, and so does the default where the dataset has no evaluation questions."),
        Integer("evaluate.samples", "16", Evaluate, 2, 4096, "Answers sampled for each question beside the greedy one."),
        Number("evaluate.temperature", "1", Evaluate, 0.01, 100, "Sampling temperature."),
        Number("evaluate.top_p", "1", Evaluate, 0.000001, 1, "Nucleus mass."),
        Integer("evaluate.top_k", "0", Evaluate, 0, 10_000_000, "Candidates a token; 0 takes all."),
        Integer("evaluate.max_tokens", "39", Evaluate, 1, 1_000_000, "Longest response in tokens."),
        Integer("evaluate.samples_per_chunk", "8", Evaluate, 1, 4096, "Samples of a question in one chunk; divides evaluate.samples."),
        Integer("evaluate.questions_per_chunk", "32", Evaluate, 1, 65536, "Questions in one chunk."),
        IntegerList("evaluate.k", "[1 4 16]", Evaluate, "The k of pass@k and maj@k; none above evaluate.samples."),
        Text("evaluate.marker", "", Evaluate, "Share of responses that contain this text is reported; empty for none."),

        Text("report.title", "", Report, "Title of the report; empty takes the experiment's name."),
    ];

    /// <summary>The row of a path, or null.</summary>
    public static Setting? Find(string path) => All.FirstOrDefault(setting => setting.Path == path);

    /// <summary>A row that counts with an inference server only.</summary>
    private static Setting Served(Setting setting) => setting with { Engine = "server" };

    /// <summary>A row that counts with recorded rollouts only.</summary>
    private static Setting Recorded(Setting setting) => setting with { Engine = "recorded" };

    private static Setting Integer(string path, string? value, string[] stages, double least, double most, string meaning) =>
        new() { Path = path, Kind = SettingKind.Integer, Default = value, Stages = stages, Least = least, Most = most, Meaning = meaning };

    private static Setting Number(string path, string? value, string[] stages, double least, double most, string meaning) =>
        new() { Path = path, Kind = SettingKind.Number, Default = value, Stages = stages, Least = least, Most = most, Meaning = meaning };

    private static Setting Optional(string path, string? value, string[] stages, string meaning, double least = double.NegativeInfinity, double most = double.PositiveInfinity) =>
        new() { Path = path, Kind = SettingKind.OptionalNumber, Default = value, Stages = stages, Least = least, Most = most, Meaning = meaning };

    private static Setting Flag(string path, string? value, string[] stages, string meaning) =>
        new() { Path = path, Kind = SettingKind.Flag, Default = value, Stages = stages, Meaning = meaning };

    private static Setting Text(string path, string? value, string[] stages, string meaning) =>
        new() { Path = path, Kind = SettingKind.Text, Default = value, Stages = stages, Meaning = meaning };

    private static Setting Choice(string path, string? value, string[] stages, string[] choices, string meaning) =>
        new() { Path = path, Kind = SettingKind.Choice, Default = value, Stages = stages, Choices = choices, Meaning = meaning };

    private static Setting IntegerList(string path, string? value, string[] stages, string meaning) =>
        new() { Path = path, Kind = SettingKind.IntegerList, Default = value, Stages = stages, Meaning = meaning };

    private static Setting FileOr(string word, string path, string meaning) =>
        new() { Path = path, Kind = SettingKind.Path, Default = word, Stages = Nobody, Choices = [word], Meaning = meaning };

    private static Setting Words(string path, string? value, string[] stages, string[] choices, string meaning) =>
        new() { Path = path, Kind = SettingKind.WordList, Default = value, Stages = stages, Choices = choices, Meaning = meaning };

    private static Setting File(string path, string? value, string[] stages, string meaning) =>
        new() { Path = path, Kind = SettingKind.Path, Default = value, Stages = stages, Meaning = meaning };
}
