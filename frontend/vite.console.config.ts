// The console in a build of its own, after the members' (which empties the folder): they share no file, so that no
// member downloads a line of it and its needs add nothing to theirs.
import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vite";

import { twins } from "./twins.js";

export default defineConfig({
  plugins: [svelte(), twins()],
  base: "/static/",
  publicDir: false,
  build: {
    outDir: "../src/palabre/web/static",
    emptyOutDir: false,
    assetsDir: "assets/console",
    target: "es2022",
    manifest: ".vite/console.json",
    assetsInlineLimit: 0, // nothing inlined: the policy forbids it
    modulePreload: { polyfill: false },
    rollupOptions: { input: ["src/console.ts"] },
  },
});
