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
  saving: boolean;
  fault: string;
  missed: boolean; // the fault came when the case was not on the screen
}

/** Takes a case that the store answered; what is wanted or typed of it stays. */
export function hold(c: Case): Held {
  const h = state.held.get(c.reference) ?? { case: c, wanted: {}, tried: [], draft: {}, saving: false, fault: "", missed: false };
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

/** Takes what is typed into the form of a case. */
export function draft(h: Held, field: "note" | "follow_up", value: string): void {
  if (value === { ...h.case, ...h.wanted }[field]) delete h.draft[field];
  else h.draft[field] = value;
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
    hold(await store(h, sent));
  } catch (err) {
    if (!(err instanceof Refused) || err.status >= 500) {
      h.fault = t("case.unsaved");
      return false;
    }
    h.fault = err.message;
    // What was typed and is refused stays, to be put right.
    for (const field of ["note", "follow_up"] as const) {
      if (h.wanted[field] === sent[field] && sent[field] !== undefined) h.draft[field] ??= sent[field];
    }
  }
  for (const field of fields(sent)) {
    if (text(h.wanted[field]) === text(sent[field])) delete h.wanted[field];
  }
  return true;
}

/**
 * Stores an edit. A case that has another version by now, or a lost answer,
 * is looked at: another field than these may have changed, or these by a
 * request of ours. What somebody else has set meanwhile is not written over.
 */
async function store(h: Held, edit: Edit): Promise<Case> {
  const { reference } = h.case;
  for (let tries = 0; ; tries++) {
    const before = h.case;
    h.tried.push(edit);
    try {
      const c = await ask<Case>("cases/change", { reference, version: before.version, ...wire(edit) });
      h.tried = [];
      return c;
    } catch (err) {
      if (tries === 2 || (err instanceof Refused && err.code !== "conflict" && err.status < 500)) throw err;
    }
    hold(await ask<Case>("cases/open", { reference }));
    const others = fields(edit).filter(
      (f) => ![value(before, f), text(edit[f]), ...h.tried.map((e) => text(e[f]))].includes(value(h.case, f)),
    );
    if (others.length > 0) throw new Refused("conflict", t("case.conflict"), 409);
  }
}
