// Makes the widget's TypeScript declarations of the comment above its class, as
// custom-elements.json is, and of what this file knows of its events and values.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { declaration } from "./manifest.mjs";

const root = fileURLToPath(new URL("../..", import.meta.url));

// What each event tells the page.
const details = {
  "pf-ready": "{ version: string }",
  "pf-search": "{ near: string | undefined; approximate: boolean; radius: number; unit: string; specialty: string; annularClosure: string; language: string; accepting: string; gender: string; page: number }",
  "pf-results": "{ total: number; shown: number; degraded: boolean }",
  "pf-select": '{ id: string; source: "list" | "map" }',
  "pf-call": "{ id: string }",
  "pf-directions": "{ id: string }",
  "pf-action": "{ id: string; location: string }",
  "pf-error": "{ code: ErrorCode }",
};

// From source: the types that the element's own files declare.
const declared = (file, name) => {
  const text = readFileSync(`${root}web/src/widget/${file}`, "utf8");
  const found = new RegExp(`^export (?:interface ${name} \\{[^]*?^\\}|type ${name} =[^]*?;(?=\\s))`, "m").exec(text);
  if (!found) throw new Error(`${file}: no type ${name}`);
  return found[0];
};

const camel = (name) => name.replace(/-(\w)/g, (_, c) => c.toUpperCase());

// index is index.d.ts: the element for every build.
function index(d) {
  const told = d.fires.map((e) => e.name);
  if (told.some((name) => !details[name]) || Object.keys(details).some((name) => !told.includes(name))) throw new Error("types.mjs: the events are not those of the element");
  const methods = d.method.map((m) => m.name).sort().join();
  if (methods !== "clear,search") throw new Error(`types.mjs: does not know the methods ${methods}`);
  const doc = (text) => `/** ${text} */`;
  const values = { results: "Results | undefined" };
  const members = d.prop.map((p) => `  ${doc(p.text)}\n  ${["ready", "results"].includes(p.name) ? "readonly " : ""}${p.name}: ${values[p.name] ?? p.type};`).join("\n");
  const attributes = d.attr.map((a) => {
    const names = [...new Set([a.name, camel(a.name)])];
    return names.map((name) => `  ${doc(a.text)}\n  ${JSON.stringify(name)}?: ${a.type} | undefined;`).join("\n");
  });
  const events = d.fires.map((e) => `  ${doc(e.text)}\n  ${JSON.stringify(e.name)}: CustomEvent<${details[e.name]}>;`).join("\n");
  return `// Made by web/build/types.mjs; do not edit.
import type { components } from "./api.js";

type Answer = components["schemas"]["SearchAnswer"];

/** A copy of an answer: who was found, and how the question was read. */
export type Results = Readonly<Omit<Answer, "map">>;

${declared("question.ts", "Question")}

${declared("results.ts", "MapModel")}

${declared("results.ts", "MapAdapter")}

${declared("transport.ts", "Code").replace("type Code", "type ErrorCode")}

/** The events of the element, by name; they bubble out of shadow roots. */
export interface PhysicianFinderEvents {
${events}
}

/** What may be set on the element, by the name of the attribute or the property. */
export interface PhysicianFinderProps {
${attributes.join("\n")}
  mapAdapter?: MapAdapter | undefined;
}

/** ${d.summary} */
export declare class PhysicianFinder extends HTMLElement {
  static readonly version: string;
${members}
  ${doc(d.method.find((m) => m.name === "search").text)}
  search(question?: Question): Promise<Results | undefined>;
  ${doc(d.method.find((m) => m.name === "clear").text)}
  clear(): void;
}

declare global {
  interface HTMLElementTagNameMap {
    "physician-finder": PhysicianFinder;
  }
  interface HTMLElementEventMap extends PhysicianFinderEvents {}
}
`;
}

// The element in the templates of a framework, for those who import the types.
const handlers = (prefix) => `{ [Name in keyof PhysicianFinderEvents as \`${prefix}\${Name}\`]?: ((event: PhysicianFinderEvents[Name]) => void) | undefined }`;
const head = (names) => `// Made by web/build/types.mjs; do not edit.\nimport type { ${names} } from "./index.js";\n`;

const react = `${head("PhysicianFinder, PhysicianFinderEvents, PhysicianFinderProps")}import type { DetailedHTMLProps, HTMLAttributes } from "react";

type Handlers = ${handlers("on")};

declare module "react" {
  namespace JSX {
    interface IntrinsicElements {
      "physician-finder": DetailedHTMLProps<HTMLAttributes<PhysicianFinder>, PhysicianFinder> & PhysicianFinderProps & Handlers;
    }
  }
}
`;

const vue = `${head("PhysicianFinderEvents, PhysicianFinderProps")}import type { DefineComponent } from "vue";

type Emits = { [Name in keyof PhysicianFinderEvents]: (event: PhysicianFinderEvents[Name]) => void };

declare module "vue" {
  interface GlobalComponents {
    "physician-finder": DefineComponent<PhysicianFinderProps, {}, {}, {}, {}, {}, {}, Emits>;
  }
}
`;

const svelte = `${head("PhysicianFinder, PhysicianFinderEvents, PhysicianFinderProps")}import type { HTMLAttributes } from "svelte/elements";

type Handlers = ${handlers("on")};

declare module "svelte/elements" {
  interface SvelteHTMLElements {
    "physician-finder": HTMLAttributes<PhysicianFinder> & PhysicianFinderProps & Handlers;
  }
}
`;

// types are the declarations of the package, by file.
export const types = () => ({
  "index.d.ts": index(declaration()),
  "react.d.ts": react,
  "vue.d.ts": vue,
  "svelte.d.ts": svelte,
  "api.d.ts": readFileSync(root + "web/src/api.gen.ts", "utf8"),
});
