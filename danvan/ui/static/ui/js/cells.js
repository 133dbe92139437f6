/**
 * In a form marked data-cells the inputs marked data-cell behave like the cells of a column: Enter and the arrow down go to the next, Shift+Enter
 * and the arrow up to the one before, Escape brings back what stood there when it was entered. Without script the form is an ordinary form.
 */
export function moveByCells(root) {
  for (const form of root.querySelectorAll("form[data-cells]")) {
    form.addEventListener("focusin", (event) => remember(event.target));
    form.addEventListener("keydown", (event) => act(form, event));
  }
}

function remember(cell) {
  if (!cell.matches("[data-cell]")) return;
  cell.dataset.before = cell.value;
  cell.select();
}

function act(form, event) {
  const cell = event.target;
  if (!cell.matches("[data-cell]") || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
  const step = stepOf(event);
  if (event.key === "Escape") restore(cell);
  else if (step) move(form, cell, step);
  else return;
  event.preventDefault();
}

function stepOf(event) {
  if (event.key === "Enter") return event.shiftKey ? -1 : 1;
  return { ArrowDown: 1, ArrowUp: -1 }[event.key] ?? 0;
}

function restore(cell) {
  cell.value = cell.dataset.before ?? cell.defaultValue;
  cell.dispatchEvent(new Event("input", { bubbles: true }));
  cell.select();
}

/** To the neighbour; past the last cell to the button that saves, so that Enter, Enter saves. */
function move(form, cell, step) {
  const cells = [...form.querySelectorAll("[data-cell]")];
  const next = cells[cells.indexOf(cell) + step];
  if (next) next.focus();
  else if (step > 0) form.querySelector("button[name=save]")?.focus();
}
