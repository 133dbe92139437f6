import { keptCells } from "./kept.js";

const MOST = 100; // rows in one batch
const AGAIN = 15_000; // milliseconds until what the network or the server did not take is tried again
const LASTING = new Set(["session", "closed", "gone"]); // no use in trying again by itself
const PAUSE = { input: 2000, change: 300 }; // how long to wait for more: while one types, and once a cell is left

/**
 * A form marked data-saves="address" sends its rows (data-row="code") as they change, a few together. What has not arrived stays in this browser
 * (`kept.js`) and is offered when the page is opened again. A row carries the version it was read at, so sending it twice changes nothing; what
 * somebody else wrote meanwhile is shown by the server's answer beside the cell, for the person to choose. All words come from data-words.
 */
export function saveAsTyped(root) {
  return [...root.querySelectorAll("form[data-saves]")].map((form) => new Saving(form));
}

class Saving {
  constructor(form) {
    this.form = form;
    this.words = JSON.parse(form.dataset.words);
    this.kept = keptCells(form.dataset.keep);
    this.page = `${Date.now().toString(36)}-${Math.random().toString(36).slice(2, 12)}`;
    this.turn = 0;
    this.failing = false; // did the latest batch not arrive?
    this.changed = new Set(); // rows with something that was not sent yet
    this.away = new Set(); // rows on their way
    this.aside = new Set(); // rows brought back, until somebody says what becomes of them
    for (const kind of ["input", "change"]) form.addEventListener(kind, (event) => this.note(event));
    form.addEventListener("submit", (event) => this.sendFirst(event));
    addEventListener("online", () => this.send());
    addEventListener("pagehide", () => this.send(true));
    this.bringBack();
  }

  row(code) {
    return this.form.querySelector(`[data-row="${CSS.escape(code)}"]`);
  }

  note(event) {
    const row = event.target.closest("[data-row]");
    if (!row) return;
    this.aside.delete(row.dataset.row);
    this.changed.add(row.dataset.row);
    this.keep(row);
    say(row, "typed", this.words);
    this.later(PAUSE[event.type]);
    this.tell();
  }

