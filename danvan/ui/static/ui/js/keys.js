const KEPT = "danvan:keys";

/**
 * In a list marked data-keys: j and k move, Enter opens, x ticks; / goes to the search field. Anything with data-key="a" is pressed by that key.
 * The server leaves the marks out for whoever switched shortcuts off. Never while somebody types.
 */
export function moveByKeys(root) {
  if (setting(root) === "off") return;
  const list = root.querySelector("[data-keys]");
  root.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    if (list) moveIn(list, root, event);
    if (!event.defaultPrevented) press(root, event);
  });
  list?.addEventListener("focusin", (event) => mark(list, event.target.closest("li, tr")));
}

/** What the officer chose, from the page that knows it; pages of other rooms remember it. */
function setting(root) {
  const told = root.querySelector("[data-keys-setting]")?.dataset.keysSetting;
  try {
    if (told) localStorage.setItem(KEPT, told);
    return told ?? localStorage.getItem(KEPT) ?? "on";
  } catch {
    return told ?? "on"; // a full or forbidden store
  }
}

function moveIn(list, root, event) {
  if (event.key === "/") goTo(root.querySelector("[type=search]"), event);
  if (event.key === "j") goTo(neighbour(list, 1), event);
  if (event.key === "k") goTo(neighbour(list, -1), event);
  if (event.key === "x") tick(list, event);
}

/** A visible button, link or summary that has this key. */
function press(root, event) {
  const found = [...root.querySelectorAll("[data-key]")].find((element) => element.dataset.key === event.key);
  if (!found) return;
  event.preventDefault();
  found.click();
}

function tick(list, event) {
  const box = rowsOf(list).find((row) => row.contains(document.activeElement))?.querySelector("input[type=checkbox]");
  if (!box) return;
  event.preventDefault();
  box.checked = !box.checked;
}

/** A tick box is not typed in. */
function typing(element) {
  return element.closest("input:not([type=checkbox]), textarea, select, [contenteditable]") !== null;
}

function rowsOf(list) {
  return [...list.querySelectorAll(":scope > li, :scope > tbody > tr, :scope > tr")].filter((row) => row.querySelector("a"));
}

/** The first link of the row before or after the one that has the focus. */
function neighbour(list, step) {
  const rows = rowsOf(list);
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
