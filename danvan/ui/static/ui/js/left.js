/** A report is gone, and what was typed in it and never arrived lies in this browser: shown once more, to be copied, until the person lets it go. */
const CELLS = "danvan:cells:";
const DRAFTS = "danvan:draft:";

for (const box of document.querySelectorAll("[data-left]")) {
  const names = JSON.parse(box.dataset.names);
  const shown = new Set(JSON.parse(box.dataset.shown));
  const list = box.querySelector("dl");
  const kept = [...cells(box.dataset.left), ...drafts(JSON.parse(box.dataset.drafts))];
  for (const { code, text } of kept) {
    if (code ? shown.has(code) : alreadySaid(text)) continue;
    list.append(line(code ? (names[code] ?? code) : list.dataset.words, text));
  }
  box.hidden = !list.children.length;
  box.querySelector("button").addEventListener("click", () => {
    for (const { key } of kept) attempt(() => localStorage.removeItem(key));
    box.hidden = true;
  });
}

function cells(name) {
  return keysOf([CELLS + name]).flatMap((key) => {
    const fields = read(key)?.fields ?? {};
    // The number, then whatever else was typed in its row.
    const said = Object.entries(fields).filter(([field, value]) => value && !/-(seen|met|hold|qualifier)$/.test(field));
    return said.length ? [{ key, code: key.split(":").at(-1), text: said.map(([, value]) => value).join("; ") }] : [];
  });
}

function drafts(beginnings) {
  return keysOf(beginnings.map((one) => DRAFTS + one)).flatMap((key) => {
    const text = read(key)?.text;
    return text ? [{ key, text }] : [];
  });
}

/** What the page has among what was just sent needs no second line. */
function alreadySaid(text) {
  const plain = (one) => one.replaceAll(/\s+/g, " ").trim();
  return [...document.querySelectorAll("dd.typed")].some((one) => plain(one.textContent) === plain(text));
}

function line(label, text) {
  const row = document.createElement("div");
  for (const [tag, said] of [["dt", label], ["dd", text]]) {
    const cell = document.createElement(tag);
    cell.textContent = said;
    row.append(cell);
  }
  row.lastChild.className = "typed";
  return row;
}

function keysOf(beginnings) {
  const keys = attempt(() => Object.keys(localStorage)) ?? [];
  return keys.filter((key) => beginnings.some((one) => key.startsWith(one)));
}

function read(key) {
  return attempt(() => JSON.parse(localStorage.getItem(key)));
}

function attempt(work) {
  try {
    return work();
  } catch {
    return undefined;
  }
}
