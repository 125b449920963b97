// Public pages need styles and the visitor's theme, nothing more.
import "./styles/all.css";
import "./styles/report.css";
import "./styles/site.css";
import { applyPreferences } from "./state/preferences";

applyPreferences();
