// Does the work of entering while the person fills in the form, so that nobody waits for it.

import { carried, type Challenge } from "./solve";
import solverAddress from "./solver?worker&url";

let running: Worker | null = null;

/** Solves a challenge beside the page; null when it cannot be solved here. */
export async function done(challenge: Challenge): Promise<string | null> {
  const number = await answered(solver(), challenge);
  return number === null ? null : carried(challenge, number);
}

function answered(worker: Worker, challenge: Challenge): Promise<number | null> {
  return new Promise((resolve) => {
    worker.onmessage = (event: MessageEvent<number | null>) => resolve(event.data);
    worker.onerror = () => resolve(null);
    worker.postMessage(challenge);
  });
}

function solver(): Worker {
  running?.terminate(); // what it was at is of no use any more
  running = new Worker(trusted(), { type: "module" });
  return running;
}

let policy: { createScriptURL(url: string): unknown } | undefined;

function trusted(): string {
  policy ??= window.trustedTypes?.createPolicy("palabre", {
    createScriptURL(url: string) {
      if (url !== solverAddress) throw new TypeError("unknown worker");
      return url;
    },
  });
  return (policy?.createScriptURL(solverAddress) ?? solverAddress) as string;
}
