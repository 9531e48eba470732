// Writes src/live/contract.ts from contract.schema.json, which `rostrum contract` makes of the server's own types.
// `npm run contract -- --check` writes nothing and fails if the file is not what it would write.
import { readFileSync, writeFileSync } from "node:fs";
import { compile } from "json-schema-to-typescript";

const source = new URL("../contract.schema.json", import.meta.url);
const target = new URL("../src/live/contract.ts", import.meta.url);

const BANNER = `// The public contract: what pages receive and what they may send. Written by \`npm run contract\`
// from contract.schema.json; a change made here is lost.
`;

/** A schema ready for TypeScript: a fact that may be absent is left out and not null, and a default is the reader's affair. */
function tidied(schema) {
  if (Array.isArray(schema)) return schema.map(tidied);
  if (schema === null || typeof schema !== "object") return schema;
  const { default: _, title: __, discriminator: ___, prefixItems, ...kept } = schema;
  // So many, each of its own kind. The compiler knows them by the words of an older draft.
  if (prefixItems) Object.assign(kept, { items: prefixItems, additionalItems: false });
  if (kept.type === "object" && !kept.properties && !kept.additionalProperties) kept.additionalProperties = true;
  if (kept.anyOf && "default" in schema) {
    const choices = kept.anyOf.filter((choice) => choice.type !== "null");
    if (choices.length === 1) {
      const { anyOf: ____, ...rest } = kept;
      return tidied({ ...choices[0], ...rest });
    }
    kept.anyOf = choices;
  }
  return Object.fromEntries(
    Object.entries(kept).map(([name, part]) => [
      name,
      name === "properties" || name === "$defs"
        ? Object.fromEntries(Object.entries(part).map(([key, value]) => [key, tidied(value)]))
        : name === "description"
          ? part
          : tidied(part),
    ]),
  );
}

/** Plain enums become unions of their words, under the name that the server gives them. */
async function contract() {
  const { $defs } = JSON.parse(readFileSync(source, "utf8"));
  const names = Object.keys($defs).sort();
  const root = {
    $defs: Object.fromEntries(names.map((name) => [name, { ...tidied($defs[name]), title: name }])),
    title: "Contract",
    type: "object",
    additionalProperties: false,
  };
  const text = await compile(root, "Contract", {
    additionalProperties: false,
    bannerComment: "",
    // How many there may be is for the server to say.
    ignoreMinAndMaxItems: true,
    unreachableDefinitions: true,
    format: true,
    style: { printWidth: 120, trailingComma: "all" },
  });
  const body = text
    .replace(/export interface Contract \{\}\n+/, "")
    .replace(/\/\*\*\n \* This interface was referenced by `Contract`'s JSON-Schema\n \* via the `definition` "\w+"\.\n \*\/\n/g, "")
    .replace(/ \*\n \* This interface was referenced by `Contract`'s JSON-Schema\n \* via the `definition` "\w+"\.\n/g, "");
  const tidy = body
    .replace(/\{\n\s+\[k: string\]: ([^;{}]+);\n\s+\}/g, "Record<string, $1>")
    .replace(/^ \* {5,}/gm, " * ")
    .replace(/([;}])\n(\/\*\*|export )/g, "$1\n\n$2");
  return `${BANNER}\n${tidy.trim()}\n`;
}

const text = await contract();
if (process.argv.includes("--check")) {
  if (readFileSync(target, "utf8") !== text) {
    console.error("src/live/contract.ts is not what contract.schema.json says: run `npm run contract`");
    process.exit(1);
  }
} else {
  writeFileSync(target, text);
}
