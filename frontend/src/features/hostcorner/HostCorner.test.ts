import { fireEvent, screen } from "@testing-library/svelte";
import { expect, test, vi } from "vitest";
import { Talk } from "../../state/talk.svelte";
import { appWith } from "../../tests/app";
import { joined, message, room } from "../../tests/people";
import "../../tests/toplayer";
import { show } from "../../tests/within";
import HostCorner from "./HostCorner.svelte";

async function open(host: string, answer: Record<string, unknown> = { t: "ok" }) {
  const { app, line } = await appWith(({ t }) => (t === "set_room" ? answer : undefined));
  const talk = new Talk("cuisine");
  talk.enter(joined({ room: room({ host, slow_s: 10 }), pinned: message() }), "m-me", true);
  show(app, HostCorner, { talk, onclose: vi.fn() });
  return {
    app,
    sent: () => line.sent.filter((one) => one.t === "set_room").map((one) => ({ ...one, n: 0 })),
  };
}

test("each change of the host is sent alone", async () => {
  const { sent } = await open("m-me");
  await fireEvent.input(screen.getByLabelText("Sujet du salon"), { target: { value: "Quiches" } });
  await fireEvent.click(screen.getByRole("button", { name: "Changer le sujet" }));
  await fireEvent.change(screen.getByLabelText("Mode lent"), { target: { value: "60" } });
  await fireEvent.click(screen.getByRole("switch", { name: "Lecture seule" }));
  await fireEvent.click(screen.getByRole("button", { name: "Détacher" }));
  const room = { t: "set_room", n: 0, place: "cuisine" };
  expect(sent()).toEqual([
    { ...room, topic: "Quiches" },
    { ...room, slow_s: 60 },
    { ...room, read_only: true },
    { ...room, pin: "" },
  ]);
  await screen.findByText("C’est changé pour tout le monde.");
});

test("a refused change goes back to what the room has", async () => {
  const refusal = {
    t: "error",
    code: "not_host",
    advice: "never",
    retry_after_ms: 0,
    params: {},
    sentence: {},
    help: "",
  };
  const { app } = await open("m-me", refusal);
  const slow = screen.getByLabelText<HTMLSelectElement>("Mode lent");
  await fireEvent.change(slow, { target: { value: "60" } });
  await screen.findByText(app.text.errors["not_host"] ?? "");
  expect(slow.value).toBe("10");
});

test("somebody who is not the host can change nothing", async () => {
  await open("m-other");
  expect(screen.queryByRole("switch")).toBeNull();
  expect(screen.queryByLabelText("Sujet du salon")).toBeNull();
});

test("a host gives the room another name while its own is covered, and only then", async () => {
  const { app, line } = await appWith(({ t }) => (t === "set_room" ? { t: "ok" } : undefined));
  const talk = new Talk("cuisine");
  talk.enter(joined({ room: room({ host: "m-me" }) }), "m-me", true);
  show(app, HostCorner, { talk, onclose: vi.fn() });
  expect(screen.queryByLabelText("Nouveau nom du salon")).toBeNull();
  talk.called("Salon 4f2c", "removed");
  await fireEvent.input(await screen.findByLabelText("Nouveau nom du salon"), {
    target: { value: " Soupes " },
  });
  await fireEvent.click(screen.getByRole("button", { name: "Donner ce nom" }));
  expect(line.sent.at(-1)).toMatchObject({ t: "set_room", place: "cuisine", name: "Soupes" });
});
