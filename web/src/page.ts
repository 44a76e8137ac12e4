// The script of the patient's pages. Everything works without it; it adds
// type-ahead, the approximate location, and word of what is going on.
import { combobox, type Choice } from "./combobox.js";
import { locate, type Refusal } from "./locate.js";
import { pins } from "./pins.js";
import { words } from "./words.js";

const say = words();
const byID = <T extends HTMLElement>(id: string): T | null => document.getElementById(id) as T | null;

const form = byID<HTMLFormElement>("search");
const near = byID<HTMLInputElement>("near");
const status = byID("status"); // polite: for screen readers and eyes
const told = byID("told"); // the same, beside the tools of the list
const quiet = byID("quiet"); // polite: for screen readers alone

function tell(text: string): void {
  if (status) status.textContent = text;
}

async function places(text: string, signal: AbortSignal): Promise<readonly Choice[]> {
  const query = new URLSearchParams({ q: text, limit: "7", lang: document.documentElement.lang });
  const answer = await fetch(`/v1/places?${query}`, { signal, headers: { accept: "application/json" } });
  if (!answer.ok) return [];
  return ((await answer.json()) as { data: Choice[] }).data;
}

const list = byID("near-list");
if (near && list) {
  // The browser keeps no field for Back that it may not fill in.
  const left = (history.state as { near?: string } | null)?.near;
  if (left !== undefined) near.value = left;
  const leave = (): void => history.replaceState({ near: near.value }, "");
  form?.addEventListener("submit", leave);
  window.addEventListener("pagehide", leave);
  combobox(near, list, {
    find: places,
    announce: (count) => {
      if (quiet) quiet.textContent = say.suggestions[Math.min(count, say.suggestions.length - 1)] ?? "";
    },
    least: 2,
    delay: 120,
  });
}

// While a search is under way the page says so, once it takes long enough to
// wonder, and the results that are there stay.
let waiting = 0;
form?.addEventListener("submit", (event) => {
  if (!navigator.onLine) {
    event.preventDefault();
    tell(say.offline);
    near?.focus();
    return;
  }
  for (const field of form.querySelectorAll<HTMLInputElement | HTMLSelectElement>("input, select")) {
    if (field.name && field.value === "") field.disabled = true; // keep links short
  }
  waiting = window.setTimeout(() => {
    byID("main")?.setAttribute("aria-busy", "true");
    tell(say.searching);
  }, 400);
});
window.addEventListener("pageshow", () => {
  clearTimeout(waiting);
  byID("main")?.removeAttribute("aria-busy");
  tell("");
  for (const field of form?.querySelectorAll<HTMLInputElement | HTMLSelectElement>("[disabled]") ?? []) field.disabled = false;
});

const button = byID<HTMLButtonElement>("locate");
button?.addEventListener("click", async () => {
  if (!near || !form) return;
  button.setAttribute("aria-disabled", "true");
  tell(say.locating);
  try {
    near.value = await locate();
    tell("");
    form.requestSubmit();
  } catch (why) {
    const refusal: Refusal = why === "denied" || why === "timeout" || why === "outside" ? why : "unavailable";
    tell(say[refusal]);
    near.focus();
    status?.scrollIntoView({ block: "nearest" });
  } finally {
    button.removeAttribute("aria-disabled");
  }
});

byID("print")?.addEventListener("click", () => window.print());
byID("copy")?.addEventListener("click", async () => {
  const url = new URL(location.href);
  url.hash = "";
  try {
    await navigator.clipboard.writeText(url.href);
    if (told) told.textContent = say.copied;
  } catch {
    if (told) told.textContent = say.copyFailed;
  }
});

// Who comes without a place in the address is led to what is wrong all the same.
document.querySelector<HTMLElement>(".summary")?.focus();

const map = byID("map");
const results = byID("cards");
if (map && results) pins(map, results);
