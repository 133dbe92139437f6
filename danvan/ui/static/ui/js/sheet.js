// What a page with a sheet to fill in adds to staff.js. Without it the sheet is an ordinary form.
import { moveByCells } from "./cells.js";
import { pasteBlocks } from "./paste.js";
import { saveAsTyped } from "./saving.js";

moveByCells(document);
pasteBlocks(document, saveAsTyped(document));
