import { screen } from "@testing-library/svelte";
import { flushSync } from "svelte";
import { expect, test } from "vitest";
import { nothing } from "../../sealed/talk";
import { Dialogue } from "../../state/dialogue.svelte";
import { appWith } from "../../tests/app";
import { card } from "../../tests/people";
import "../../tests/toplayer";
import { show } from "../../tests/within";
import { messagesFr } from "../../text/messages.fr";
import DialogueHeader from "./DialogueHeader.svelte";

const stands = { ...nothing("c-1"), other: card(), other_id: "m-lavande", state: "open" as const };

test("a friend's presence stands in the header and changes with it; of anybody else nothing is known", async () => {
  const { app } = await appWith();
  const talk = new Dialogue({ ...stands, available: true }, () => app.chat.me?.card, messagesFr);
  show(app, DialogueHeader, { talk });
  expect(screen.getByText("41 · Limoges")).toBeTruthy();
  const friends = [{ card: card(), here: true, note: "", since: 0 }];
  app.company.told({ t: "friends", n: 0, friends, asking: [], asked: [] });
  flushSync();
  expect(screen.getByText("41 · Limoges · en ligne")).toBeTruthy();
  app.company.told({ t: "friend_here", member: "m-lavande", here: false });
  flushSync();
  expect(screen.getByText("41 · Limoges · hors ligne")).toBeTruthy();
});
