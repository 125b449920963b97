import { expect, test } from "vitest";
import tokens from "./tokens.css?raw";

type Colour = [number, number, number];
const THEMES = ["light", "dark"] as const;

/** The tokens of one block of the sheet, in both themes. */
function read(css: string): Map<string, [Colour, Colour]> {
  const found = css.matchAll(/--([\w-]+): light-dark\(#(\w{6}), #(\w{6})\)/gu);
  return new Map([...found].map(([, name, light, dark]) => [name ?? "", [rgb(light), rgb(dark)]]));
}

function rgb(hex = ""): Colour {
  return [0, 2, 4].map((at) => Number.parseInt(hex.slice(at, at + 2), 16)) as Colour;
}

function luminance(colour: Colour): number {
  const [r = 0, g = 0, b = 0] = colour.map((value) => {
    const part = value / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** Contrast of two colours, from 1 to 21 (WCAG 2.2, relative luminance). */
function contrast(one: Colour, other: Colour): number {
  const [high = 0, low = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (high + 0.05) / (low + 0.05);
}

const [usual = "", high = ""] = tokens.split(':root[data-theme="contrast"]');
const plain = read(usual);
const strong = new Map([...plain, ...read(high)]);
const GROUNDS = ["bg", "surface", "sunken", "primary-soft", "theirs"];
const NAMES = Array.from({ length: 12 }, (_, index) => `p${index + 1}`);

/** Words and the grounds they are written on. */
const TEXTS: [string, string[]][] = [
  ["ink", [...GROUNDS, "raised", "accent-soft", "info-soft"]],
  ["ink-2", [...GROUNDS, "raised"]],
  ["ink-3", GROUNDS],
  ["primary", ["bg", "surface"]],
  ["on-primary", ["primary", "primary-hover"]],
  ["on-primary-soft", ["primary-soft"]],
  ["accent-ink", ["surface", "bg", "accent-soft"]],
  ["on-accent", ["accent"]],
  ["danger", ["surface", "bg"]],
  ["on-danger", ["danger"]],
  ["on-danger-soft", ["danger-soft"]],
  ["ok", ["surface", "ok-soft"]],
  ["info", ["surface", "info-soft"]],
  ["link", ["bg", "primary-soft"]],
  ...NAMES.map((name): [string, string[]] => [name, GROUNDS]),
];

function weak(sheet: typeof plain, pairs: [string, string[]][], least: number): string[] {
  return pairs.flatMap(([ink, grounds]) =>
    grounds.flatMap((ground) =>
      THEMES.filter((_, theme) => {
        const [one, other] = [sheet.get(ink)?.[theme], sheet.get(ground)?.[theme]];
        return !one || !other || contrast(one, other) < least;
      }).map((theme) => `${ink} on ${ground}, ${theme}`),
    ),
  );
}

test("every word is readable on its grounds, in both themes and in high contrast", () => {
  expect([weak(plain, TEXTS, 4.5), weak(strong, TEXTS.slice(0, -NAMES.length), 7)]).toEqual([[], []]);
});

test("borders of fields and the focus ring can be told from what is around them", () => {
  const shapes: [string, string[]][] = [
    ["control", ["surface", "bg", "sunken"]],
    ["focus", ["bg", "surface"]],
  ];
  expect([weak(plain, shapes, 3), weak(strong, shapes, 3)]).toEqual([[], []]);
});

test("the initial on a disc is readable on 14 % of its own colour", () => {
  const unreadable = NAMES.flatMap((name) =>
    THEMES.filter((_, theme) => {
      const [ink, surface] = [plain.get(name)?.[theme], plain.get("surface")?.[theme]];
      if (!ink || !surface) return true;
      const ground = ink.map((value, at) => value * 0.14 + (surface[at] ?? 0) * 0.86) as Colour;
      return contrast(ink, ground) < 4.5;
    }).map((theme) => `${name}, ${theme}`),
  );
  expect(unreadable).toEqual([]);
});
