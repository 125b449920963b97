/** Whether the server no longer knows this visit; false while it cannot be asked. */
export async function isOver(ask: typeof fetch = fetch): Promise<boolean> {
  try {
    const answer = await ask("/chat", { redirect: "manual", cache: "no-store" });
    return answer.status === 403 || answer.type === "opaqueredirect";
  } catch {
    return false; // no line at all: the visit may well go on
  }
}
