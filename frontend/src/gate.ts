// Step 1 works without this script; with it, the browser itself is asked first where it can hand a proof over, codes
// travel in the fragment, and a waiting page notices.
import "./styles/all.css";
import "./styles/site.css";
import "./styles/gate.css";
import { offerBrowser } from "./features/gate/browser";
import { field, form, part } from "./features/gate/forms";
import { waitForAnswer } from "./features/gate/waiting";
import { tell } from "./state/channel";
import { applyPreferences } from "./state/preferences";

applyPreferences();

// The site then puts the code in the fragment, which no server log can hold.
for (const one of document.querySelectorAll<HTMLFormElement>('form[action="/age/begin"]'))
  field(one, "js", "1");

const done = form("done");
const code = new URLSearchParams(location.hash.slice(1)).get("response_code");
if (done && code) {
  history.replaceState(null, "", location.pathname);
  field(done, "response_code", code);
  tell("answered");
  done.submit();
}

if (part("renewed")) tell("renewed");
offerBrowser();
waitForAnswer();
