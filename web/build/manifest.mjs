// Makes the widget's custom-elements manifest, and the tables of
// docs/widget.md, of the comment above its class. What the comment names must
// be there in the source, and what is there must be named.
import { readFileSync, readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));
const src = root + "web/src/widget/";
const element = readFileSync(src + "element.ts", "utf8");
const code = readdirSync(src).filter((name) => name.endsWith(".ts")).map((name) => readFileSync(src + name, "utf8")).join("\n");
const settings = readFileSync(src + "settings.ts", "utf8");
const css = readFileSync(src + "widget.css", "utf8");

// tags reads "@attr {string} name - text" and the like.
function tags(comment) {
  const all = {};
  for (const line of comment.split("\n")) {
    const m = /^ \* @(\w+)(?: \{(.*?)\})? ?(\[[^\]]*\]|\S+)?(?: - |$)(.*)$/.exec(line);
    if (!m) continue;
    let [, tag, type, name = "", text] = m;
    if (name === "-") name = "";
    const set = /^\[(.*?)(?:=(.*))?\]$/.exec(name);
    (all[tag] ??= []).push({ name: set ? set[1] : name, ...(set?.[2] && { default: set[2] }), ...(type && { type }), text });
  }
  return all;
}

function same(what, told, there) {
  const missing = there.filter((name) => !told.includes(name)), gone = told.filter((name) => !there.includes(name));
  if (missing.length || gone.length) throw new Error(`${what}: not told of ${missing}; told of but gone ${gone}`);
}

const unique = (matches) => [...new Set(matches)];

// declaration reads the comment and holds it to the source.
export function declaration() {
  const comment = /\/\*\*([^]*?)\*\/\nexport class PhysicianFinder/.exec(element)[1];
  const t = tags(comment);
  const properties = /static override properties[^{]*\{([^]*?)\n  \};/.exec(settings)[1].split("\n").filter((line) => line.includes(":") && !line.includes("state: true"));
  const named = (line) => /^\s*(\w+)/.exec(line)[1];
  const attributes = properties.filter((line) => !line.includes("attribute: false")).map((line) => /attribute: "([^"]+)"/.exec(line)?.[1] ?? named(line));
  same("attributes", t.attr.map((a) => a.name), attributes);
  same("properties", t.prop.map((p) => p.name), [...properties.filter((line) => line.includes("attribute: false")).map(named), "ready", "results"]);
  // An attribute's property says the same.
  const mirrored = properties.filter((line) => !line.includes("attribute: false")).map((line, i) => ({ ...t.attr.find((a) => a.name === attributes[i]), name: named(line) }));
  t.prop = [...mirrored, ...t.prop];
  same("events", t.fires.map((e) => e.name), unique([...code.matchAll(/"(pf-(?:ready|search|results|select|call|directions|error|[a-z]+))"/g)].map((m) => m[1])));
  const parts = [...code.matchAll(/part="([^"$]*)/g)].flatMap((m) => m[1].split(/\s+/)).concat([...code.matchAll(/part\.add\("(\w+)"\)/g)].map((m) => m[1])).concat([...code.matchAll(/part=\$\{[^}]*\? "(\w+)" : "(\w+)"/g)].flatMap((m) => [m[1], m[2]]));
  same("parts", t.csspart.map((p) => p.name), unique(parts.filter((name) => name && name !== "badge-")));
  same("custom properties", t.cssprop.map((p) => p.name), unique([...css.matchAll(/var\((--pf-[a-z-]+)/g)].map((m) => m[1])));
  return { summary: comment.split("\n").find((line) => /^ \* [A-Z]/.test(line)).slice(3), ...t };
}

// manifest is custom-elements.json of the Web Components community group.
export function manifest(version) {
  const d = declaration();
  const path = `${version}/physician-finder.js`;
  const field = (p) => ({ kind: "field", name: p.name, description: p.text, type: { text: p.type } });
  return {
    schemaVersion: "1.0.0",
    modules: [{
      kind: "javascript-module",
      path,
      declarations: [{
        kind: "class",
        name: "PhysicianFinder",
        tagName: "physician-finder",
        customElement: true,
        description: d.summary,
        superclass: { name: "LitElement", package: "lit" },
        attributes: d.attr.map((a) => ({ name: a.name, description: a.text, type: { text: a.type } })),
        members: [...d.prop.map(field), ...d.method.map((m) => ({ kind: "method", name: m.name, description: m.text })), { kind: "field", name: "version", static: true, type: { text: "string" }, description: "Version of the element." }],
        events: d.fires.map((e) => ({ name: e.name, description: e.text, type: { text: "CustomEvent" } })),
        slots: d.slot.map((s) => ({ name: s.name, description: s.text })),
        cssParts: d.csspart.map((p) => ({ name: p.name, description: p.text })),
        cssProperties: d.cssprop.map((p) => ({ name: p.name, description: p.text, ...(p.default && { default: p.default }) })),
      }],
      exports: [
        { kind: "js", name: "PhysicianFinder", declaration: { name: "PhysicianFinder", module: path } },
        { kind: "custom-element-definition", name: "physician-finder", declaration: { name: "PhysicianFinder", module: path } },
      ],
    }],
  };
}

// reference is the tables of docs/widget.md.
export function reference() {
  const d = declaration();
  const cell = (text) => text.replaceAll("|", "\\|");
  const table = (title, heads, rows) => `### ${title}\n\n| ${heads.join(" | ")} |\n|${heads.map(() => "---").join("|")}|\n${rows.map((row) => `| ${row.map(cell).join(" | ")} |`).join("\n")}\n`;
  const name = (entry) => `\`${entry.name || "(default)"}\``;
  return [
    table("Attributes", ["attribute", "type", ""], d.attr.map((a) => [name(a), `\`${a.type}\``, a.text])),
    table("Properties", ["property", "type", ""], d.prop.map((p) => [name(p), `\`${p.type}\``, p.text])),
    table("Methods", ["method", ""], d.method.map((m) => [name(m), m.text])),
    table("Events", ["event", ""], d.fires.map((e) => [name(e), e.text])),
    table("Slots", ["slot", ""], d.slot.map((s) => [name(s), s.text])),
    table("Parts", ["part", ""], d.csspart.map((p) => [name(p), p.text])),
    table("Custom properties", ["property", "without it", ""], d.cssprop.map((p) => [name(p), p.default ? `\`${p.default}\`` : "", p.text])),
  ].join("\n");
}
