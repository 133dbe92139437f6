/** Text areas with data-draft="a name of its own" keep what was typed in this browser until it is seen to be saved: sending alone proves nothing, for the
 * session may have ended or the line be cut. It comes back only over the text it was typed on: what was saved elsewhere meanwhile is never covered. */
const PREFIX = "danvan:draft:";
const KEPT_DAYS = 30;

export function keepDrafts(root) {
  for (const area of root.querySelectorAll("textarea[data-draft]")) {
    const key = PREFIX + area.dataset.draft;
    const kept = read(key);
    // After a send the saved text is another than the one it was typed on: then the draft has done its work.
    if (kept && (alike(area.value, kept.text) || (kept.sent && area.defaultValue !== kept.base))) write(key, null);
    else if (kept && area.value === area.defaultValue && kept.base === area.defaultValue) area.value = kept.text;
    let waiting;
    area.addEventListener("input", () => {
      clearTimeout(waiting);
      waiting = setTimeout(() => keep(area, key), 600);
    });
    area.form?.addEventListener("submit", () => {
      clearTimeout(waiting);
      if (area.value !== area.defaultValue) keep(area, key, true);
    });
  }
  forget();
}

function alike(one, other) {
  return one.replaceAll("\r\n", "\n").trim() === other.replaceAll("\r\n", "\n").trim();
}

function keep(area, key, sent = false) {
  write(key, { base: area.defaultValue, text: area.value, sent, at: Date.now() });
  area.dataset.kept = "";
}

/** Drafts that nobody came back to do not lie in the browser for ever. */
function forget() {
  const oldest = Date.now() - KEPT_DAYS * 24 * 3600 * 1000;
  for (const key of names()) {
    if (key.startsWith(PREFIX) && !((read(key)?.at ?? 0) > oldest)) write(key, null);
  }
}

function names() {
  try {
    return Object.keys(localStorage);
  } catch {
    return [];
  }
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
