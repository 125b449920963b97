// The page is as high as what the on-screen keyboard leaves of it, where the browser does not see to it (brief 4.3).

/** Follows the visual viewport until the returned function is called. */
export function followKeyboard(view: VisualViewport | null = window.visualViewport): () => void {
  if (!view) return () => undefined;
  const root = document.documentElement;
  const follow = () => {
    const isTyping = document.activeElement?.matches("input, textarea") ?? false;
    const isCovered = window.innerHeight - view.height > 80; // px: more than a bar that slides away
    if (isTyping && isCovered) root.style.setProperty("--visible-height", `${Math.round(view.height)}px`);
    else root.style.removeProperty("--visible-height");
  };
  view.addEventListener("resize", follow);
  return () => view.removeEventListener("resize", follow);
}
