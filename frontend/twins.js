import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { brotliCompress } from "node:zlib";

const compressed = promisify(brotliCompress);
const TRAVELS = /\.(js|css|svg)$/;

/** Puts a compressed twin beside each file that travels: the server compresses nothing while somebody waits. */
export function twins() {
  return {
    name: "brotli-twins",
    apply: "build",
    async writeBundle({ dir = "" }, bundle) {
      const files = Object.keys(bundle).filter((name) => TRAVELS.test(name));
      const twin = async (name) =>
        writeFile(join(dir, `${name}.br`), await compressed(await readFile(join(dir, name))));
      await Promise.all(files.map(twin));
    },
  };
}
