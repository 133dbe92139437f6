// What officers' pages add when scripts run. Every shortcut has a visible control.
import { countCharacters } from "./count.js";
import { keepDrafts } from "./drafts.js";
import { moveByKeys } from "./keys.js";
import { offerPrint } from "./print.js";
import { sendOnce } from "./once.js";
import { suggest } from "./suggest.js";

countCharacters(document);
keepDrafts(document);
moveByKeys(document);
offerPrint(document);
sendOnce(document);
suggest(document);
