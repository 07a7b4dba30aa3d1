// Commit messages on standard input, as a JSON array → what release tools would make of each, as a JSON array.
// The first argument is the folder that the tools are installed in.
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const folder = pathToFileURL(`${process.argv[2]}/node_modules/`);
const require = createRequire(folder);
const { CommitParser } = await import(new URL("conventional-commits-parser/dist/index.js", folder));
const { default: preset } = await import(new URL("conventional-changelog-conventionalcommits/src/index.js", folder));
const { parseConventionalCommits } = require("release-please/build/src/commit");

const quiet = { debug() {}, error() {}, info() {}, trace() {}, warn() {} };
const parsers = [new CommitParser(), new CommitParser((await preset()).parser)];

const read = (message) => ({
  notes: parsers.flatMap((parser) => parser.parse(message).notes.map((note) => note.text)),
  commits: parseConventionalCommits([{ sha: "a", message }], quiet).map((commit) => ({
    type: commit.type,
    breaking: commit.breaking,
    notes: commit.notes.map((note) => note.title),
  })),
});

process.stdout.write(JSON.stringify(JSON.parse(readFileSync(0, "utf8")).map(read)));
