import type { Plugin } from "vite";

export function twins(): Plugin;
