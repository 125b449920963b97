// Runs beside the page, so that the form never stutters: takes a challenge, answers its number.

import { solve, type Challenge } from "./solve";

self.addEventListener("message", (event: MessageEvent<Challenge>) => {
  self.postMessage(solve(event.data));
});
