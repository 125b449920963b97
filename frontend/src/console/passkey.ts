// Signing in: an authenticator of the person's own, or the link that a demonstration printed.
import { ask, refusedAs, type Answer, type Role } from "./api";

export const canUsePasskeys = (): boolean =>
  "PublicKeyCredential" in window && "parseCreationOptionsFromJSON" in PublicKeyCredential;

/** Whom an invitation names, and what their browser is to make. */
export interface Invitation {
  ref: string;
  roles: Role[];
  ticket: string;
  options: PublicKeyCredentialCreationOptionsJSON;
}

export const invitation = (code: string): Promise<Answer<Invitation>> => ask("invitation", { code });

export async function accept(code: string, found: Invitation): Promise<Answer<object>> {
  return finished("invitation/accept", { code, ticket: found.ticket }, () =>
    navigator.credentials.create({
      publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(found.options),
    }),
  );
}

export async function signIn(): Promise<Answer<object>> {
  const begun = await ask<{ options: PublicKeyCredentialRequestOptionsJSON; ticket: string }>("sign-in", {});
  if (!begun.ok) return begun;
  return finished("sign-in/finish", { ticket: begun.value.ticket }, () =>
    navigator.credentials.get({
      publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(begun.value.options),
    }),
  );
}

export const byLink = (link: string): Promise<Answer<object>> => ask("link", { link });

async function finished(
  path: string,
  body: object,
  touch: () => Promise<Credential | null>,
): Promise<Answer<object>> {
  let credential: Credential | null;
  try {
    credential = await touch();
  } catch {
    return refusedAs("untouched"); // waved away, or no key for this site
  }
  if (!credential) return refusedAs("untouched");
  return ask(path, { ...body, credential: (credential as PublicKeyCredential).toJSON() });
}

/** What the address brought after its sign, taken out of it at once: no history keeps it. */
export function takeBrought(): { kind: "invitation" | "link" | "none"; value: string } {
  const found = /^#(invitation|link)=([\w-]+)$/u.exec(location.hash);
  if (!found) return { kind: "none", value: "" };
  history.replaceState(null, "", location.pathname + location.search);
  return { kind: found[1] as "invitation" | "link", value: found[2] ?? "" };
}
