/** A form sends once: a second click within a few seconds does nothing. The server is safe against it anyway. */
export function sendOnce(root) {
  root.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post") return;
    const sent = Number(form.dataset.sentAt || 0);
    if (Date.now() - sent < 4000) {
      event.preventDefault();
      return;
    }
    form.dataset.sentAt = String(Date.now());
  });
}
