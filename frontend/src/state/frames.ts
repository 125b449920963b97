/** One flush per animation frame, whatever arrives in between; at once while the tab is hidden. */
export class FrameQueue<T> {
  #items: T[] = [];
  #waiting = false;

  constructor(
    private apply: (items: T[]) => void,
    private next: (flush: () => void) => void = (flush) =>
      document.hidden ? queueMicrotask(flush) : requestAnimationFrame(flush),
  ) {}

  push(item: T): void {
    this.#items.push(item);
    if (this.#waiting) return;
    this.#waiting = true;
    this.next(() => this.flush());
  }

  flush(): void {
    this.#waiting = false;
    const items = this.#items.splice(0);
    if (items.length) this.apply(items);
  }
}
