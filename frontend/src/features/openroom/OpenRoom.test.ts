import { fireEvent, screen } from "@testing-library/svelte";
import { expect, test, vi } from "vitest";
import { appWith } from "../../tests/app";
import { room } from "../../tests/people";
import "../../tests/toplayer";
import { show } from "../../tests/within";
import OpenRoom from "./OpenRoom.svelte";

const refusal = (code: string) => ({
  t: "error",
  code,
  advice: "never",
  retry_after_ms: 0,
  params: {},
  sentence: {},
  help: "",
});

async function open(answer: Record<string, unknown>) {
  const { app, line } = await appWith(({ t }) => (t === "open_room" ? answer : undefined));
  const props = { name: "Tricot", onclose: vi.fn(), onopened: vi.fn() };
  show(app, OpenRoom, props);
  return {
    ...props,
    line,
    submit: () => fireEvent.click(screen.getByRole("button", { name: "Proposer le salon" })),
  };
}

async function fill() {
  await fireEvent.input(screen.getByLabelText(/De quoi/), { target: { value: "Mailles et laines" } });
  await fireEvent.change(screen.getByLabelText("Thème"), { target: { value: "talk" } });
}

test("what is missing is said under its field and nothing is sent", async () => {
  const { line, submit } = await open({});
  await submit();
  const wrong = [...document.querySelectorAll(".wrong")].map((one) => one.textContent).filter(Boolean);
  expect(wrong).toEqual(["Dites en quelques mots de quoi on y parle.", "Choisissez un thème."]);
  expect(line.sent.some((one) => one.t === "open_room")).toBe(false);
});

test("a room proposed waits to be read over, and its opener may go in at once", async () => {
  const { line, submit, onopened } = await open({ t: "opened", room: room({ id: "r-1", name: "Tricot" }) });
  await fill();
  await fireEvent.click(screen.getByRole("switch", { name: "Le rattacher à ma ville" }));
  await submit();
  await screen.findByText("Tricot attend d’être relu");
  await fireEvent.click(screen.getByRole("button", { name: "Y entrer" }));
  expect(onopened.mock.calls).toEqual([["r-1"]]);
  expect(line.sent.at(-1)).toEqual({
    t: "open_room",
    n: 2,
    name: "Tricot",
    purpose: "Mailles et laines",
    theme: "talk",
    town: 7,
  });
});

test("a name already taken is said under the name, and the draft stays", async () => {
  const { submit } = await open(refusal("room_name_taken"));
  await fill();
  await submit();
  const name = screen.getByLabelText<HTMLInputElement>("Nom du salon");
  await vi.waitFor(() => expect(name.getAttribute("aria-invalid")).toBe("true"));
  expect(name.value).toBe("Tricot");
});
