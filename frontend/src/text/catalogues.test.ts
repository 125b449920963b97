import { expect, test } from "vitest";
import { reportEn } from "../features/report/words.en";
import { reportFr } from "../features/report/words.fr";
import { standingEn } from "../features/standing/words.en";
import { standingFr } from "../features/standing/words.fr";
import { chatEn } from "./chat.en";
import { chatFr } from "./chat.fr";
import { consoleEn } from "./console.en";
import { consoleFr } from "./console.fr";
import { en } from "./entry.en";
import { fr } from "./entry.fr";
import { messagesEn } from "./messages.en";
import { messagesFr } from "./messages.fr";
import { sideEn } from "./side.en";
import { sideFr } from "./side.fr";

/** Every sentence of a catalogue with its path; functions are asked for small numbers and a name. */
function sentences(part: unknown, path: string): [string, string][] {
  if (typeof part === "string") return [[path, part]];
  if (typeof part === "function") {
    const say = part as (...given: unknown[]) => unknown;
    return [1, 2].flatMap((n) =>
      sentences(safely(() => say(n, 2, true)) ?? safely(() => say("Rose", 2)), `${path}(${n})`),
    );
  }
  if (part && typeof part === "object")
    return Object.entries(part).flatMap(([name, inner]) => sentences(inner, `${path}.${name}`));
  return [];
}

function safely(say: () => unknown): unknown {
  try {
    return say();
  } catch {
    return undefined;
  }
}

const french = [
  ...sentences(chatFr, "chat"),
  ...sentences(sideFr, "side"),
  ...sentences(messagesFr, "messages"),
  ...sentences(fr, "entry"),
  ...sentences(consoleFr, "console"),
  ...sentences(reportFr, "report"),
  ...sentences(standingFr, "standing"),
];
const english = [
  ...sentences(chatEn, "chat"),
  ...sentences(sideEn, "side"),
  ...sentences(messagesEn, "messages"),
  ...sentences(en, "entry"),
  ...sentences(consoleEn, "console"),
  ...sentences(reportEn, "report"),
  ...sentences(standingEn, "standing"),
];

test("French puts a narrow no-break space by double punctuation, and true apostrophes", () => {
  const written = french.filter(([, text]) => text !== "!"); // the name of a key
  const wrong = written.filter(([, text]) =>
    /(?<![\u202f/\d]|https?)[;!?»]|(?<=\p{L}) ?:|«(?!\u202f)|'/u.test(text),
  );
  expect(wrong).toEqual([]);
});

test("English has no straight apostrophe, no French quotes, no space by its punctuation", () => {
  expect(english.filter(([, text]) => /'|[«»]| [:;!?]/u.test(text))).toEqual([]);
});

test("both languages say the same things", () => {
  const names = (all: [string, string][]) => [...new Set(all.map(([path]) => path))].sort();
  expect(names(english)).toEqual(names(french));
});
