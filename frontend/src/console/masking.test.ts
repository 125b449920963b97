import { expect, test } from "vitest";
import { partsOf, slursOf } from "./masking";

const slurs = slursOf(["garces?", "debiles? menta\\w+"]);
const masked = (text: string) =>
  partsOf(text, slurs)
    .filter((one) => one.masked)
    .map((one) => one.text);

test("a slur is masked as a whole word, whatever its capitals and accents", () => {
  expect(masked("Une GÂRCE, des garces, une garcette.")).toEqual(["GÂRCE", "garces"]);
  expect(masked("Ce débile mental\u0065 !")).toEqual(["débile mentale"]);
  expect(masked("De\u0301bile mental")).toEqual(["De\u0301bile mental"]);
});

test("the parts of a text make the text again, emoji and all", () => {
  for (const text of ["", "garce", "🌳 garce 🌳 garces", "rien ici", "ßgarce garce"])
    expect(
      partsOf(text, slurs)
        .map((one) => one.text)
        .join(""),
    ).toBe(text);
});

test("without a list nothing is masked", () => {
  expect(partsOf("garce", slursOf([]))).toEqual([{ text: "garce", masked: false }]);
});
