// The console of those who moderate: a build of its own, which members never load.
import { mount } from "svelte";
import "./styles/all.css";
import "./styles/console.css";
import ConsoleApp from "./console/ConsoleApp.svelte";
import { Desk } from "./console/desk.svelte";
import { applyPreferences } from "./state/preferences";
import { consoleText } from "./text/console";

applyPreferences();
const target = document.getElementById("console");
if (target) {
  const language = document.documentElement.lang === "en" ? "en" : "fr";
  void consoleText(language).then((text) => {
    target.replaceChildren();
    mount(ConsoleApp, { target, props: { desk: new Desk(), text, language } });
  });
}
