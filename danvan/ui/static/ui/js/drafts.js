/** Text areas with data-draft="a name of its own" keep what was typed in this browser until the form is sent. */
const PREFIX = "danvan:draft:";

export function keepDrafts(root) {
  for (const area of root.querySelectorAll("textarea[data-draft]")) {
    const key = PREFIX + area.dataset.draft;
    const kept = read(key);
    if (kept && area.value === area.defaultValue && area.value === "") area.value = kept;
    let waiting;
    area.addEventListener("input", () => {
      clearTimeout(waiting);
      waiting = setTimeout(() => keep(area, key), 600);
    });
    area.form?.addEventListener("submit", () => {
      clearTimeout(waiting);
      write(key, "");
    });
  }
}

function keep(area, key) {
  write(key, area.value);
  area.dataset.kept = "";
}

function read(key) {
  try {
    return localStorage.getItem(key) ?? "";
  } catch {
    return "";
  }
}

function write(key, text) {
  try {
    if (text) localStorage.setItem(key, text);
    else localStorage.removeItem(key);
  } catch {
    // A full or forbidden store must not stop anybody from typing.
  }
}
