// Quiet words at the foot of the page, most of them with an undo; ten seconds, longer while held.

const SHOWN_MS = 10_000;
const AT_MOST = 3;

export interface Toast {
  id: number;
  words: string;
  undo: (() => void) | undefined;
}

export class Toasts {
  shown = $state.raw<Toast[]>([]);
  #next = 1;
  #timers = new Map<number, ReturnType<typeof setTimeout>>();

  show(words: string, undo?: () => void): void {
    const toast = { id: this.#next++, words, undo };
    this.shown = [...this.shown, toast].slice(-AT_MOST);
    this.release(toast.id);
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
