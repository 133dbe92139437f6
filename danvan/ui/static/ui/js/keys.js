/** In a list marked data-keys: j and k move, Enter opens; / goes to the search field. Never while somebody types. */
export function moveByKeys(root) {
  const list = root.querySelector("[data-keys]");
  root.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    if (event.key === "/") goTo(root.querySelector("[type=search]"), event);
    if (list && event.key === "j") goTo(neighbour(list, 1), event);
    if (list && event.key === "k") goTo(neighbour(list, -1), event);
  });
  list?.addEventListener("focusin", (event) => mark(list, event.target.closest("li, tr")));
}

function typing(element) {
  return element.closest("input, textarea, select, [contenteditable]") !== null;
}

/** The first link of the row before or after the one that has the focus. */
function neighbour(list, step) {
  const rows = [...list.querySelectorAll(":scope > li, :scope > tbody > tr, :scope > tr")].filter((row) => row.querySelector("a"));
  const here = rows.findIndex((row) => row.contains(document.activeElement));
  const next = here < 0 ? (step > 0 ? 0 : rows.length - 1) : Math.min(rows.length - 1, Math.max(0, here + step));
  return rows[next]?.querySelector("a");
}

function goTo(element, event) {
  if (!element) return;
  event.preventDefault();
  element.focus();
}

function mark(list, row) {
  list.querySelector(".is-here")?.classList.remove("is-here");
  row?.classList.add("is-here");
}
