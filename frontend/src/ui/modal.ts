// What dialogs and sheets share: the focus goes in, Escape closes, the focus comes back.

const FIELDS = "input:not([type=hidden], :disabled), textarea:not(:disabled), select:not(:disabled)";

/** Opens a dialog when it is placed, first field focused; gives the focus back when it is taken away. */
export function modal(onclose: () => void): (dialog: HTMLDialogElement) => () => void {
  return (dialog) => {
    const before = document.activeElement;
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
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  };
}
