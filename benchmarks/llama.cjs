// llama.cpp behind a pipe, for `Empo.Benchmarks llama`: one JSON request a line on standard input, one JSON answer a line.
// The calls are those of the addon in the npm package @node-llama-cpp/*: a model, a context, one llama_decode for each batch.
//
//   {"verb":"greedy","model":FILE,"threads":2,"prompt":[ids],"tokens":N}                       -> {"tokens":[ids]}
//   {"verb":"decode","model":FILE,"threads":2,"sequences":S,"prompt":P,"tokens":N,"vocabulary":V} -> {"seconds":time of N - 1 steps}
//
// With one thread the time is the processor's, which other work on the machine changes little; with more it is the clock's.
"use strict";
const readline = require("node:readline");
const addon = require(process.argv[2]);
const cellsPerSequence = 256; // llama.cpp rounds up to it

let open = { file: null, model: null };

async function modelOf(file) {
  if (open.file !== file) {
    await open.model?.dispose();
    const model = new addon.AddonModel(file, { addonExports: addon, gpuLayers: 0, useMmap: false });
    if (!(await model.init())) throw new Error(`llama.cpp cannot load ${file}`);
    open = { file, model };
  }

  return open.model;
}

async function withContext(request, sequences, prompt, work) {
  const model = await modelOf(request.model);
  const cells = cellsPerSequence * Math.ceil((prompt + request.tokens) / cellsPerSequence);
  const context = new addon.AddonContext(model, {
    contextSize: cells * sequences,
    batchSize: Math.max(sequences * prompt, sequences),
    sequences,
    threads: request.threads,
    flashAttention: "auto",
  });
  if (!(await context.init())) throw new Error("llama.cpp cannot make a context");
  try {
    return await work(context, model);
  } finally {
    await context.dispose();
  }
}

/** The most likely tokens after a prompt, to show that both programs compute the same model. */
const greedy = (request) =>
  withContext(request, 1, request.prompt.length, async (context, model) => {
    const sampler = new addon.AddonSampler(model);
    sampler.applyConfig({ temperature: 0 });
    const tokens = [];
    let [next, position] = [request.prompt, 0];
    while (tokens.length < request.tokens) {
      context.initBatch(next.length);
      const [logits] = context.addToBatch(0, position, Uint32Array.from(next), Uint32Array.of(next.length - 1));
      await context.decodeBatch();
      position += next.length;
      next = [await context.sampleToken(logits, sampler)];
      tokens.push(next[0]);
    }

    return { tokens };
  });

/** Seconds of the steps after the prompt: one llama_decode with one token of each sequence, nothing sampled. */
const decode = (request) =>
  withContext(request, request.sequences, request.prompt, async (context) => {
    const { sequences, prompt, tokens, vocabulary, threads } = request;
    const token = (sequence, position) => (sequence * 7919 + position * 104729) % vocabulary;
    context.initBatch(sequences * prompt);
    for (let s = 0; s < sequences; s++) {
      context.addToBatch(s, 0, Uint32Array.from({ length: prompt }, (_, p) => token(s, p)), Uint32Array.of(prompt - 1));
    }

    await context.decodeBatch();
    const now = () => {
      const used = process.cpuUsage();
      return threads === 1 ? (used.user + used.system) / 1e6 : Number(process.hrtime.bigint()) / 1e9;
    };
    const start = now();
    for (let step = prompt; step < prompt + tokens - 1; step++) {
      context.initBatch(sequences);
      for (let s = 0; s < sequences; s++) {
        context.addToBatch(s, step, Uint32Array.of(token(s, step)), Uint32Array.of(0));
      }

      await context.decodeBatch();
    }

    return { seconds: now() - start };
  });

const verbs = { greedy, decode };

async function main() {
  addon.setLoggerLogLevel(0);
  addon.loadBackends(require("node:path").dirname(process.argv[2]));
  await addon.init();
  for await (const line of readline.createInterface({ input: process.stdin })) {
    const request = JSON.parse(line);
    try {
      process.stdout.write(`${JSON.stringify(await verbs[request.verb](request))}\n`);
    } catch (error) {
      process.stdout.write(`${JSON.stringify({ error: error.message })}\n`);
    }
  }
}

main().then(() => process.exit(0));
