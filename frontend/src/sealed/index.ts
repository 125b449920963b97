// The lazy chunk of private conversations: keys, seals and what the device keeps. Nothing of it loads before it is needed.
export { Tabs } from "./tabs";
