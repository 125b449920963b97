import { mount } from "svelte";
import "./styles/all.css";
import Entry from "./features/entry/Entry.svelte";
import { applyPreferences } from "./state/preferences";
import { entryText } from "./text/entry";

applyPreferences();
const target = document.getElementById("app");
if (target) {
  const language = document.documentElement.lang === "en" ? "en" : "fr";
  void entryText(language).then((text) => {
    target.replaceChildren();
    mount(Entry, { target, props: { text, language } });
  });
}
