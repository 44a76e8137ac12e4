// Made by web/build/types.mjs; do not edit.
import type { PhysicianFinder, PhysicianFinderEvents, PhysicianFinderProps } from "./index.js";
import type { HTMLAttributes } from "svelte/elements";

type Handlers = { [Name in keyof PhysicianFinderEvents as `on${Name}`]?: ((event: PhysicianFinderEvents[Name]) => void) | undefined };

declare module "svelte/elements" {
  interface SvelteHTMLElements {
    "physician-finder": HTMLAttributes<PhysicianFinder> & PhysicianFinderProps & Handlers;
  }
}
