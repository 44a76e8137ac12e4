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

// What browsers tell of the pages before this one: not where they were, as no
// referrer is sent, but what they said of themselves.
interface Visits {
  entries(): readonly { getState(): unknown }[];
  currentEntry: { index: number } | null;
  updateCurrentEntry(options: { state: string }): void;
}
const visits = (window as unknown as { navigation?: Visits }).navigation;

// What a page was left with, kept with it in the history and nowhere else.
interface Left {
  near?: string; // what stood in the field
  card?: string; // the card whose link was followed
}
const was = (): Left => (history.state as Left | null) ?? {};
const keep = (more: Left): void => {
  history.replaceState({ ...was(), ...more }, "");
  if (document.querySelector(".card h3")) visits?.updateCurrentEntry({ state: "list" }); // for the profiles it leads to
};

async function places(text: string, signal: AbortSignal): Promise<readonly Choice[]> {
  const query = new URLSearchParams({ q: text, limit: "7", lang: document.documentElement.lang });
  const answer = await fetch(`/v1/places?${query}`, { signal, headers: { accept: "application/json" } });
  if (!answer.ok) return [];
  return ((await answer.json()) as { data: Choice[] }).data;
}

// A position stands in the field as words: what is sent is the position, rounded
// as it came.
const position = /^-?\d{1,2}(\.\d+)?, ?-?\d{1,3}(\.\d+)?$/;
let here = "";
function place(value: string): void {
  if (!near) return;
  here = position.test(value) ? value : "";
  near.value = here ? say.here : value;
}
const placed = (): string => (here && near?.value === say.here ? here : (near?.value ?? ""));
form?.addEventListener("formdata", ({ formData }) => {
  if (formData.has("near")) formData.set("near", placed());
});

const list = byID("near-list");
if (near && list) {
  // The browser keeps no field for Back that it may not fill in.
  place(was().near ?? near.value);
  near.addEventListener("focus", () => { if (here && placed() === here) near.select(); }); // to be typed over
  const leave = (): void => keep({ near: placed() });
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
    place(await locate());
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
    if (told) told.textContent = here && placed() === here ? say.copiedHere : say.copied;
  } catch {
    if (told) told.textContent = say.copyFailed;
  }
});

// Who comes without a place in the address is led to what is wrong all the same.
document.querySelector<HTMLElement>(".summary")?.focus();

// The device's own way to pass something on, where there is one.
const share = byID("share");
const mail = byID<HTMLAnchorElement>("mail");
if (share && mail && "share" in navigator) {
  share.hidden = false;
  share.addEventListener("click", () => {
    const written = new URLSearchParams(mail.href.slice(mail.href.indexOf("?")));
    navigator.share({ title: written.get("subject") ?? "", text: written.get("body") ?? "" }).catch(() => {}); // thought better of it
  });
}

// From a profile back to the list that led to it, where the browser tells that
// one did.
const back = byID<HTMLAnchorElement>("back");
if (back && visits?.entries()[(visits.currentEntry?.index ?? 0) - 1]?.getState() === "list") {
  back.textContent = back.dataset["back"] ?? "";
  back.addEventListener("click", (event) => {
    event.preventDefault();
    history.back();
  });
}

const results = byID("cards");
// Who comes back to a list is at the card that they left by.
results?.addEventListener("click", (event) => {
  const card = (event.target as Element).closest("a") && (event.target as Element).closest<HTMLElement>("[data-card]");
  if (card) keep({ card: card.dataset["card"] ?? "" });
});
const left = was().card;
if (left) byID(`c${left}`)?.querySelector<HTMLElement>("h3 a")?.focus();
if (byID("map")) pins(document);
