/**
 * In a form marked data-cells the fields marked data-cell="column" behave like the cells of a sheet: Enter and the arrow down go to the next of the
 * column, Shift+Enter and the arrow up to the one before, left and right to the neighbour in the row once the caret is at the edge of the text;
 * Escape brings back what stood there when the cell was entered. Tab stays the browser's own. Without script the form is an ordinary form.
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
  mark(cell);
}

/** A list to choose from has no text to mark. */
function mark(cell) {
  cell.select?.();
}

function act(form, event) {
  const cell = event.target;
  if (!cell.matches("[data-cell]") || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
  const step = stepOf(event, cell);
  const side = sideOf(event, cell);
  if (event.key === "Escape") restore(cell);
  else if (step) move(form, cell, step);
  else if (!side || !moveAside(cell, side)) return;
  event.preventDefault();
}

function stepOf(event, cell) {
  if (event.key === "Enter") return event.shiftKey ? -1 : 1;
  if (isList(cell) || event.shiftKey) return 0; // up and down choose in a list
  return { ArrowDown: 1, ArrowUp: -1 }[event.key] ?? 0;
}

function sideOf(event, cell) {
  const side = event.shiftKey ? 0 : ({ ArrowLeft: -1, ArrowRight: 1 }[event.key] ?? 0);
  return side && (isList(cell) || atEdge(cell, side)) ? side : 0;
}

/** A cell just entered is marked whole: from there both sides are an edge, as in a sheet. */
function atEdge(cell, side) {
  const { selectionStart: start, selectionEnd: end } = cell;
  if (start !== end) return start === 0 && end === cell.value.length;
  return end === (side < 0 ? 0 : cell.value.length);
}

function isList(cell) {
  return cell.tagName === "SELECT";
}

function restore(cell) {
  cell.value = cell.dataset.before ?? cell.defaultValue;
  cell.dispatchEvent(new Event("input", { bubbles: true }));
  mark(cell);
}

/** To the neighbour in the column; past the last cell to the button that saves, so that Enter, Enter saves. */
function move(form, cell, step) {
  const column = [...form.querySelectorAll("[data-cell]")].filter((one) => one.dataset.cell === cell.dataset.cell);
  const next = column[column.indexOf(cell) + step];
  if (next) next.focus();
  else if (step > 0) form.querySelector("button[name=save]")?.focus();
}

function moveAside(cell, side) {
  const row = [...(cell.closest("tr")?.querySelectorAll("[data-cell]") ?? [])];
  const next = row[row.indexOf(cell) + side];
  next?.focus();
  return next !== undefined;
}
