import { fireEvent, screen } from "@testing-library/svelte";
import { flushSync } from "svelte";
import { expect, test } from "vitest";
import type { Command, ProposedRoom, StatementLine } from "../../protocol/types";
import { appWith } from "../../tests/app";
import "../../tests/toplayer";
import { show } from "../../tests/within";
import MyStanding from "./MyStanding.svelte";

const both = (fr: string) => ({ fr, en: fr });
const LINE: StatementLine = {
  id: "s-1",
  title: both("Avertissement"),
  at: Date.now(),
  state: "in_force",
  imposed: [],
  contested_before: Date.now() + 86_400_000,
  complaint: null,
};
const TEXT = {
  title: "Avertissement",
  still: "Tout le reste.",
  lines: [{ element: "facts", text: "Ce qui a été vu." }],
};
const asked = {
  state: "lodged",
  words: "non",
  question: "",
  answer: "",
  verdict: "",
  reasons: "",
  advice: "",
};

async function standing(points: number[], statements: StatementLine[], rooms: ProposedRoom[] = []) {
  const commands: Command[] = [];
  const { app } = await appWith((command) => {
    if (command.t === "standing") return { t: "my_standing", points, next: "day", statements, rooms };
    if (command.t !== "statement" && command.t !== "complain") return undefined;
    commands.push(command);
    const line = command.t === "complain" ? { ...LINE, complaint: asked } : LINE;
    return { t: "statement_shown", line, fr: TEXT, en: TEXT };
  });
  show(app, MyStanding, {});
  return { app, commands };
}

test("whoever has nothing against them reads that all is well", async () => {
  await standing([], []);
  expect(await screen.findByText("Aucun point, aucune décision. Rien à signaler.")).toBeTruthy();
});

test("points say what the next breach would lead to", async () => {
  await standing([Date.now() + 86_400_000], []);
  expect(await screen.findByText("1 point en cours")).toBeTruthy();
  expect(screen.getByText("Un nouvel écart mènerait à : une suspension de 24 heures.")).toBeTruthy();
});

test("a decision opens whole, and another look is asked in two actions", async () => {
  const { commands } = await standing([], [LINE]);
  const details = (await screen.findByText("Avertissement")).closest("details") as HTMLDetailsElement;
  details.open = true;
  await fireEvent(details, new Event("toggle"));
  expect(await screen.findByText("Ce qui a été vu.")).toBeTruthy();
  await fireEvent.input(screen.getByLabelText("Pourquoi, si vous voulez"), {
    target: { value: " ce n’est pas moi " },
  });
  await fireEvent.click(screen.getByRole("button", { name: "Demander" }));
  expect(await screen.findByText(/Quelqu’un d’autre lit votre demande/)).toBeTruthy();
  expect(commands).toMatchObject([
    { t: "statement", statement: "s-1" },
    { t: "complain", statement: "s-1", text: "ce n’est pas moi" },
  ]);
});

test("a room refused is told at once, and stands here with the reason", async () => {
  const { app } = await standing([], [], [{ name: "Crochet", state: "refused", reason: "too_close" }]);
  expect((await screen.findByText("Crochet")).closest("li")?.textContent).toContain("Un salon semblable");
  app.chat.heard({ t: "room_refused", room: "r1", name: "Crochet", reason: "too_close" });
  flushSync();
  expect(app.desk.decision?.["fr"]).toBe("le salon Crochet n’est pas ouvert");
});

test("word of a decision waits until it is read, and the page looks again", async () => {
  const { app } = await standing([], []);
  await screen.findByText("Aucun point, aucune décision. Rien à signaler.");
  app.chat.heard({ t: "informed", statement: "s-1", title: both("Avertissement") });
  flushSync();
  expect(app.desk.decision).toEqual(both("Avertissement"));
  expect(app.desk.told).toBe(1);
});
