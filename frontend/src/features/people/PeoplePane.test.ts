import { fireEvent, screen } from "@testing-library/svelte";
import { expect, test, vi } from "vitest";
import type { People } from "../../protocol/types";
import { Talk } from "../../state/talk.svelte";
import { appWith } from "../../tests/app";
import { joined, person } from "../../tests/people";
import { show } from "../../tests/within";
import PeoplePane from "./PeoplePane.svelte";

const HOST = person({ id: "m-host", name: "Rose", host: true });
const AWAY = person({ id: "m-away", name: "Zoé", away: "au four", age: "", town: "" });

function cuisine(): Talk {
  const talk = new Talk("cuisine");
  talk.enter(joined(), "m-me", true);
  return talk;
}

function pageOf(total = 3) {
  return ({ t, ...asked }: { t: string }) => {
    const { place, offset } = asked as unknown as People;
    return t === "people" ? { t, place, total, offset, people: [HOST, person(), AWAY] } : undefined;
  };
}

test("hosts come first under their own heading, then everyone, each on one line", async () => {
  const { app } = await appWith(pageOf());
  show(app, PeoplePane, { talk: cuisine(), oncard: vi.fn() });
  await screen.findByText("3 personnes ici");
  const headings = screen.getAllByRole("heading").map((one) => one.textContent);
  const rows = screen.getAllByRole("listitem").map((one) => one.textContent?.replace(/\s+/gu, " ").trim());
  expect(headings).toEqual(["Hôtes", "Tout le monde"]);
  expect(rows).toEqual(["Rose · 41 · Limoges hôte", "Lavande · 41 · Limoges", "Zoé · absent : au four"]);
});

test("a row opens the card of its person", async () => {
  const { app } = await appWith(pageOf());
  const oncard = vi.fn();
  show(app, PeoplePane, { talk: cuisine(), oncard });
  await fireEvent.click(await screen.findByRole("button", { name: /Lavande/ }));
  expect(oncard.mock.calls).toEqual([["m-lavande"]]);
});

test("the filter is asked of the server once the typing rests", async () => {
  const { app, line } = await appWith(pageOf());
  show(app, PeoplePane, { talk: cuisine(), oncard: vi.fn() });
  await screen.findByText("3 personnes ici");
  const field = screen.getByLabelText("Filtrer par pseudo");
  await fireEvent.input(field, { target: { value: "lav" } });
  await screen.findByText("3 personnes trouvées");
  const asked = line.sent.filter((one) => one.t === "people");
  expect(asked.map((one) => one.filter)).toEqual(["", "lav"]);
});

test("a long list comes by pages of fifty", async () => {
  const { app, line } = await appWith(pageOf(120));
  show(app, PeoplePane, { talk: cuisine(), oncard: vi.fn() });
  await screen.findByText("1 à 50 sur 120");
  await fireEvent.click(screen.getByRole("button", { name: "Suivantes" }));
  await screen.findByText("51 à 100 sur 120");
  expect(line.sent.filter((one) => one.t === "people").map((one) => one.offset)).toEqual([0, 50]);
});

test("leaving the list stops the differences", async () => {
  const { app, line } = await appWith(pageOf());
  const { unmount } = show(app, PeoplePane, { talk: cuisine(), oncard: vi.fn() });
  await screen.findByText("3 personnes ici");
  unmount();
  expect(line.sent.at(-1)?.t).toBe("unwatch");
});

test("a refusal says so and offers another try", async () => {
  let tries = 0;
  const { app } = await appWith((command) => {
    if (command.t !== "people" || tries++ > 0) return pageOf()(command);
    return {
      t: "error",
      code: "busy",
      advice: "later",
      retry_after_ms: 0,
      params: {},
      sentence: {},
      help: "",
    };
  });
  show(app, PeoplePane, { talk: cuisine(), oncard: vi.fn() });
  await screen.findByRole("alert");
  await fireEvent.click(screen.getByRole("button", { name: "Réessayer" }));
  await screen.findByText("3 personnes ici");
});
