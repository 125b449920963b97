import type { SideText } from "./side.fr";

export const sideEn: SideText = {
  close: "Close",
  undo: "Undo",
  on: "on",
  off: "off",
};
