// Prints what each built page weighs before its fonts: script and style, gzip, with its heaviest language.
// Fails if a page that a whole room loads at once weighs too much.
import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

const dist = new URL("../dist/", import.meta.url);
const MOST = { "hall.html": 60_000, "phone.html": 60_000 };

const manifest = JSON.parse(readFileSync(new URL("manifest.json", dist), "utf8"));
const gzip = (file) => gzipSync(readFileSync(new URL(file, dist)), { level: 9 }).length;

function files(name, seen = new Set()) {
  const chunk = manifest[name];
  if (!chunk || seen.has(name)) return [];
  seen.add(name);
  return [chunk.file, ...(chunk.css ?? []), ...(chunk.imports ?? []).flatMap((part) => files(part, seen))];
}

const heaviest = (kind) => Math.max(...Object.keys(manifest).filter((name) => kind.test(name)).map((name) => gzip(manifest[name].file)));
const words = { all: heaviest(/^src\/words\/[a-z]{2}\.ts$/), public: heaviest(/^src\/words\/[a-z]{2}\.ts\?public$/) };
let tooMuch = false;
for (const page of Object.keys(manifest).filter((name) => name.endsWith(".html")).sort()) {
  const weight = [...new Set(files(page))].reduce((total, file) => total + gzip(file), words[page in MOST ? "public" : "all"]);
  const over = weight > (MOST[page] ?? Infinity);
  tooMuch ||= over;
  console.log(`${page.padEnd(20)} ${(weight / 1000).toFixed(1).padStart(6)} kB${over ? "  too much" : ""}`);
}
process.exit(tooMuch ? 1 : 0);
