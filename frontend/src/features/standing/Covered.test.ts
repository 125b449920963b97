import { screen } from "@testing-library/svelte";
import { expect, test } from "vitest";
import { appWith } from "../../tests/app";
import { profile } from "../../tests/people";
import { show } from "../../tests/within";
import Covered from "./Covered.svelte";

test("whoever wrote a card is told what is held or removed of it, and where to read why", async () => {
  const { app } = await appWith(() => undefined);
  show(app, Covered, { me: profile({ name_covered: "removed", words_covered: "held" }) });
  screen.getByText(/Votre pseudonyme a été retiré/);
  screen.getByText(/Les mots de votre carte sont signalés/);
  expect(screen.getAllByRole("link").map((one) => one.getAttribute("href"))).toEqual([
    "#standing",
    "#standing",
  ]);
});
