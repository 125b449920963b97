import { fireEvent, screen, within } from "@testing-library/svelte";
import { afterEach, expect, test, vi } from "vitest";
import type { SetProfile } from "../../protocol/types";
import type { Answer } from "../../tests/line";
import { appWith } from "../../tests/app";
import { profile } from "../../tests/people";
import { show } from "../../tests/within";
import Leave from "./Leave.svelte";
import MePage from "./MePage.svelte";

afterEach(() => vi.unstubAllGlobals());

/** Takes every change but the words given, which it refuses. */
function server(refused = ""): Answer {
  let me = profile();
  return (command) => {
    if (command.t === "away") return { t: "ok" };
    if (command.t !== "set_profile") return undefined;
    const { pseudonym, words } = command as SetProfile;
    if (refused && [pseudonym, words].includes(refused)) {
      const code = words ? "refused" : "pseudonym_taken";
      return { t: "error", code, advice: "never", retry_after_ms: 0, params: {}, sentence: {}, help: "" };
    }
    me = { ...me, card: { ...me.card, name: pseudonym ?? me.card.name, words: words ?? me.card.words } };
    return { t: "me", me };
  };
}

const sent = (line: { sent: { t: string; n: number }[] }, t: string) =>
  line.sent.filter((one) => one.t === t).map((one) => ({ ...one, n: 0 }));

const profiled = (changes: Record<string, unknown>) => ({ t: "set_profile", n: 0, ...changes });

const type = (label: string, value: string) =>
  fireEvent.input(screen.getByLabelText(label), { target: { value } });
const save = () => fireEvent.click(screen.getByRole("button", { name: "Enregistrer ma carte" }));

test("only what changed is sent, each field alone", async () => {
  const { app, line } = await appWith(server());
  show(app, MePage);
  await type("Pseudo", "Marcel");
  await fireEvent.click(screen.getByRole("radio", { name: /Océan/ }));
  await save();
  await screen.findByText("C’est enregistré.");
  expect(sent(line, "set_profile")).toEqual([profiled({ pseudonym: "Marcel" }), profiled({ colour: 8 })]);
});

test("a refusal is said under the field it speaks of, and the rest is kept", async () => {
  const { app, line } = await appWith(server("Marcel"));
  show(app, MePage);
  await type("Pseudo", "Marcel");
  await type("Quelques mots", "Bonsoir");
  await save();
  const field = screen.getByLabelText<HTMLInputElement>("Pseudo");
  await vi.waitFor(() => expect(document.activeElement).toBe(field));
  const described = (field.getAttribute("aria-describedby") ?? "").split(" ");
  const said = described.map((id) => document.getElementById(id)?.textContent?.trim()).join("");
  expect(said).toBe("Ce pseudo est pris.");
  expect(sent(line, "set_profile")).toEqual([
    profiled({ pseudonym: "Marcel" }),
    profiled({ words: "Bonsoir" }),
  ]);
});

test("the preview shows the card as others would see it, before it is saved", async () => {
  const { app } = await appWith(server());
  show(app, MePage);
  const preview = within(screen.getByRole("region", { name: "Voilà ce que voient les autres" }));
  expect(preview.getByText("45 · Lyon")).toBeTruthy();
  await fireEvent.click(screen.getByRole("radio", { name: "une tranche de cinq ans" }));
  expect(preview.getByText("45–49 · Lyon")).toBeTruthy();
});

test("a choice of appearance holds at once and on this device", async () => {
  const { app } = await appWith(server());
  show(app, MePage);
  await fireEvent.click(screen.getByRole("radio", { name: "Contraste fort" }));
  expect(document.documentElement.dataset["theme"]).toBe("contrast");
  expect(JSON.parse(localStorage.getItem("palabre.preferences") ?? "{}")).toMatchObject({
    theme: "contrast",
  });
});

test("away is said with its note, and taken back", async () => {
  const { app, line } = await appWith(server());
  show(app, MePage);
  await type("Petit mot (facultatif)", "au four");
  await fireEvent.click(screen.getByRole("switch", { name: "Je suis absent" }));
  await vi.waitFor(() => expect(app.chat.away).toBe("au four"));
  await fireEvent.click(screen.getByRole("switch", { name: "Je suis absent" }));
  await vi.waitFor(() => expect(app.chat.away).toBeNull());
  expect(sent(line, "away")).toEqual([
    { t: "away", n: 0, on: true, note: "au four" },
    { t: "away", n: 0, on: false, note: "" },
  ]);
});

test("ignored people are listed and can be seen again, with an undo", async () => {
  const { app } = await appWith(server());
  app.chat.kept.ignore({ id: "m-lavande", name: "Lavande" });
  show(app, MePage);
  await fireEvent.click(screen.getByRole("button", { name: "Ne plus ignorer Lavande" }));
  expect(app.chat.kept.ignored).toEqual([]);
  expect(screen.getByText("Vous n’ignorez personne.")).toBeTruthy();
  app.toasts.shown[0]?.undo?.();
  expect(app.chat.kept.isIgnored("m-lavande")).toBe(true);
});

test("leaving and erasing weigh the same, ask the server first, then forget the device", async () => {
  const { app } = await appWith(server());
  const asked = vi.fn<(address: string, how: RequestInit) => Promise<Response>>();
  asked.mockResolvedValue(new Response("{}"));
  vi.stubGlobal("fetch", asked);
  const onleft = vi.fn();
  localStorage.setItem("palabre.drafts", "{}");
  show(app, Leave, { onleft });
  const ways = ["Partir", "Tout effacer sur cet appareil et chez nous"].map((name) =>
    screen.getByRole("button", { name }),
  );
  expect(new Set(ways.map((one) => one.className)).size).toBe(1);
  await fireEvent.click(screen.getByRole("button", { name: /^Tout effacer/u }));
  await vi.waitFor(() => expect(onleft.mock.calls).toEqual([[true]]));
  expect(asked.mock.calls.map(([address, { method, body }]) => [address, method, body])).toEqual([
    ["/api/leave", "POST", '{"erase_words":true}'],
  ]);
  expect(localStorage.getItem("palabre.drafts")).toBeNull();
});

test("a departure that the server did not take forgets nothing here", async () => {
  const { app } = await appWith(server());
  vi.stubGlobal("fetch", () => Promise.reject(new TypeError("off line")));
  const onleft = vi.fn();
  localStorage.setItem("palabre.drafts", "{}");
  show(app, Leave, { onleft });
  await fireEvent.click(screen.getByRole("button", { name: "Partir" }));
  await vi.waitFor(() => expect(screen.getByRole("alert").textContent).toBe(app.side.me.leaveFailed));
  expect(onleft).not.toHaveBeenCalled();
  expect(localStorage.getItem("palabre.drafts")).toBe("{}");
});
