// What the console knows. Nothing here touches the page: views.ts draws the
// state, keys.ts and the views call the deeds.

import type { Held } from "./held.js";
import type { Roster } from "./roster.js";
import { type Account, type Answer, type Audited, type Card, type Correction, type Day, type Line, type Question, type Reading, type Summary, Refused } from "./wire.js";
import { t } from "./words.js";

export const radii = [25, 50, 100, 200];
export const handed = 3;

export type View = "search" | "cases" | "corrections" | "roster" | "summary" | "accounts";

/** What is open beside the call, to be chosen from by a digit. */
export type Menu = "" | "wrapup" | "outcome" | "follow_up" | "callback" | "report";

/** A report not sent yet. */
export interface Report {
  kind: string;
  phone: string; // the office's new number
  detail: string;
}

export interface State {
  view: View;
  question: Question;
  caller: "en" | "es";
  answer: Answer | null;
  active: number;
  moved: boolean; // an arrow key has chosen the active surgeon
  given: string[]; // NPIs to hand over, in order
  script: Reading | null; // what to read aloud of them
  open: Held | null; // the case of what is to hand over, or the one found again
  held: Map<string, Held>; // by reference: the cases of this call, and others not saved yet
  reports: Record<string, Report>; // reports not sent yet, by NPI
  day: Day | null;
  found: Line[];
  corrections: Correction[];
  roster: Roster;
  table: string[][] | null; // a spreadsheet whose columns are to be chosen
  summary: Summary | null;
  accounts: Account[];
  audit: Audited[];
  menu: Menu;
  about: number; // which surgeon of the case a menu is about, from 1; 0: the case
  kept: boolean; // something of before the page was away can be taken back
  ended: boolean; // the session
  endsSoon: "" | "idle" | "last"; // the session: unless it is used, or whether it is used or not
  status: string;
  fault: string;
  busy: boolean;
  help: boolean;
  compared: string[]; // NPIs
}

/** The part of the state that a call begins with. */
export const newCall = () => ({
  view: "search" as View,
  question: { text: "", radius: 50, specialty: "", closure: "", language: "", accepting: "" },
  caller: (document.documentElement.lang === "es" ? "es" : "en") as State["caller"],
  answer: null,
  active: 0,
  moved: false,
  given: [],
  script: null,
  open: null,
  reports: {},
  status: "",
  fault: "",
  busy: false,
  compared: [],
  menu: "" as Menu,
  about: 0,
});

export const state: State = { ...newCall(), held: new Map(), day: null, found: [], corrections: [], roster: { part: "due", due: [], total: 0, events: [], at: 0, single: [], batches: [], surgeon: null, file: "", preview: null }, table: null, summary: null, accounts: [], audit: [], kept: false, ended: false, endsSoon: "", help: false };

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

/** All cards of the answer: who fits, of whom it is not known, and who is beyond the radius. */
export function listed(): Card[] {
  return [...(state.answer?.cards ?? []), ...(state.answer?.unknown ?? []), ...(state.answer?.beyond ?? [])];
}

/** Runs a deed and shows what it was refused for. */
export async function attempt(deed: () => Promise<void>): Promise<void> {
  try {
    await deed();
  } catch (err) {
    if (err instanceof DOMException && err.name === "AbortError") return;
    set({ fault: err instanceof Refused ? err.message : t("degraded") });
  }
}

/** Chooses a surgeon to compare; the newest two are shown. */
export function compare(npi: string): void {
  const rest = state.compared.filter((n) => n !== npi);
  const compared = rest.length < state.compared.length ? rest : [...rest, npi].slice(-2);
  const names = compared.map((n) => listed().find((c) => c.npi === n)?.name ?? n);
  set({ compared, status: names.length > 0 ? `${t("compare.title")}: ${names.join(" – ")}` : "" });
}