  later(pause) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.send(), pause);
  }

  /** `sent`: on its way with the whole page; offered again should that fail, but nothing that somebody who signs out has to be asked about. */
  keep(row, sent = false) {
    this.kept.write(row.dataset.row, { fields: fieldsOf(row), page: this.page, turn: this.turn, sent });
  }

  /** Send what changed; `leaving` lets the last batch outlive the page. One batch at a time, in the order of typing. */
  async send(leaving = false) {
    clearTimeout(this.timer);
    while (this.sending && !leaving) await this.sending;
    const codes = [...this.changed].slice(0, MOST);
    if (!codes.length) return;
    this.sending = this.batch(codes, leaving);
    const { fault } = await this.sending;
    this.sending = null;
    if (this.changed.size && !LASTING.has(fault)) this.later(fault ? AGAIN : PAUSE.change);
  }

  async batch(codes, leaving) {
    this.turn += 1;
    for (const code of codes) {
      this.changed.delete(code);
      this.away.add(code);
      this.keep(this.row(code), leaving && navigator.onLine);
      say(this.row(code), "saving", this.words);
    }
    this.tell("saving");
    const answer = await this.ask(codes, leaving);
    for (const code of codes) this.away.delete(code);
    if (answer.fault) this.wait(codes, answer);
    else this.take(codes, answer);
    return answer;
  }

  async ask(codes, keepalive) {
    const body = new FormData();
    for (const name of ["csrfmiddlewaretoken", "revision"]) body.set(name, this.form.elements[name].value);
    body.set("page", this.page);
    body.set("turn", this.turn);
    for (const code of codes) {
      body.append("row", code);
      for (const [name, value] of Object.entries(fieldsOf(this.row(code)))) body.set(name, value);
    }
    try {
      const answer = await fetch(this.form.dataset.saves, { method: "POST", body, keepalive, redirect: "manual", signal: AbortSignal.timeout(20_000) });
      if (answer.ok) return await answer.json();
      const lasting = { 409: "closed", 410: "gone" }[answer.status];
      if (lasting) return { fault: lasting, ...(await answer.json()) };
      // Signed out: the answer would lead to the login page, or the token is that of another session.
      return { fault: answer.type === "opaqueredirect" || answer.status === 403 ? "session" : "server" };
    } catch {
      return { fault: "offline" };
    }
  }

  take(codes, answer) {
    for (const code of codes) {
      const row = this.row(code);
      const said = answer.rows[code] ?? { state: "wrong", said: "" };
      const again = this.changed.has(code); // typed on while the batch was on its way
      show(row, said, again);
      if (again) this.keep(row);
      else if (said.state === "saved") this.kept.drop(code);
      say(row, again ? "typed" : said.state, this.words, answer.at);
    }
    for (const [code, text] of Object.entries(answer.computed)) {
      const place = this.form.querySelector(`[data-computed="${CSS.escape(code)}"]`);
      if (place) place.textContent = text;
    }
    this.failing = false;
    this.tell("saved", answer.at);
  }

  wait(codes, { fault, message }) {
    for (const code of codes) {
      this.changed.add(code);
      say(this.row(code), fault, this.words);
    }
    // Of a report that is gone the answer to the whole page says more, and holds what was typed.
    this.failing = fault !== "gone";
    this.tell(fault, message);
    this.form.querySelector("[data-sign-in]").hidden = fault !== "session";
  }

  /** The page's own line: what is going on, and how many cells are not saved. */
  tell(state = "typed", more = "") {
    const line = this.form.querySelector("[data-page-state]");
    const left = this.changed.size;
    line.dataset.pageState = state;
    line.textContent = this.words.page[state].replace("%d", left).replace("%s", more ?? "");
  }

  /** The button that saves the page takes with it what was not sent yet; while nothing arrives it tries here first and stays. */
  async sendFirst(event) {
    if (this.failing || !navigator.onLine) {
      event.preventDefault();
      await this.send();
      if (!this.failing) this.form.requestSubmit(event.submitter);
      return;
    }
    clearTimeout(this.timer);
    for (const code of [...this.changed, ...this.away]) this.keep(this.row(code), true);
    this.changed.clear();
  }

  // ---- what an earlier page could not send ----

  bringBack() {
    for (const [code, { fields, page, turn }] of this.kept.all()) {
      const row = this.row(code);
      if (!row) continue;
      if (holds(row, fields) && !row.querySelector("[aria-invalid=true]")) {
        this.kept.drop(code);
        continue;
      }
      put(row, fields);
      Object.assign(this, { page, turn: Math.max(this.turn, turn) });
      this.aside.add(code);
      say(row, "kept", this.words);
    }
    this.offer();
  }

  offer() {
    const box = this.form.querySelector("[data-kept]");
    box.hidden = !this.aside.size;
    box.querySelector("p").textContent = this.words.page.kept.replace("%d", this.aside.size);
    box.querySelector("[data-send-again]").addEventListener("click", () => this.sendAgain(box));
    box.querySelector("[data-let-go]").addEventListener("click", () => this.letGo());
  }

  sendAgain(box) {
    for (const code of this.aside) this.changed.add(code);
    this.aside.clear();
    box.hidden = true;
    this.send();
  }

  letGo() {
    for (const code of this.aside) this.kept.drop(code);
    location.reload();
  }
}

function fieldsOf(row) {
  const fields = [...row.querySelectorAll("[name]")].filter((field) => field.type !== "radio" || field.checked);
  return Object.fromEntries(fields.map((field) => [field.name, field.value]));
}

/** Does the row say already what was kept? The version and the choice are no content. */
function holds(row, kept) {
  const now = fieldsOf(row);
  return Object.keys(now).every((name) => /-(seen|met|hold)$/.test(name) || now[name] === (kept[name] ?? ""));
}

function put(row, fields, except) {
  for (const field of row.querySelectorAll("[name]:not([type=radio])")) {
    if (field.name in fields && field !== except) field.value = fields[field.name];
  }
}

/** What the server says of a row. While somebody types on in it, only the version is taken over. */
function show(row, { said, state, fields = {} }, again) {
  const value = row.querySelector("[data-cell=value]");
  row.querySelector("[data-said]").innerHTML = said;
  value.closest("td").classList.toggle("is-wrong", state !== "saved");
  value.toggleAttribute("aria-invalid", false);
  if (state !== "saved") value.setAttribute("aria-invalid", "true");
  const seen = Object.fromEntries(Object.entries(fields).filter(([name]) => name.endsWith("-seen")));
  put(row, again ? seen : fields, document.activeElement);
}

function say(row, state, words, at = "") {
  const place = row.querySelector("[data-state]");
  place.dataset.state = state;
  place.textContent = words[state].replace("%s", at);
}
