// What every part of the console may ask for.
import { createContext } from "svelte";
import type { ConsoleText } from "../text/console";
import type { Desk } from "./desk.svelte";

export interface Console {
  desk: Desk;
  text: ConsoleText;
  language: "fr" | "en";
}

export const [useConsole, provideConsole] = createContext<Console>();
