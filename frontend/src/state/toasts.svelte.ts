// Quiet words at the foot of the page, most of them with an undo; ten seconds, longer while held.

const SHOWN_MS = 10_000;
const AT_MOST = 3;
const REMEMBERED = 10; // acts that can still be undone once their words are gone

export interface Toast {
  id: number;
  words: string;
  undo: (() => void) | undefined;
}

export class Toasts {
  shown = $state.raw<Toast[]>([]);
  recent = $state.raw<Toast[]>([]); // newest first
  #next = 1;
  #timers = new Map<number, ReturnType<typeof setTimeout>>();

  show(words: string, undo?: () => void): void {
    const toast = { id: this.#next++, words, undo };
    this.shown = [...this.shown, toast].slice(-AT_MOST);
    if (undo) this.recent = [toast, ...this.recent].slice(0, REMEMBERED);
    this.release(toast.id);
  }

  /** Takes an act back, once. */
  undo(toast: Toast): void {
    this.close(toast.id);
    if (this.recent.includes(toast)) toast.undo?.();
    this.recent = this.recent.filter((one) => one !== toast);
  }

  /** Stays while the pointer or the focus is on it. */
  hold(id: number): void {
    clearTimeout(this.#timers.get(id));
  }

  release(id: number): void {
    this.hold(id);
    this.#timers.set(
      id,
      setTimeout(() => this.close(id), SHOWN_MS),
    );
  }

  close(id: number): void {
    this.hold(id);
    this.#timers.delete(id);
    this.shown = this.shown.filter((one) => one.id !== id);
  }
}
