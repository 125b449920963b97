// How a menu is walked and placed; what it shows is Menu.svelte's affair.
import type { Component } from "svelte";

export interface MenuItem {
  label: string;
  onpick: () => void;
  icon?: Component<{ size?: number | string; "aria-hidden"?: "true" }>;
  checked?: boolean;
  danger?: boolean;
}

const GAP = 4;

/** Where a key leads among the items, or -1 when it leads nowhere. */
export function stepOf(key: string, at: number, labels: string[]): number {
  const last = labels.length - 1;
  if (key === "ArrowDown") return at >= last ? 0 : at + 1;
  if (key === "ArrowUp") return at <= 0 ? last : at - 1;
  if (key === "Home") return 0;
  if (key === "End") return last;
  return key.length === 1 ? byLetter(key, at, labels) : -1;
}

function byLetter(key: string, at: number, labels: string[]): number {
  const letter = key.toLocaleLowerCase();
  const order = labels.map((_, index) => (at + 1 + index) % labels.length);
  return order.find((index) => labels[index]?.toLocaleLowerCase().startsWith(letter)) ?? -1;
}

/** Shows a list above everything, under its button, or over it where there is no room below. */
export function placedBy(button: HTMLElement): (list: HTMLElement) => void {
  return (list) => {
    if (typeof list.showPopover === "function") list.showPopover();
    const anchor = button.getBoundingClientRect();
    const { width, height } = list.getBoundingClientRect();
    const below = anchor.bottom + GAP + height <= window.innerHeight;
    const left = Math.min(Math.max(GAP, anchor.right - width), window.innerWidth - width - GAP);
    const top = below ? anchor.bottom + GAP : Math.max(GAP, anchor.top - GAP - height);
    list.style.left = `${Math.max(GAP, left)}px`;
    list.style.top = `${top}px`;
  };
}
