// The reading place is sacred (brief 5.4): at the end it stays at the end, elsewhere nothing moves.

export const END_PX = 80;

export interface Place {
  atEnd: boolean;
  anchor: HTMLElement | null;
  top: number; // of the anchor, inside the window of the scroller
}

/** Where the reader is, before the rows change. */
export function placeOf(scroller: HTMLElement, atEnd: boolean): Place {
  if (atEnd) return { atEnd, anchor: null, top: 0 };
  const edge = scroller.getBoundingClientRect().top;
  for (const row of scroller.querySelectorAll<HTMLElement>("[data-row]")) {
    const box = row.getBoundingClientRect();
    if (box.bottom > edge) return { atEnd, anchor: row, top: box.top - edge };
  }
  return { atEnd, anchor: null, top: 0 };
}

/** Puts the reader back, after the rows changed. */
export function keepPlace(scroller: HTMLElement, place: Place): void {
  if (place.atEnd) {
    scroller.scrollTop = scroller.scrollHeight;
    return;
  }
  if (!place.anchor?.isConnected) return;
  const moved = place.anchor.getBoundingClientRect().top - scroller.getBoundingClientRect().top - place.top;
  if (moved) scroller.scrollTop += moved;
}
