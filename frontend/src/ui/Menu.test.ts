import { fireEvent, render, screen } from "@testing-library/svelte";
import { expect, test, vi } from "vitest";
import "../tests/toplayer";
import Menu from "./Menu.svelte";

async function open() {
  const picks = { reply: vi.fn(), copy: vi.fn(), remove: vi.fn() };
  render(Menu, {
    label: "Actions",
    items: [
      { label: "Répondre", onpick: picks.reply },
      { label: "Copier", onpick: picks.copy, checked: true },
      { label: "Retirer", onpick: picks.remove, danger: true },
    ],
  });
  const button = screen.getByRole("button", { name: "Actions" });
  await fireEvent.click(button);
  await screen.findByRole("menu");
  return { picks, button };
}

const focused = () => document.activeElement?.textContent?.trim();
const press = (key: string) => fireEvent.keyDown(document.activeElement ?? document.body, { key });

test("a menu opens on its first item, and on its last with the up arrow", async () => {
  const { button } = await open();
  expect(focused()).toBe("Répondre");
  expect(button.getAttribute("aria-expanded")).toBe("true");
  await press("Escape");
  await fireEvent.keyDown(button, { key: "ArrowUp" });
  await vi.waitFor(() => expect(focused()).toBe("Retirer"));
});

test("arrows go round a menu; Home, End and letters go straight", async () => {
  await open();
  const path: (string | undefined)[] = [];
  for (const key of ["ArrowUp", "ArrowDown", "End", "Home", "c", "r", "r"]) {
    await press(key);
    path.push(focused());
  }
  expect(path).toEqual(["Retirer", "Répondre", "Retirer", "Répondre", "Copier", "Retirer", "Répondre"]);
});

test("Escape closes a menu and gives the focus back to its button", async () => {
  const { button } = await open();
  await press("Escape");
  expect(screen.queryByRole("menu")).toBeNull();
  expect(document.activeElement).toBe(button);
  expect(button.getAttribute("aria-expanded")).toBe("false");
});

test("a pick closes the menu and does the act once", async () => {
  const { picks } = await open();
  await fireEvent.click(screen.getByRole("menuitem", { name: "Retirer" }));
  expect(picks.remove).toHaveBeenCalledTimes(1);
  expect(screen.queryByRole("menu")).toBeNull();
});

test("a press elsewhere closes a menu", async () => {
  await open();
  await fireEvent.pointerDown(document.body);
  expect(screen.queryByRole("menu")).toBeNull();
});

test("an item that is chosen says so", async () => {
  await open();
  const item = screen.getByRole("menuitemcheckbox", { name: "Copier" });
  expect(item.getAttribute("aria-checked")).toBe("true");
});
