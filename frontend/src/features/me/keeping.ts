// Keeping a pseudonym and coming back (brief 5.2): a passkey or four words, never an address or a name.
import { markNameKept } from "../../state/exit";

export interface Kept {
  words: boolean;
  passkeys: number;
}

export type Answer<T> = { ok: true; value: T } | { ok: false; code: string };

async function ask<T>(path: string, body?: object): Promise<Answer<T>> {
  try {
    const answer = await fetch(path, {
      method: body ? "POST" : "GET",
      headers: { "Content-Type": "application/json" },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    const value = (await answer.json()) as T & { error?: string; code?: string };
    return answer.ok ? { ok: true, value } : { ok: false, code: value.code ?? value.error ?? "fault" };
  } catch {
    return { ok: false, code: "offline" };
  }
}

export const canUsePasskeys = (): boolean =>
  "PublicKeyCredential" in window && "parseCreationOptionsFromJSON" in PublicKeyCredential;

/** What keeps this pseudonym now; the device remembers whether anything does. */
export async function keptNow(): Promise<Answer<Kept>> {
  const answer = await ask<Kept>("/api/keep");
  if (answer.ok) markNameKept(answer.value.words || answer.value.passkeys > 0);
  return answer;
}

export const keepEnd = (): Promise<Answer<object>> => ask("/api/keep/end", {});

/** Four words, shown once. */
export async function keepWords(lang: "fr" | "en"): Promise<Answer<string[]>> {
  const answer = await ask<{ words: string[] }>("/api/keep/words", { lang });
  if (answer.ok) markNameKept(true);
  return answer.ok ? { ok: true, value: answer.value.words } : answer;
}

/** Makes a passkey on this device. */
export async function keepPasskey(): Promise<Answer<object>> {
  const begun = await ask<{ options: PublicKeyCredentialCreationOptionsJSON }>("/api/keep/passkey/begin", {});
  if (!begun.ok) return begun;
  return finish("/api/keep/passkey/finish", () =>
    navigator.credentials.create({
      publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(begun.value.options),
    }),
  );
}

/** Comes back with a passkey; gives the room of arrival. */
export async function returnWithPasskey(): Promise<Answer<{ arrival: string }>> {
  const begun = await ask<{ options: PublicKeyCredentialRequestOptionsJSON }>(
    "/api/return/passkey/begin",
    {},
  );
  if (!begun.ok) return begun;
  return finish("/api/return/passkey/finish", () =>
    navigator.credentials.get({
      publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(begun.value.options),
    }),
  );
}

/** Comes back with four words, in any case and however many spaces between. */
export async function returnWithWords(
  pseudonym: string,
  words: string,
): Promise<Answer<{ arrival: string }>> {
  const answer = await ask<{ arrival: string }>("/api/return/words", {
    pseudonym: pseudonym.trim(),
    words: words.trim(),
  });
  if (answer.ok) markNameKept(true);
  return answer;
}

const REFUSED: { ok: false; code: string } = { ok: false, code: "bad_passkey" };

async function finish<T>(path: string, use: () => Promise<Credential | null>): Promise<Answer<T>> {
  try {
    const credential = (await use()) as PublicKeyCredential | null;
    return credential
      ? await ask<T>(path, { credential: credential.toJSON() })
      : { ok: false, code: "bad_passkey" };
  } catch {
    return REFUSED; // the person closed it, or the device has none
  }
}
