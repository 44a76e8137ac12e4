// What the console knows, and what can be done with it. Nothing here touches
// the page: views.ts draws the state, keys.ts and the views call the deeds.

import { type Answer, type Card, type Case, type Correction, type Day, type Line, type Lookup, type Question, type Reading, type Summary, Refused, ask } from "./wire.js";
import { t } from "./words.js";

export const radii = [25, 50, 100, 200];
export const handed = 3;

export type View = "search" | "cases" | "corrections" | "summary";

export interface State {
  view: View;
  question: Question;
  caller: "en" | "es";
  answer: Answer | null;
  active: number;
  given: string[]; // NPIs to hand over, in order
  script: Reading | null; // what to read aloud of them
  open: Case | null;
  day: Day | null;
  found: Line[];
  corrections: Correction[];
  summary: Summary | null;
  status: string;
  fault: string;
  busy: boolean;
  help: boolean;
  compared: string[]; // NPIs
}

export const state: State = {
  view: "search",
  question: { text: "", radius: 50, specialty: "", closure: "", language: "", accepting: "" },
  caller: document.documentElement.lang === "es" ? "es" : "en",
  answer: null,
  active: 0,
  given: [],
  script: null,
  open: null,
  day: null,
  found: [],
  corrections: [],
  summary: null,
  status: "",
  fault: "",
  busy: false,
  help: false,
  compared: [],
};

let redraw: () => void = () => undefined;

/** Says what draws the state. */
export function onChange(draw: () => void): void {
  redraw = draw;
}

/** Changes the state and draws it. */
export function set(change: Partial<State>): void {
  Object.assign(state, change);
  redraw();
}

/** All cards of the answer, those beyond the radius last. */
export function listed(): Card[] {
  return [...(state.answer?.cards ?? []), ...(state.answer?.beyond ?? [])];
}

/** Runs a deed and shows what it was refused for. */
async function attempt(deed: () => Promise<void>): Promise<void> {
  try {
    await deed();
  } catch (err) {
    if (err instanceof DOMException && err.name === "AbortError") return;
    set({ busy: false, fault: err instanceof Refused ? err.message : t("degraded") });
  }
}

let asking: AbortController | undefined;
let asked: Promise<void> = Promise.resolve(); // the search under way
let pause: ReturnType<typeof setTimeout> | undefined; // a search that waits for the typing to end

/** Takes what is typed. Five digits are a ZIP code and search at once; words wait for a pause. */
export function type(text: string): void {
  state.question.text = text;
  clearTimeout(pause);
  if (/^\s*\d{5}\s*$/.test(text)) void search();
  else pause = setTimeout(() => void search(), 350);
}

/** Waits until the answer on the screen is that of the question in the box. */
async function settled(): Promise<void> {
  if (pause !== undefined) void search();
  for (let last; last !== asked; ) await (last = asked);
}

/** Answers the box. A newer question calls off an older one. */
export function search(): Promise<void> {
  clearTimeout(pause);
  pause = undefined;
  asking?.abort();
  const own = (asking = new AbortController());
  if (state.question.text.trim().length < 2) {
    set({ answer: null, given: [], script: null, open: null, busy: false });
    return (asked = Promise.resolve());
  }
  set({ busy: true, fault: "" });
  return (asked = attempt(async () => {
    try {
      const answer = await ask<Answer>("find", state.question, own.signal);
      state.answer = answer;
      set({
        busy: false,
        open: answer.case ?? null,
        active: 0,
        compared: [],
        given: listed().slice(0, handed).map((c) => c.npi),
        status: answer.kind === "cards" ? heading(answer) : "",
      });
    } catch (err) {
      // Without an answer nobody of an older one is left to hand over.
      if (own === asking) set({ answer: null, given: [], script: null, open: null, compared: [] });
      throw err;
    }
    void attempt(read);
  }));
}

/** What a request to store, or to read aloud, says of the call. */
const handing = () => ({ question: state.question, npis: state.given, language: state.caller, how: "read", follow_up: "", note: "", idempotency: "" });

let reading = 0;

/** Fetches what to read aloud of the surgeons given, in the caller's language. */
async function read(): Promise<void> {
  const own = ++reading;
  const script = state.given.length > 0 ? await ask<Reading>("script", handing()) : null;
  if (own === reading) set({ script }); // an older answer says nothing any more
}

/** Says which language the caller speaks. */
export function speak(caller: "en" | "es"): Promise<void> {
  set({ caller });
  return attempt(read);
}

/** The count, as it is shown and said. */
export function heading(a: Answer): string {
  if (!a.place) return t("count.all", { count: a.total });
  return t("count", { count: a.total, radius: a.radius, place: a.place });
}

/** Changes the question and asks again. */
export function askAgain(change: Partial<Question>): Promise<void> {
  set({ question: { ...state.question, ...change } });
  return search();
}

/** Takes a surgeon to hand over, or leaves them out again. */
export function toggle(npi: string): void {
  const rest = state.given.filter((n) => n !== npi);
  const given = rest.length < state.given.length ? rest : [...rest, npi].slice(-handed);
  set({ given });
  void attempt(read);
}

