// What this browser itself would do with an address: the only reader whose word counts.

/** Reads an address as the browser would; null where it would go nowhere, or not by http. */
export function read(written: string): URL | null {
  try {
    const url = new URL(/^https?:/iu.test(written) ? written : `http://${written}`);
    return /^https?:$/u.test(url.protocol) && url.hostname ? url : null;
  } catch {
    return null;
  }
}

/** What follows the host of an address, in ASCII, shortened for the eye. */
export function rest(url: URL, most = 48): string {
  const port = url.port && `:${url.port}`;
  const path = url.pathname === "/" ? "" : url.pathname;
  const whole = port + path + url.search + url.hash;
  return whole.length > most ? `${whole.slice(0, most)}…` : whole;
}
