// Step 1 works without this script; with it, codes travel in the fragment and a waiting page notices.
import "./styles/all.css";
import "./styles/site.css";
import "./styles/gate.css";
import { applyPreferences } from "./state/preferences";

const POLL_MS = 2_000;
const POLLS = 150;

applyPreferences();

function form(name: string): HTMLFormElement | null {
  return document.querySelector<HTMLFormElement>(`form[data-gate="${name}"]`);
}

function field(owner: HTMLFormElement, name: string, value: string): void {
  const input =
    owner.querySelector<HTMLInputElement>(`input[name="${name}"]`) ?? document.createElement("input");
  input.type = "hidden";
  input.name = name;
  input.value = value;
  owner.append(input);
}

// The site then puts the code in the fragment, which no server log can hold.
for (const begin of document.querySelectorAll<HTMLFormElement>('form[data-gate="begin"]'))
  field(begin, "js", "1");

const done = form("done");
const code = new URLSearchParams(location.hash.slice(1)).get("response_code");
if (done && code) {
  history.replaceState(null, "", location.pathname);
  field(done, "response_code", code);
  done.submit();
}

/** Asks whether the other device has answered; true once there is no more to wait for. */
async function asked(): Promise<boolean> {
  try {
    const answer = await fetch("/age/state", { headers: { Accept: "application/json" } });
    const { state } = (await answer.json()) as { state: string };
    if (state === "ok") location.assign(document.documentElement.lang === "en" ? "/en/enter" : "/entrer");
    return state !== "pending";
  } catch {
    return false; // off line: ask again at the next turn
  }
}

async function wait(polls: number): Promise<void> {
  if (polls === 0 || (await asked())) return;
  setTimeout(() => void wait(polls - 1), POLL_MS);
}

if (document.querySelector('[data-gate="cross"]')) void wait(POLLS);
