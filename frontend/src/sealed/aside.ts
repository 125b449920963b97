// Words of mine that go nowhere, sealed with this device's key: notes on people, drafts. The server keeps none of them.
import type { Vault } from "./vault";

/** What is kept under a name; where a text is given it is kept first, and an empty one is forgotten. */
export async function aside(vault: Vault, name: string, text: string | null): Promise<string> {
  if (text === null) return (await vault.read<string>(name)) ?? "";
  await vault.write(text ? [[name, text]] : [], text ? [] : [name]);
  return text;
}
