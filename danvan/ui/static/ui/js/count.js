/** Show how many characters are left under every text area that has a limit. */
export function countCharacters(root) {
  for (const note of root.querySelectorAll("[data-count-for]")) {
    const area = document.getElementById(note.dataset.countFor);
    const limit = Number(area?.getAttribute("maxlength") || area?.dataset.limit);
    if (!area || !limit) continue;
    // Without script the browser stops at the limit in silence; with it people see what is too much, and the server refuses.
    area.removeAttribute("maxlength");
    const show = () => say(note, limit - length(area.value));
    area.addEventListener("input", show);
    show();
  }
}

/** As the server counts: code points, a line end as one. */
function length(text) {
  return [...text.replaceAll("\r\n", "\n")].length;
}

function say(note, left) {
  note.textContent = (left < 0 ? note.dataset.over : note.dataset.left).replace("%d", Math.abs(left));
  note.classList.toggle("is-over", left < 0);
}
