import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vite";

import { twins } from "./twins.js";

export default defineConfig({
  plugins: [svelte(), twins()],
  base: "/static/",
  publicDir: "public",
  build: {
    outDir: "../src/palabre/web/static",
    emptyOutDir: true,
    target: "es2022",
    manifest: true,
    assetsInlineLimit: 0, // nothing inlined: the policy forbids it
    modulePreload: { polyfill: false },
    rollupOptions: {
      input: [
        "src/chat.ts",
        "src/entry.ts",
        "src/gate.ts",
        "src/site.ts",
        "src/elsewhere.ts",
        "src/measure.ts",
      ],
    },
  },
});
