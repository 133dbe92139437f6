const PREFIX = "danvan:cells:";
const DRAFTS = "danvan:draft:";

/** Cells that did not arrive, by row, under the name of the person, the report and its round. */
export function keptCells(name) {
  const prefix = `${PREFIX}${name}:`;
  return {
    write: (code, cells) => attempt(() => localStorage.setItem(prefix + code, JSON.stringify(cells))),
    drop: (code) => attempt(() => localStorage.removeItem(prefix + code)),
    all: () => keysOf(prefix).map((key) => [key.slice(prefix.length), read(key)]).filter(([, cells]) => cells),
  };
}

/**
 * Who signs out leaves nothing typed behind on the machine. While cells are not sent they are asked first: the form marked data-leaving holds the
 * question.
 */
export function forgetOnLeaving(root) {
  for (const form of root.querySelectorAll("form[data-leaving]")) {
    form.addEventListener("submit", (event) => {
      const left = keysOf(PREFIX).filter((key) => !read(key)?.sent).length;
      if (left && !confirm(form.dataset.leaving.replace("%d", left))) event.preventDefault();
      else for (const key of [...keysOf(PREFIX), ...keysOf(DRAFTS)]) attempt(() => localStorage.removeItem(key));
    });
  }
}

function read(key) {
  return attempt(() => JSON.parse(localStorage.getItem(key)));
}

function keysOf(prefix) {
  return attempt(() => Object.keys(localStorage).filter((key) => key.startsWith(prefix))) ?? [];
}

/** A full or forbidden store must not stop anybody from typing. */
function attempt(work) {
  try {
    return work();
  } catch {
    return undefined;
  }
}
