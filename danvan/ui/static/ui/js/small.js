// Public pages work without any of this. It only spares people a second click, a long text, or a wasted sheet.
import { countCharacters } from "./count.js";
import { offerPrint } from "./print.js";
import { sendOnce } from "./once.js";

countCharacters(document);
offerPrint(document);
sendOnce(document);
