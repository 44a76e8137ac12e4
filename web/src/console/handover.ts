// Handing over: who is given, in which language, and the case of it. A case
// that is open is the case of what the screen shows: it is put away as soon as
// somebody else is given or another language chosen, and a copy lands only
// while the screen still shows what it is of.

import { about, end } from "./call.js";
import { today } from "./desk.js";
import { callOff, settled, turn } from "./find.js";
import { type Held, change, hold, unsaved } from "./held.js";
import { handing, read, readNothing } from "./script.js";
import { type State, attempt, handed, newCall, set, state } from "./state.js";
import { type Case, Refused, ask } from "./wire.js";
import { t } from "./words.js";

function choose(change: Partial<State>): void {
  set({ ...change, open: null, status: "", fault: "" });
  void attempt(read);
}

/** Says which language the caller speaks. A case found again stays in its own. */
export function speak(caller: "en" | "es"): void {
  if (state.answer?.kind === "case") set({ fault: t("case.language") });
  else if (caller !== state.caller) choose({ caller });
}

/** Gives a surgeon to the caller. Nobody is left out for it. */
export function give(npi: string): void {
  if (state.given.includes(npi)) return;
  if (state.given.length < handed) choose({ given: [...state.given, npi] });
  else set({ fault: t("full", { count: handed }) });
}

/** Gives a surgeon, or takes them back. */
export function toggle(npi: string): void {
  if (state.given.includes(npi)) choose({ given: state.given.filter((n) => n !== npi) });
  else give(npi);
}

// One act of handing over has one key, so that a repeated request after a lost
// answer makes no second case.
interface Act {
  signature: string;
  key: string;
  made: Promise<Case> | null;
}
let calls = 0;
let act: Act = { signature: "", key: "", made: null };

function make(signature: string, how: string, outcome: string): Promise<Case> {
  if (act.signature !== signature) act = { signature, key: crypto.randomUUID(), made: null };
  const own = act;
  return (own.made ??= ask<Case>("cases", { ...handing(), how, outcome, idempotency: own.key }).catch((err: unknown) => {
    own.made = null;
    throw err;
  }));
}

const signature = () => JSON.stringify([calls, state.question, state.given, state.caller]);

/** A case to hand over, and whether the screen still shows what it is of. */
interface Kept {
  held: Held;
  current: () => boolean;
}

/**
 * Keeps the case of what is to hand over, once, and returns it: of the question
 * that is in the box, whose answer may still be on its way.
 */
async function keep(how: string): Promise<Kept> {
  const asked = turn();
  await settled();
  if (asked !== turn()) throw new Refused("moved", t("moved"));
  const open = state.open;
  if (open) return { held: open, current: () => asked === turn() && state.open === open };
  if (state.given.length === 0) throw new Refused("nobody", state.answer?.nobody || state.fault || t("none"));
  const own = signature();
  const current = () => asked === turn() && signature() === own;
  try {
    const during = calls;
    const held = hold(await make(own, how, "open"));
    if (during === calls) about(held.case.reference, true);
    if (current()) set({ open: held, status: "", fault: "" });
    void today(); // the first screen has it from here on
    return { held, current };
  } catch (err) {
    if (!current()) throw new Refused("moved", t("moved"));
    throw err instanceof Refused ? err : new Refused("lost", t("lost"));
  }
}

/** Returns what to hand over of a case, unless the screen shows another by now. */
function of({ held, current }: Kept, text: string): string {
  if (!current()) throw new Refused("moved", t("moved.kept", { reference: held.case.reference }));
  if (!text) throw new Refused("nobody", t("case.nobody"));
  return text;
}

/** Copies a text of the case, which is kept first, and says so. */
export function copy(which: "email" | "sms"): Promise<void> {
  return attempt(async () => {
    const kept = keep(which === "email" ? "email_text" : "sms_text");
    // The clipboard takes a promise: the key press still counts as the
    // person's own when the answer is here.
    const text = kept.then((k) => new Blob([of(k, k.held.case.texts[which])], { type: "text/plain" }));
    let written = true;
    await navigator.clipboard.write([new ClipboardItem({ "text/plain": text })]).catch(() => { written = false; });
    await text; // why there was none
    const { held, current } = await kept;
    const { reference } = held.case;
    if (!written) set({ status: t("kept", { reference }) });
    else if (current()) set({ status: t("copied", { reference }), fault: "" });
    else set({ fault: t("copied.other", { reference }) });
  });
}

/** Opens the page to print; the case is kept first. */
export function print(): Promise<void> {
  return attempt(async () => {
    const kept = await keep("print");
    window.open(of(kept, kept.held.case.texts.sheet), "_blank", "noopener");
  });
}

/** Keeps that the caller was sent to 911: with the case that is open, or as one that names nobody. */
export function emergency(): Promise<void> {
  return attempt(async () => {
    const asked = turn();
    await settled();
    if (asked !== turn()) throw new Refused("moved", t("moved"));
    if (state.open) return change(state.open, { outcome: "sent_to_911" });
    const own = calls;
    readNothing();
    set({ given: [], script: null });
    const held = hold(await make(`${own} 911`, "read", "sent_to_911").catch((err: unknown) => {
      throw err instanceof Refused ? err : new Refused("lost", t("lost"));
    }));
    if (own === calls) about(held.case.reference, true);
    const same = asked === turn() && own === calls && state.given.length === 0; // nobody was given meanwhile, by hand
    if (same) set({ open: held, script: null, fault: "" });
    set({ status: t("sent", { reference: held.case.reference }) });
    await today();
  });
}

/** Keeps the case and says that the practice is rung with the caller on the line. */
export function transfer(): Promise<void> {
  return attempt(async () => {
    const { held, current } = await keep("warm_transfer");
    if (!current()) throw new Refused("moved", t("moved.kept", { reference: held.case.reference }));
    if (held.case.surgeons.length === 0) throw new Refused("nobody", t("case.nobody"));
    if (held.case.how !== "warm_transfer") await change(held, { how: "warm_transfer" });
    set({ status: t("transfer.now", { phone: held.case.surgeons.map((s) => spoken(s.phone)).find(Boolean) ?? "", reference: held.case.reference }) });
  });
}

/** A telephone number to be dialled or read: "612 555 0100". */
const spoken = (e164: string) => e164.replace(/^\+1(\d{3})(\d{3})(\d{4})$/, "$1 $2 $3");

/** Ends the call and begins the next: nothing of the last one stays but what is not saved. */
export function next(wrapup = ""): Promise<void> {
  end(wrapup);
  callOff();
  calls++;
  readNothing();
  set({ ...newCall(), held: new Map([...state.held].filter(([, h]) => unsaved(h))) });
  return today();
}
