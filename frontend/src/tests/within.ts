// Renders a component where `useApp()` finds an app, as in the page.
import { render } from "@testing-library/svelte";
import type { Component } from "svelte";
import type { App } from "../state/app";
import Within from "./Within.svelte";

/** Shows a component inside an app; `inside` is markup for its children. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- any component, with the properties it asks for
export function show<C extends Component<any>>(
  app: App,
  of: C,
  given: Partial<Parameters<C>[1]> = {},
  inside?: string,
) {
  return render(Within, { props: { app, of, given, inside } as never });
}
