/** Text areas with data-draft="a name of its own" keep what was typed in this browser until the form is sent. It comes back only over the text it was
 * typed on: what was saved elsewhere meanwhile is never covered. */
const PREFIX = "danvan:draft:";

export function keepDrafts(root) {
  for (const area of root.querySelectorAll("textarea[data-draft]")) {
    const key = PREFIX + area.dataset.draft;
    const kept = read(key);
    if (kept && area.value === area.defaultValue && kept.base === area.defaultValue) area.value = kept.text;
    let waiting;
    area.addEventListener("input", () => {
      clearTimeout(waiting);
      waiting = setTimeout(() => keep(area, key), 600);
    });
    area.form?.addEventListener("submit", () => {
      clearTimeout(waiting);
      write(key, null);
    });
  }
}

function keep(area, key) {
  write(key, { base: area.defaultValue, text: area.value });
  area.dataset.kept = "";
}

function read(key) {
  try {
    return JSON.parse(localStorage.getItem(key));
  } catch {
    return null;
  }
}

function write(key, draft) {
  try {
    if (draft) localStorage.setItem(key, JSON.stringify(draft));
    else localStorage.removeItem(key);
  } catch {
    // A full or forbidden store must not stop anybody from typing.
  }
}
