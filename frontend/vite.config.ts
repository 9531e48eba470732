import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vitest/config";

const here = fileURLToPath(new URL(".", import.meta.url));
const pages = readdirSync(here).filter((name) => name.endsWith(".html"));

export default defineConfig({
  root: here,
  base: "/static/",
  plugins: [svelte()],
  build: {
    rolldownOptions: {
      input: pages.map((name) => here + name),
      output: {
        // What pages share comes as one file: a phone far from its access point pays for every request.
        codeSplitting: { groups: [{ name: "shared", minShareCount: 2, test: /node_modules|src\/(live|parts|look\/base|room|words\/[a-z]{3,}|pages\/[a-z]+\.ts)/ }] },
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
  test: { include: ["src/**/*.test.ts"] },
});
