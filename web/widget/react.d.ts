// Made by web/build/types.mjs; do not edit.
import type { PhysicianFinder, PhysicianFinderEvents, PhysicianFinderProps } from "./index.js";
import type { DetailedHTMLProps, HTMLAttributes } from "react";

type Handlers = { [Name in keyof PhysicianFinderEvents as `on${Name}`]?: ((event: PhysicianFinderEvents[Name]) => void) | undefined };

declare module "react" {
  namespace JSX {
    interface IntrinsicElements {
      "physician-finder": DetailedHTMLProps<HTMLAttributes<PhysicianFinder>, PhysicianFinder> & PhysicianFinderProps & Handlers;
    }
  }
}
