// What a page with a sheet to fill in adds to staff.js. Without it the sheet is an ordinary form.
import { moveByCells } from "./cells.js";
import { saveAsTyped } from "./saving.js";

moveByCells(document);
saveAsTyped(document);
