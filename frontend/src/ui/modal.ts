// What dialogs and sheets share: the focus goes in, Escape closes, the focus comes back.

const FIELDS = "input:not([type=hidden], :disabled), textarea:not(:disabled), select:not(:disabled)";
const openers = new WeakMap<Element, HTMLElement | null>();

/** Opens a dialog when it is placed, first field focused; gives the focus back when it is taken away. */
export function modal(onclose: () => void): (dialog: HTMLDialogElement) => () => void {
  return (dialog) => {
    const opener = document.activeElement instanceof HTMLElement ? document.activeElement : null;
    openers.set(dialog, opener);
    const close = () => onclose();
    const cancel = (event: Event) => {
      if (event.target !== dialog) return;
      event.preventDefault();
      onclose();
    };
    dialog.addEventListener("cancel", cancel);
    dialog.addEventListener("close", close);
    dialog.showModal();
    const first = dialog.querySelector<HTMLElement>(FIELDS) ?? dialog.querySelector<HTMLElement>("h2");
    first?.focus();
    return () => {
      dialog.removeEventListener("cancel", cancel);
      dialog.removeEventListener("close", close);
      dialog.close();
      wayBack(opener)?.focus();
    };
  };
}

/** What had the focus, or what opened the dialog it stood in if that one is gone too. */
function wayBack(opener: HTMLElement | null): HTMLElement | null {
  let back = opener;
  while (back && !back.isConnected) {
    const dialog: Element | null = back.closest("dialog");
    back = dialog ? (openers.get(dialog) ?? null) : null;
  }
  return back;
}
