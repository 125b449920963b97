import svelte from "eslint-plugin-svelte";
import ts from "typescript-eslint";

export default ts.config(
  { ignores: ["node_modules", "public/worker.js"] },
  ...ts.configs.strict,
  ...svelte.configs.recommended,
  {
    files: ["**/*.svelte", "**/*.svelte.ts"],
    languageOptions: { parserOptions: { parser: ts.parser, extraFileExtensions: [".svelte"] } },
    rules: {
      // Maps and sets of the state classes are replaced, never mutated in place (frontend notes, section 4).
      "svelte/prefer-svelte-reactivity": "off",
      // Links lead to pages of the server, which owns the routes.
      "svelte/no-navigation-without-resolve": "off",
    },
  },
  { rules: { "max-lines": ["error", { max: 350 }] } },
  { files: ["src/protocol/types.ts"], rules: { "max-lines": "off" } }, // generated
);
