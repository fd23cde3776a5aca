const open = [];

/** Escape closes what was opened last and may be closed; the returned function says that it is closed already. */
export function mayClose(close) {
  open.push(close);
  return () => {
    const at = open.lastIndexOf(close);
    if (at >= 0) open.splice(at, 1);
  };
}

/** A dialog closes by itself; whatever has taken the key for itself says so. */
export function listenForEscape() {
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.defaultPrevented || document.querySelector("dialog[open]")) return;
    open.at(-1)?.();
  });
}
