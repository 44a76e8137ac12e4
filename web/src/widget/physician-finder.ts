// The one file that pages load. It defines <physician-finder> unless it is
// there already: a page may load it twice, from here or in another version,
// and the first stays. The element and what it stands on are taken up only
// then, because they may be set up but once (Lit's Trusted Types policy); and at
// once, without waiting, because many builds take no module that waits. Where
// there are no elements, as on a server, it does nothing.
import type { PhysicianFinder as Element } from "./element.js";

declare function require(file: "./element.js"): { PhysicianFinder: typeof Element }; // the build puts the file here

const name = "physician-finder";
const mark = Symbol.for(name);
const page = globalThis as { [mark]?: true };
const elements = typeof customElements === "undefined" ? undefined : customElements;

if (elements && !page[mark] && !elements.get(name)) {
  page[mark] = true;
  elements.define(name, require("./element.js").PhysicianFinder);
}

/** The class of the element; undefined on a server. */
export const PhysicianFinder = elements?.get(name) as typeof Element;

void elements?.whenDefined(name).then((defined) => {
  const { version } = defined as typeof Element;
  if (version !== VERSION) console.warn(`${name}: version ${version} is on this page already; ${VERSION} does nothing`);
});

declare global {
  interface HTMLElementTagNameMap {
    "physician-finder": Element;
  }
}
