// The one file that pages load. It defines <physician-finder> unless it is
// there already: a page may load it twice, from here or in another version,
// and the first stays. The element and what it stands on are taken up only
// then, because they may be set up but once (Lit's Trusted Types policy).
import type { PhysicianFinder as Element } from "./element.js";

const name = "physician-finder";
const mark = Symbol.for(name);
const page = globalThis as { [mark]?: true };

const first = !page[mark] && !customElements.get(name);
page[mark] = true;

async function define(): Promise<typeof Element> {
  const { PhysicianFinder } = await import("./element.js");
  customElements.define(name, PhysicianFinder);
  return PhysicianFinder;
}

export const PhysicianFinder = first ? await define() : ((await customElements.whenDefined(name)) as typeof Element);

if (PhysicianFinder.version !== VERSION) {
  console.warn(`${name}: version ${PhysicianFinder.version} is on this page already; ${VERSION} does nothing`);
}
