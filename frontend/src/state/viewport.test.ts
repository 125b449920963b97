import { expect, test } from "vitest";
import { followKeyboard } from "./viewport";

test("the page takes the height that a keyboard leaves, only while something is typed", () => {
  const view = Object.assign(new EventTarget(), { height: 300 }) as unknown as VisualViewport;
  const release = followKeyboard(view);
  const shown = () => document.documentElement.style.getPropertyValue("--visible-height");
  const field = document.body.appendChild(document.createElement("textarea"));
  view.dispatchEvent(new Event("resize"));
  expect(shown()).toBe("");
  field.focus();
  view.dispatchEvent(new Event("resize"));
  expect(shown()).toBe("300px");
  field.blur();
  view.dispatchEvent(new Event("resize"));
  expect(shown()).toBe("");
  release();
});
