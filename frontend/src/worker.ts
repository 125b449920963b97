// Registers the worker that keeps the shell readable off line; the policy allows this one address.

const WORKER = "/worker.js";

export function keepOffline(): void {
  if (!("serviceWorker" in navigator)) return;
  const policy = window.trustedTypes?.createPolicy("palabre", {
    createScriptURL(url: string) {
      if (url !== WORKER) throw new TypeError("unknown worker");
      return url;
    },
  });
  const url = (policy?.createScriptURL(WORKER) ?? WORKER) as unknown as string;
  void navigator.serviceWorker.register(url).catch(() => undefined); // a convenience: the chat works without
}
