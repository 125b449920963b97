// The page before a link leads out: it reads the address in the fragment, which no server sees, and names the site.
import "./styles/all.css";
import "./styles/site.css";
import "./styles/leaving.css";
import { showTarget } from "./features/leaving/target";
import { applyPreferences } from "./state/preferences";

applyPreferences();
showTarget(location.hash);
// Nothing of the address stays in the history of this device.
history.replaceState(null, "", location.pathname);
