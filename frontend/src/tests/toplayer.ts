// jsdom has dialogs and popovers without their doing: the little of it that components lean on.

HTMLDialogElement.prototype.showModal = function (this: HTMLDialogElement) {
  this.open = true;
};
HTMLDialogElement.prototype.close = function (this: HTMLDialogElement) {
  this.open = false;
  this.dispatchEvent(new Event("close"));
};
HTMLElement.prototype.showPopover = function (this: HTMLElement) {
  this.style.display = "grid";
};

/** What a browser does for Escape in a modal dialog. */
export function escape(dialog: HTMLElement): void {
  dialog.dispatchEvent(new Event("cancel", { cancelable: true }));
}
