// The roster: who is to be asked, what waits for a review, one surgeon's sheet,
// and bringing in a file.

import { attempt, set, state } from "./state.js";
import { type Attestation, type Batch, type Due, type Notice, type Preview, type Sheet, ask } from "./wire.js";
import { t } from "./words.js";

export type Part = "due" | "review" | "import" | "surgeon";

/** The part of the state that the roster has. */
export interface Roster {
  part: Part;
  due: Due[];
  total: number; // of due, shown or not
  events: Notice[];
  at: number; // which of due is called
  single: Attestation[];
  batches: Batch[];
  surgeon: Sheet | null;
  file: string; // its text
  preview: Preview | null;
}

/** Moves the focus to what has come, unless a menu was opened meanwhile: its keys are for it. */
function arrive(selector: string): void {
  if (!state.menu) document.querySelector<HTMLElement>(selector)?.focus();
}

const put = (change: Partial<Roster>) => set({ roster: { ...state.roster, ...change } });

/** What a call to an office may give, in the order of the keys. */
export const results = ["still_offers", "no_longer", "moved", "no_answer", "would_not_say"];

/** Shows a part of the roster. */
export function showPart(part: Part): Promise<void> {
  set({ view: "roster", status: "", fault: "" });
  put({ part });
  return attempt(() => fetchPart(part)).then(() => arrive("#call"));
}

async function fetchPart(part: Part): Promise<void> {
  if (part === "due") {
    put({ ...(await ask<{ due: Due[]; total: number; events: Notice[] }>("roster/due", {})), at: 0 });
  }
  if (part === "review") put(await ask<{ single: Attestation[]; batches: Batch[] }>("roster/review", {}));
}

/** Chooses who is called. */
export function call(at: number): void {
  const n = state.roster.due.length;
  if (n > 0) put({ at: (at + n) % n });
}

const acts = new Map<string, string>();
/** Names a keystroke, the same until it is taken, so that what is sent again counts once. */
function act(key: string): string {
  const name = acts.get(key) ?? crypto.randomUUID();
  acts.set(key, name);
  return name;
}

let saving = false;

/** Records what the call to the office gave, and goes on to the next. */
export function result(n: number): Promise<void> {
  const { due, at } = state.roster, d = due[at], what = results[n - 1];
  if (!d || !what || saving) return Promise.resolve();
  saving = true;
  const key = `${d.npi} ${d.office.id} ${what}`;
  return attempt(async () => {
    const made = await ask<Attestation>("roster/called", { npi: d.npi, office: d.office.id, result: what, act: act(key) });
    acts.delete(key);
    const left = state.roster.due.filter((x) => x !== d);
    put({ due: left, total: state.roster.total - 1, at: Math.min(at, Math.max(0, left.length - 1)) });
    set({ status: t(made.standing === "pending" ? "roster.recorded.waits" : "roster.recorded.counts", { name: d.name, result: t(`roster.result.${what}`) }), fault: "" });
  }).finally(() => {
    saving = false;
    arrive("#call");
  });
}

/** Decides about one attestation, or about an import. */
export function rule(r: { id?: string; batch?: string; verdict: string; reason: string }): Promise<void> {
  return attempt(async () => {
    put(await ask<{ single: Attestation[]; batches: Batch[] }>("roster/rule", { id: "", batch: "", ...r }));
    set({ status: t(`roster.ruled.${r.verdict}`), fault: "" });
  });
}

/** Opens the sheet of a surgeon. */
export function openSurgeon(npi: string): Promise<void> {
  return attempt(async () => {
    const surgeon = await ask<Sheet>("roster/surgeon", { npi });
    set({ view: "roster", status: "", fault: "" });
    put({ part: "surgeon", surgeon });
    arrive("#surgeon");
  });
}

/** Compares a file with the roster. */
export function look(file: string): Promise<void> {
  return attempt(async () => {
    const preview = await ask<Preview>("roster/import", { text: file, record: false, act: "" });
    put({ file, preview });
    set({ status: "", fault: "" });
  });
}

/** Records what is new or changed in the file that was looked at. */
export function bringIn(): Promise<void> {
  return attempt(async () => {
    const preview = await ask<Preview>("roster/import", { text: state.roster.file, record: true, act: act(state.roster.file) });
    acts.delete(state.roster.file);
    put({ preview, file: "" });
    set({ status: preview.batch ? t("roster.import.recorded", { batch: preview.batch }) : "", fault: "" });
  });
}
