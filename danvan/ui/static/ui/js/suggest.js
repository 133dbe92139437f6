/**
 * A text field with data-suggest="URL" offers names while one types (combobox pattern of WAI-ARIA).
 * The address answers GET ?q=text with JSON [{"value": "…", "label": "…", "note": "…"}]. Choosing writes the label into the field and, if
 * data-suggest-into names a hidden input, the value into that one. Without script the field is sent as typed and the server looks it up.
 */
export function suggest(root) {
  for (const input of root.querySelectorAll("[data-suggest]")) new Suggestions(input);
}

class Suggestions {
  constructor(input) {
    this.input = input;
    this.into = document.getElementById(input.dataset.suggestInto ?? "");
    this.list = this.makeList();
    this.at = -1;
    input.addEventListener("input", () => this.later());
    input.addEventListener("keydown", (event) => this.onKey(event));
    input.addEventListener("blur", () => setTimeout(() => this.close(), 150));
  }

  makeList() {
    const list = document.createElement("ul");
    list.id = `${this.input.id}-goi-y`;
    list.className = "suggestions";
    list.setAttribute("role", "listbox");
    list.hidden = true;
    this.input.after(list);
    for (const [name, value] of Object.entries({ role: "combobox", "aria-expanded": "false", "aria-controls": list.id, "aria-autocomplete": "list", autocomplete: "off" })) {
      this.input.setAttribute(name, value);
    }
    return list;
  }

  later() {
    if (this.into) this.into.value = "";
    clearTimeout(this.waiting);
    this.waiting = setTimeout(() => this.ask(), 180);
  }

  async ask() {
    const text = this.input.value.trim();
    if (text.length < 2) return this.close();
    this.asked = text;
    const answer = await fetch(`${this.input.dataset.suggest}?${new URLSearchParams({ q: text })}`).catch(() => null);
    if (answer?.ok && this.asked === text) this.show(await answer.json());
  }

  show(options) {
    this.list.replaceChildren(...options.map((option, index) => this.makeOption(option, index)));
    this.list.hidden = options.length === 0;
    this.input.setAttribute("aria-expanded", String(options.length > 0));
    this.moveTo(-1);
  }

  makeOption(option, index) {
    const item = document.createElement("li");
    item.id = `${this.list.id}-${index}`;
    item.setAttribute("role", "option");
    item.dataset.value = option.value;
    item.dataset.label = option.label;
    item.textContent = option.note ? `${option.label} (${option.note})` : option.label;
    item.addEventListener("mousedown", () => this.choose(item));
    return item;
  }

  onKey(event) {
    const items = [...this.list.children];
    if (this.list.hidden || items.length === 0) return;
    if (event.key === "ArrowDown") this.moveTo((this.at + 1) % items.length);
    else if (event.key === "ArrowUp") this.moveTo((this.at - 1 + items.length) % items.length);
    else if (event.key === "Enter" && this.at >= 0) this.choose(items[this.at]);
    else if (event.key === "Escape") this.close();
    else return;
    event.preventDefault();
  }

  moveTo(at) {
    this.at = at;
    [...this.list.children].forEach((item, index) => item.setAttribute("aria-selected", String(index === at)));
    const item = this.list.children[at];
    item?.scrollIntoView({ block: "nearest" });
    if (item) this.input.setAttribute("aria-activedescendant", item.id);
    else this.input.removeAttribute("aria-activedescendant");
  }

  choose(item) {
    this.input.value = item.dataset.label;
    if (this.into) this.into.value = item.dataset.value;
    this.close();
    this.input.dispatchEvent(new Event("change", { bubbles: true }));
  }

  close() {
    this.list.hidden = true;
    this.input.setAttribute("aria-expanded", "false");
  }
}
