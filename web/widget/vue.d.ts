// Made by web/build/types.mjs; do not edit.
import type { PhysicianFinderEvents, PhysicianFinderProps } from "./index.js";
import type { DefineComponent } from "vue";

type Emits = { [Name in keyof PhysicianFinderEvents]: (event: PhysicianFinderEvents[Name]) => void };

declare module "vue" {
  interface GlobalComponents {
    "physician-finder": DefineComponent<PhysicianFinderProps, {}, {}, {}, {}, {}, {}, Emits>;
  }
}