/** Chooses a surgeon to compare; the newest two are shown. */
export function compare(npi: string): void {
  const rest = state.compared.filter((n) => n !== npi);
  const compared = rest.length < state.compared.length ? rest : [...rest, npi].slice(-2);
  const names = compared.map((n) => listed().find((c) => c.npi === n)?.name ?? n);
  set({ compared, status: names.length > 0 ? `${t("compare.title")}: ${names.join(" – ")}` : "" });
}

// One act of handing over has one key, so that a repeated request after a lost
// answer makes no second case.
let act = { signature: "", key: "", made: null as Case | null };

/**
 * Keeps the case of what is to hand over, once, and returns it: of the question
 * that is in the box, whose answer may still be on its way.
 */
export async function keep(how: string): Promise<Case> {
  await settled();
  if (state.answer?.kind === "case" && state.open) return state.open;
  if (state.given.length === 0) throw new Refused("none", state.fault || t("none"));
  const signature = JSON.stringify([state.question, state.given, state.caller]);
  if (act.signature !== signature) act = { signature, key: crypto.randomUUID(), made: null };
  const own = act;
  if (own.made) return own.made;
  own.made = await ask<Case>("cases", { ...handing(), how, idempotency: own.key });
  set({ open: own.made, status: "", fault: "" });
  void today(); // the first screen has it from here on
  return own.made;
}

/** Copies a text of the case, which is kept first, and says so. */
export function copy(which: "email" | "sms"): Promise<void> {
  return attempt(async () => {
    const kept = keep(which === "email" ? "email_text" : "sms_text");
    try {
      // The clipboard takes a promise: the key press still counts as the
      // person's own when the answer is here.
      const text = kept.then((c) => new Blob([c.texts[which]], { type: "text/plain" }));
      await navigator.clipboard.write([new ClipboardItem({ "text/plain": text })]);
      set({ status: t("copied", { reference: (await kept).reference }) });
    } catch {
      set({ status: t("kept", { reference: (await kept).reference }) });
    }
  });
}

/** Opens the page to print; the case is kept first. */
export function print(): Promise<void> {
  return attempt(async () => {
    const kept = await keep("print");
    window.open(kept.texts.sheet, "_blank", "noopener");
  });
}

/** Changes the open case. */
export function change(edit: { outcome?: string; how?: string; follow_up?: string; note?: string }): Promise<void> {
  return attempt(async () => {
    const c = state.open;
    if (!c) return;
    const open = await ask<Case>("cases/change", { reference: c.reference, version: c.version, ...edit });
    if (act.made?.reference === open.reference) act.made = open;
    set({ open, status: t("case.saved"), fault: "" });
    await today();
  });
}

/** Opens a case by its reference, as if that stood in the box: nothing of an earlier search stays. */
export function show(reference: string): Promise<void> {
  set({ view: "search", status: "" });
  return askAgain({ text: reference });
}

/** Begins the next call: nothing of the last one stays. */
export function next(): Promise<void> {
  clearTimeout(pause);
  pause = undefined;
  asking?.abort();
  act = { signature: "", key: "", made: null };
  set({
    question: { text: "", radius: 50, specialty: "", closure: "", language: "", accepting: "" },
    answer: null, active: 0, given: [], script: null, open: null, compared: [], status: "", fault: "", busy: false, view: "search",
  });
  return today();
}

/** Reads what is due. */
export function today(): Promise<void> {
  return attempt(async () => set({ day: await ask<Day>("today", {}) }));
}

/** Reports that a listing is wrong. */
export function report(npi: string, zip5: string, kind: string, detail: string, taken: () => void): Promise<void> {
  return attempt(async () => {
    await ask("corrections", { npi, zip5, kind, detail });
    taken();
    set({ status: t("report.sent"), fault: "" });
    await today();
  });
}

/** Looks cases up by what is known of them. */
export function lookUp(l: Lookup): Promise<void> {
  return attempt(async () => {
    const found = await ask<Line[]>("cases/find", l);
    set({ found, status: t("cases.found", { count: found.length }), fault: "" });
  });
}

/** Shows another part of the console. */
export function go(view: View): Promise<void> {
  set({ view, status: "", fault: "" });
  return attempt(async () => {
    if (view === "cases") set({ found: await ask<Line[]>("cases/find", { agent: "", npi: "", from: "", until: "", due_by: "", page: 1 }) });
    if (view === "corrections") {
      set({ corrections: await ask<Correction[]>("corrections/list", { status: "open" }) });
      await today(); // the count on the tab is that of the list
    }
    if (view === "summary") set({ summary: await ask<Summary>("summary", { days: 30 }) });
  });
}

export interface Decision {
  id: string;
  accept: boolean;
  reason: string;
  status: string;
  phone: string;
  accepting: string;
  source: string;
}

/** Settles a correction. */
export function decide(d: Decision): Promise<void> {
  return attempt(async () => {
    await ask("corrections/decide", d);
    await go("corrections");
    await today();
  });
}

/** Ends all sessions of this account. */
export function signOutEverywhere(): Promise<void> {
  return attempt(async () => {
    await ask("sign-out-everywhere", {});
    location.reload();
  });
}
