/**
 * A form marked data-live="seconds" sends itself when the page is opened, when it comes back into view, and so often while it is looked at; the
 * answer, a piece of a page, takes the place of what its [data-live-part] holds. What does not arrive is tried again in its turn.
 */
export function keepLive(root) {
  for (const form of root.querySelectorAll("form[data-live]")) {
    const tell = () => document.visibilityState === "visible" && ask(form);
    document.addEventListener("visibilitychange", tell);
    setInterval(tell, form.dataset.live * 1000);
    tell();
  }
}

async function ask(form) {
  const part = form.querySelector("[data-live-part]");
  const answer = await fetch(form.action, { method: "POST", body: new FormData(form), redirect: "manual" }).catch(() => null);
  if (!answer?.ok) return;
  const text = await answer.text();
  // Said again only where it changed: readers aloud would read it every minute.
  if (text.trim() !== part.innerHTML.trim()) part.innerHTML = text;
}
