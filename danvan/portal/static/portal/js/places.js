// Offers names of communes while one types. Without it the name is sent as typed and the server looks it up.
import { suggest } from "../../ui/js/suggest.js";

suggest(document);
