// A QR slip carries the code behind "#", where no server and no log sees it. Put it into the field and out of the address.
const field = document.querySelector("[data-from-fragment]");
const code = decodeURIComponent(location.hash.slice(1));
if (field && /^[0-9a-z-]{15,20}$/i.test(code)) {
  field.value = code;
  history.replaceState(null, "", location.pathname);
}
