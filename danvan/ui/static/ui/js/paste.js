/**
 * A block pasted into a cell (several rows or columns) goes to the page that shows what would become of it: the form marked data-paste holds the block
 * and the row it begins at. One number pasted is only typed. What was typed before is sent first; while that cannot arrive, nothing is left.
 */
export function pasteBlocks(root, sheets) {
  const out = root.querySelector("form[data-paste]");
  if (!out) return;
  for (const sheet of sheets) sheet.form.addEventListener("paste", (event) => take(event, sheet, out));
}

async function take(event, sheet, out) {
  const cell = event.target.closest("[data-cell=value]");
  const text = event.clipboardData.getData("text/plain").replace(/\r?\n$/, "");
  if (!cell || !/[\t\n]/.test(text)) return;
  event.preventDefault();
  out.elements.text.value = text;
  out.elements.start.value = cell.closest("[data-row]").dataset.row;
  await sheet.send();
  if (!sheet.failing) out.requestSubmit();
}
