// Adds what @huggingface/jinja renders to cases of templates (standard input to standard output): "text" or "error".
//
//   node huggingface_jinja.cjs <folder where the package is installed> < cases.jsonl
"use strict";
const { createRequire } = require("node:module");
const path = require("node:path");
const readline = require("node:readline");

const { Template } = createRequire(path.join(path.resolve(process.argv[2]), "package.json"))("@huggingface/jinja");

// Both references are told the same day; this one asks the clock.
process.env.TZ = "UTC";
const Clock = Date;
globalThis.Date = class extends Clock {
  constructor(...values) {
    super(...(values.length > 0 ? values : ["2025-01-31T00:00:00Z"]));
  }
};

readline.createInterface({ input: process.stdin }).on("line", (line) => {
  const row = JSON.parse(line);
  try {
    row.text = new Template(row.template).render(row.variables).toWellFormed(); // it cuts texts between the halves of a pair
  } catch (error) {
    row.error = String(error.message ?? error);
  }

  process.stdout.write(JSON.stringify(row) + "\n");
});
