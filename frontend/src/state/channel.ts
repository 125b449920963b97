// One word between the tabs of this site on this device: never what is said, never who.
export type Word = "answered" | "renewed";

const NAME = "palabre";

/** Tells the other tabs; a browser without the means goes on without. */
export function tell(word: Word): void {
  if (typeof BroadcastChannel === "undefined") return;
  const channel = new BroadcastChannel(NAME);
  channel.postMessage(word);
  channel.close();
}

/** Hears a word of the other tabs until the returned function is called. */
export function hear(word: Word, act: () => void): () => void {
  if (typeof BroadcastChannel === "undefined") return () => undefined;
  const channel = new BroadcastChannel(NAME);
  channel.onmessage = ({ data }) => {
    if (data === word) act();
  };
  return () => channel.close();
}
