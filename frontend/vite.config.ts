import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { svelte } from "@sveltejs/vite-plugin-svelte";
import type { Plugin, Rolldown } from "vite";
import { defineConfig } from "vitest/config";
import { OF_ORGANISERS } from "./src/words/parts.ts";

const here = fileURLToPath(new URL(".", import.meta.url));
const pages = readdirSync(here).filter((name) => name.endsWith(".html"));

/** What every page begins with: first-load.js in the page itself, where nothing can keep it from arriving; and a word to
    browsers that offer to translate, for Rostrum speaks six languages and its texts change under the reader's eyes. */
function beginning(): Plugin {
  return {
    name: "beginning",
    transformIndexHtml: {
      order: "post",
      handler: (html, { filename, bundle }) =>
        html
          .replace("<html lang=\"en\">", `<html lang="en" translate="no" class="notranslate" data-words='${JSON.stringify(words(filename, bundle))}'>`)
          .replace(
            '<meta charset="utf-8" />',
            () =>
              `<meta charset="utf-8" />\n    <meta name="google" content="notranslate" />\n    <script>${readFileSync(here + "first-load.js", "utf8")}</script>`,
          ),
    },
  };
}

/** Svelte writes `:where(.svelte-abc)`, which Chromium knows only from 88 on; the class alone does what it is there for.
    And `overflow: hidden` before `overflow: clip`, for those who know the first alone, is taken for a slip and left out. */
function stylesForTheOldest(): Plugin {
  return {
    name: "styles-for-the-oldest",
    generateBundle: (_, bundle) => {
      for (const file of Object.values(bundle)) {
        if (file.type !== "asset" || !file.fileName.endsWith(".css")) continue;
        file.source = String(file.source)
          .replaceAll(/:where\((\.svelte-[a-z0-9]+)\)/g, "$1")
          .replaceAll("overflow:clip", "overflow:hidden;overflow:clip");
      }
    },
  };
}

/**
 * `words/en.ts?public` is `words/en.ts` without the parts that only organisers' pages say: half of it. `words/en.ts?unnamed`
 * is what is said in the place of "delegation", for the few conferences that ask for it.
 */
function publicWords(): Plugin {
  return {
    name: "public-words",
    enforce: "pre",
    transform(code, id) {
      if (/\/words\/[a-z]{2}\.ts\?unnamed(?:&|$)/.test(id)) {
        const [head, part] = [code.match(/^import [^]*?(?=^export const)/m)?.[0], code.match(/^  unnamed: (\{\n[^]*?^  \}),\n/m)?.[1]];
        if (head === undefined || part === undefined) return this.error(`${id} has no part unnamed`);
        return { code: `${head}export const unnamed = ${part};\n`, map: null };
      }
      if (!/\/words\/[a-z]{2}\.ts\?public(?:&|$)/.test(id)) return undefined;
      for (const part of OF_ORGANISERS) {
        const without = code.replace(new RegExp(`^  ${part}: \\{\\n[^]*?^  \\}.*,\\n`, "m"), "");
        if (without === code) this.error(`${id} has no part ${part}`);
        code = without;
      }
      return { code, map: null };
    },
  };
}

/** Beside each file a smaller one, for whoever takes it: a third of the bytes, made once and not for every reader. */
function smaller(): Plugin {
  return {
    name: "smaller",
    apply: "build",
    writeBundle: ({ dir }, bundle) => {
      for (const name of Object.keys(bundle).filter((name) => /^assets\/.*\.(css|js|svg)$/.test(name))) {
        const whole = readFileSync(`${dir}/${name}`);
        writeFileSync(`${dir}/${name}.gz`, gzipSync(whole, { level: 9 }));
        writeFileSync(`${dir}/${name}.br`, brotliCompressSync(whole));
      }
    },
  };
}

/** Where the words of a page are, by language: first-load.js asks for them before the page knows that it needs them. */
function words(page: string, bundle: Rolldown.OutputBundle = {}): Record<string, string> {
  const begins = here + "src/pages/" + basename(page, ".html") + "/main.ts";
  const ending = existsSync(begins) && readFileSync(begins, "utf8").includes('"public"') ? ".ts?public" : ".ts";
  const places = Object.values(bundle).flatMap((file) => {
    const code = file.type === "chunk" && /\/words\/([a-z]{2})(\.ts(?:\?public)?)$/.exec(file.facadeModuleId ?? "");
    return code && code[2] === ending ? [[code[1], "/static/" + file.fileName]] : [];
  });
  return Object.fromEntries(places);
}

export default defineConfig({
  root: here,
  base: "/static/",
  plugins: [publicWords(), svelte(), beginning(), stylesForTheOldest(), smaller()],
  build: {
    // The oldest browsers that README.md promises.
    target: ["chrome87", "safari14.1"],
    rolldownOptions: {
      input: pages.map((name) => here + name),
      output: {
        // What pages share comes as one file, what walls alone share as another: a phone far from its access point pays for
        // every request, and for every byte.
        codeSplitting: {
          groups: [
            { name: "shared", minShareCount: 2, priority: 1, test: /node_modules|src\/(live|parts\/(?!Kiosk|ScreenMenu|fit|frames|paired)|look\/base|room|words\/(?!called)[a-z]{3,}|pages\/[a-z]+\.ts)/ },
            { name: "walls", minShareCount: 2, test: /src\/parts\// },
          ],
        },
      },
    },
    manifest: "manifest.json",
    // The content security policy allows no data: addresses.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
  },
  server: {
    proxy: { "/api": "http://127.0.0.1:8000", "/ws": { target: "ws://127.0.0.1:8000", ws: true } },
  },
  // Without it, a test that mounts a component gets the server's half of Svelte.
  ...(process.env["VITEST"] ? { resolve: { conditions: ["browser"] } } : {}),
  // Every file in a process of its own would take twice as long: each would read the same modules anew.
  test: { include: ["src/**/*.test.ts"], pool: "threads", isolate: false },
});
