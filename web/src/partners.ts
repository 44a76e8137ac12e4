// The script of the page for partners: rewrites the lines to copy as the
// choices change, and dresses the preview alike.
import type { PhysicianFinder } from "./widget/element.js";

const byID = <T extends HTMLElement>(id: string): T => document.getElementById(id) as T;
const value = (id: string): string => byID<HTMLInputElement | HTMLSelectElement>(id).value.trim();

const { lines, copied, failed } = JSON.parse(byID("generated").textContent ?? "{}") as { lines: Record<string, string>; copied: string; failed: string };
const preview = byID<PhysicianFinder>("widget");

// What each field is when it is left alone; such a one is not written.
const usual = { specialty: "spine-surgery", radius: "50", view: "split", corners: "10", primary: "#0b5470", surface: "#ffffff", text: "#16212a" };

// escape makes a text one that may stand in an attribute.
const escape = (text: string): string => text.replace(/[&"<>]/g, (c) => `&#${c.charCodeAt(0)};`);

// on is black or white, whichever is read better on a colour (WCAG 2).
function on(color: string): string {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const c = parseInt(color.slice(at, at + 2), 16) / 255;
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  const light = 0.2126 * r + 0.7152 * g + 0.0722 * b;
  return 1.05 / (light + 0.05) >= (light + 0.05) / 0.05 ? "#ffffff" : "#000000";
}

// attributes are the choices as attributes of the element.
function attributes(): [string, string][] {
  const all: [string, string][] = [["partner", value("key")], ["lang", value("language")]];
  for (const name of ["specialty", "radius", "view"] as const) if (value(name) !== usual[name]) all.push([name, value(name)]);
  if (byID<HTMLInputElement>("closure").checked) all.push(["annular-closure", "offered"]);
  return all;
}

// colors are the choices as custom properties.
function colors(): [string, string][] {
  const all: [string, string][] = [];
  if (value("primary") !== usual.primary) all.push(["--pf-color-primary", value("primary")], ["--pf-color-on-primary", on(value("primary"))]);
  if (value("surface") !== usual.surface) all.push(["--pf-color-surface", value("surface")]);
  if (value("text") !== usual.text) all.push(["--pf-color-text", value("text")], ["--pf-color-muted", value("text")]);
  if (value("corners") !== usual.corners) all.push(["--pf-radius", `${value("corners")}px`]);
  return all;
}

function write(): void {
  const chosen = attributes(), looks = colors();
  const query = new URLSearchParams({ key: value("key"), lang: value("language") });
  const fill: Record<string, string> = {
    "{attributes}": chosen.map(([name, v]) => `${name}="${escape(v)}"`).join(" "),
    "{style}": looks.length ? `<style>\nphysician-finder {\n${looks.map(([name, v]) => `  ${name}: ${v};\n`).join("")}}\n</style>\n` : "",
    "{object}": looks.length ? ` style={{ ${looks.map(([name, v]) => `"${name}": "${v}"`).join(", ")} }}` : "",
    "{query}": escape(query.toString()).replaceAll("&#38;", "&amp;"),
  };
  for (const code of document.querySelectorAll<HTMLElement>("[data-snippet]")) {
    code.textContent = (lines[code.dataset["snippet"] ?? ""] ?? "").replace(/\{(attributes|style|object|query)\}/g, (name) => fill[name] ?? "");
  }
  for (const name of ["lang", "specialty", "radius", "view", "annular-closure"]) {
    const given = chosen.find(([n]) => n === name)?.[1];
    if (given === undefined) preview.setAttribute(name, name in usual ? usual[name as keyof typeof usual] : "");
    else preview.setAttribute(name, given);
  }
  preview.style.cssText = "";
  for (const [name, v] of looks) preview.style.setProperty(name, v);
}

byID("generator").addEventListener("input", write);
byID("generator").addEventListener("submit", (event) => event.preventDefault());
document.addEventListener("click", async (event) => {
  const id = (event.target as Element).closest<HTMLElement>("[data-copy]")?.dataset["copy"];
  const code = id && document.querySelector(`[data-snippet="${id}"]`);
  if (!code) return;
  try {
    await navigator.clipboard.writeText(code.textContent ?? "");
    byID("status").textContent = copied;
  } catch {
    byID("status").textContent = failed;
  }
});
write();
