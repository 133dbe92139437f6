// What officers' pages add when scripts run. Every shortcut has a visible control.
import { countCharacters } from "./count.js";
import { keepDrafts } from "./drafts.js";
import { forgetOnLeaving } from "./kept.js";
import { moveByKeys } from "./keys.js";
import { keepLive } from "./live.js";
import { offerPrint } from "./print.js";
import { sendOnce } from "./once.js";
import { suggest } from "./suggest.js";

countCharacters(document);
forgetOnLeaving(document);
keepDrafts(document);
keepLive(document);
moveByKeys(document);
offerPrint(document);
sendOnce(document);
suggest(document);
// On a phone the menu and the tabs scroll sideways: show the one we stand on.
for (const here of document.querySelectorAll(".staff-menu [aria-current], .tabs [aria-current]")) {
  const row = here.closest("ul");
  row.scrollLeft = here.offsetLeft - row.offsetLeft - (row.clientWidth - here.offsetWidth) / 2;
}
