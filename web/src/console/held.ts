// Cases on this screen: what the store has of each, what was chosen and is on
// its way there, and what is typed and not sent. Each case has its own, so that
// nothing of one stands in, or is said of, another.

import { today } from "./desk.js";
import { set, state } from "./state.js";
import { type Case, type Edit, Refused, ask } from "./wire.js";
import { t } from "./words.js";

export interface Held {
  case: Case; // as the store last answered
  wanted: Edit; // chosen, and not known to be stored
  tried: Edit[]; // sent, without an answer
  draft: Edit; // typed, and not sent
  was: Record<string, string>; // by field of these: what the screen showed before
  saving: boolean;
  fault: string;
  missed: boolean; // the fault came when the case was not on the screen
}

/** Takes a case that the store answered; what is wanted or typed of it stays. */
export function hold(c: Case): Held {
  const h = state.held.get(c.reference) ?? { case: c, wanted: {}, tried: [], draft: {}, was: {}, saving: false, fault: "", missed: false };
  if (c.version >= h.case.version) h.case = c; // an older answer may come late
  state.held.set(c.reference, h);
  return h;
}

/** What the screen shows of a case. */
export function shown(h: Held): Case {
  const edit: Edit = { ...h.wanted, ...h.draft };
  return { ...h.case, ...edit, surgeons: h.case.surgeons.map((s) => ({ ...s, ...edit[`at ${s.npi}`] })) };
}

type Field = keyof Edit;
const fields = (e: Edit) => Object.keys(e) as Field[];

/** What a case has in a field, as text to compare. */
function value(c: Case, field: Field): string {
  const s = c.surgeons.find(({ npi }) => field === `at ${npi}`);
  return text(s ? { outcome: s.outcome ?? "", attempts: s.attempts ?? 0 } : (c as unknown as Record<string, unknown>)[field]);
}
const text = (v: unknown) => JSON.stringify(v);

/** Reports whether something of a case is not stored. */
export const unsaved = (h: Held): boolean => h.saving || h.missed || Object.keys({ ...h.wanted, ...h.draft }).length > 0;

/**
 * Notes what the screen showed before it showed an edit. What of a case is not
 * stored hides what somebody else sets, however the case comes back to the screen.
 */
export function begin(h: Held, edited: Field[]): void {
  for (const field of edited) h.was[field] ??= value(h.case, field);
}

/** Takes what is typed into the form of a case. */
export function draft(h: Held, field: "note" | "follow_up", value: string): void {
  if (value === { ...h.case, ...h.wanted }[field]) {
    delete h.draft[field];
    if (!(field in h.wanted)) delete h.was[field];
  } else {
    begin(h, [field]);
    h.draft[field] = value;
  }
  set({});
}

/** Saves what is typed. */
export function saveDraft(h: Held): Promise<void> {
  const typed = h.draft;
  h.draft = {};
  return change(h, typed);
}

/**
 * Changes a case. Changes of one case go one after another, what is wanted last
 * wins, and the screen shows what is wanted and says until when it is not
 * stored. An empty edit tries again what is wanted.
 */
export async function change(h: Held, edit: Edit): Promise<void> {
  begin(h, fields(edit));
  Object.assign(h.wanted, edit);
  h.fault = "";
  if (h.saving) return set({});
  h.saving = true;
  set({ status: "" });
  while (Object.keys(h.wanted).length > 0 && (await save(h))) set({});
  h.saving = false;
  h.missed = h.fault !== "" && state.open !== h;
  set(state.open === h && !h.fault ? { status: t("case.saved"), fault: "" } : {});
  await today();
}

/** The next fields to send: a note that is refused keeps no outcome back. */
function part(wanted: Edit): Edit {
  const first = (...names: string[]) => Object.fromEntries(Object.entries(wanted).filter(([f]) => names.includes(f)));
  const rest = Object.fromEntries(Object.entries(wanted).filter(([f]) => f !== "note"));
  for (const chosen of [first("how", "outcome"), first("voided", "merged"), rest]) if (Object.keys(chosen).length > 0) return chosen;
  return { ...wanted }; // not what is wanted later, while this is on its way
}

/** An edit as the interface takes it: surgeons in a map of their own. */
function wire(edit: Edit): object {
  const at = Object.entries(edit).filter(([f]) => f.startsWith("at "));
  const others = Object.fromEntries(Object.entries(edit).filter(([f]) => !f.startsWith("at ")));
  return at.length > 0 ? { ...others, surgeons: Object.fromEntries(at.map(([f, told]) => [f.slice(3), told])) } : others;
}

/** Saves a part of what is wanted; reports whether to go on with the rest. */
async function save(h: Held): Promise<boolean> {
  const sent = part(h.wanted);
  try {
    const stored = await store(h, sent);
    hold(stored);
    for (const field of fields(sent)) h.was[field] = value(stored, field);
  } catch (err) {
    if (!(err instanceof Refused) || err.status >= 500) {
      h.fault = t("case.unsaved");
      return false;
    }
    h.fault = err.message;
    // What was typed and is refused stays, to be put right.
    for (const field of ["note", "follow_up"] as const) {
      if (h.wanted[field] !== sent[field] || sent[field] === undefined) continue;
      h.draft[field] ??= sent[field];
      h.was[field] = value(h.case, field); // it is said what stands there now
      if (err.code === "conflict") h.fault = t("case.conflict.typed", { theirs: h.case[field] || "–" });
    }
  }
  for (const field of fields(sent)) {
    if (text(h.wanted[field]) !== text(sent[field])) continue; // chosen again meanwhile
    delete h.wanted[field];
    if (!(field in h.draft)) delete h.was[field];
  }
  return true;
}

/**
 * Stores an edit. A case that has another version by now, or a lost answer,
 * is looked at: another field than these may have changed, or these by a
 * request of ours. What somebody else has set since these were begun is not
 * written over; but that a caller was sent to 911 is kept whatever they set.
 */
async function store(h: Held, edit: Edit): Promise<Case> {
  const { reference } = h.case;
  for (let tries = 0; ; tries++) {
    const others = fields(edit).filter(
      (f) => edit[f] !== "sent_to_911" && ![h.was[f], text(edit[f]), ...h.tried.map((e) => text(e[f]))].includes(value(h.case, f)),
    );
    if (others.length > 0) throw new Refused("conflict", t("case.conflict"), 409);
    h.tried.push(edit);
    try {
      const c = await ask<Case>("cases/change", { reference, version: h.case.version, ...wire(edit) });
      h.tried = [];
      return c;
    } catch (err) {
      if (tries === 2 || (err instanceof Refused && err.code !== "conflict" && err.status < 500)) throw err;
    }
    hold(await ask<Case>("cases/open", { reference }));
  }
}
