import { expect, test } from "vitest";
import { COMMANDS, beginning, read } from "./commands";

test("a command is understood in both languages, whatever its case", () => {
  for (const command of COMMANDS)
    for (const name of [command.fr, command.en, command.en.toUpperCase()])
      expect(read(`${name}  au  four `)).toEqual({ kind: "command", name: command.name, rest: "au  four" });
});

test("text is text, and two slashes begin an ordinary message with one", () => {
  expect(read("bonsoir /me")).toEqual({ kind: "text", text: "bonsoir /me" });
  expect(read("//me")).toEqual({ kind: "text", text: "/me" });
});

test("an unknown command, and one without what it needs, are never sent as text", () => {
  expect(read("/xyz a b")).toEqual({ kind: "unknown", name: "/xyz", text: "/xyz a b" });
  expect(read("/salon")).toEqual({ kind: "unknown", name: "/salon", text: "/salon" });
  expect(read("/dé 2d6")).toEqual({ kind: "command", name: "roll", rest: "2d6" });
  expect(read("/aide")).toEqual({ kind: "command", name: "help", rest: "" });
});

test("the list shows commands that begin as typed, until a space", () => {
  const names = (text: string, language: "fr" | "en" = "fr") =>
    beginning(text, language).map((one) => one.name);
  expect(names("/a")).toEqual(["away", "help"]);
  expect(names("/a", "en")).toEqual(["away"]);
  expect(names("/absent ")).toEqual([]);
  expect(names("//")).toEqual([]);
  expect(names("/")).toEqual(COMMANDS.map((one) => one.name));
});
