// Words of the panels beside the talk. Narrow no-break spaces (U+202F) stand before double punctuation.
export const sideFr = {
  close: "Fermer",
  undo: "Annuler",
  on: "oui",
  off: "non",
};

export type SideText = typeof sideFr;
