import { fireEvent, screen } from "@testing-library/svelte";
import { expect, test } from "vitest";
import { appWith } from "../../tests/app";
import { show } from "../../tests/within";
import { hourOf } from "../room/dates";
import Strips from "./Strips.svelte";

async function ending(byProof: boolean) {
  const { app, line } = await appWith();
  show(app, Strips);
  const end = Date.now() + 3 * 60_000;
  app.chat.visit.told(end, byProof, Date.now());
  await Promise.resolve();
  return { app, line, hour: hourOf(end, "fr") };
}

test("a visit that only a proof prolongs says when it ends, and leads to the proof in a tab of its own", async () => {
  const { hour } = await ending(true);
  expect(screen.getByRole("status").textContent).toContain(`Votre visite se termine à ${hour}.`);
  const link = screen.getByRole("link", { name: "Prolonger" });
  expect([link.getAttribute("href"), link.getAttribute("target")]).toEqual(["/prolonger", "_blank"]);
});

test("a visit left idle asks whether one is there; one press says so", async () => {
  const { line, hour } = await ending(false);
  expect(screen.getByRole("status").textContent).toContain(`se termine à ${hour}.`);
  await fireEvent.click(screen.getByRole("button", { name: "Je suis là" }));
  expect(line.sent.at(-1)?.t).toBe("active");
});

test("a frame that moves the end takes the strip away", async () => {
  const { line } = await ending(false);
  line.say({ t: "visit", ends_at: Date.now() + 60 * 60_000, by_proof: false });
  await expect.poll(() => screen.getByRole("status").textContent?.trim()).toBe("");
});

test("a visit prolonged says so", async () => {
  const { app } = await ending(true);
  app.chat.visit.renewed();
  await expect.poll(() => screen.getByRole("status").textContent).toContain("Votre visite est prolongée.");
});

test("word of a report waits in a strip until it is read, and says when its answer has changed", async () => {
  const { app } = await appWith();
  show(app, Strips);
  const status = () => screen.getByRole("status").textContent;
  app.chat.heard({ t: "report_moved", report: "r-1", state: "answered", undone: false });
  await expect.poll(status).toContain("Un de vos signalements a sa réponse.");
  app.chat.heard({ t: "report_moved", report: "r-1", state: "answered", undone: true });
  await expect.poll(status).toContain("La réponse à un de vos signalements a changé.");
  await fireEvent.click(screen.getByRole("button", { name: "Mes signalements" }));
  await expect.poll(() => status()?.trim()).toBe("");
  expect(app.route.where).toEqual({ page: "me" });
});
