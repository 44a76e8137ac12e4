// The call that is going on: when it began by the server's clock, and how it
// ends. Every call ends with a wrap-up; one that cannot be stored waits for the
// next.

import { attempt, set, state } from "./state.js";
import { type Question, Refused, ask } from "./wire.js";
import { t } from "./words.js";

/** The wrap-ups that an agent chooses, in the order of their keys. */
export const wrapups = ["unmet_need", "information", "insurance", "out_of_area", "existing_patient", "wrong_number"];

interface Wrapping {
  call: { id: string; began: number; found: number };
  wrapup: string;
  language: string;
  question: Question;
  reference: string;
}

const nothing = () => ({ id: crypto.randomUUID(), began: 0, made: "", opened: "", typed: false });
let own = nothing();
let unsaid: Wrapping | null = null; // the last call, when nobody said how it ended
let waiting: Wrapping[] = []; // ended, and not known to be stored

/** What a request says of the call. */
export const call = () => ({ id: own.id, began: own.began, found: state.answer?.total ?? 0 });

/** Takes what the server said of its clock: the first time is the beginning. */
export function begin(at: number): void {
  own.began ||= at;
}

/** Takes that something is asked in this call. */
export function heard(): void {
  own.typed = true;
}

/** Takes the case that was made in this call, or opened. */
export function about(reference: string, made: boolean): void {
  own[made ? "made" : "opened"] = reference;
}

/** Reports whether this call is one: something was done in it. */
const going = () => own.typed || own.made !== "" || own.opened !== "";

/** Reports whether a wrap-up said now is of the last call: nobody said how it ended, and the next has not begun. */
export const ofLast = () => unsaid !== null && !going();

/** Reports whether it is to be said how the last call ended. */
export const missing = () => unsaid !== null;

/** Ends the call, or says how the last one ended. Without a wrap-up it is what was done in it. */
export function end(wrapup = ""): void {
  if (wrapup && unsaid && !going()) waiting.push({ ...unsaid, wrapup });
  else if (going() || wrapup) {
    const { made, opened } = own;
    const done: Wrapping = {
      call: call(), wrapup: wrapup || (opened && !made ? "case" : "not_said"), // of a case that was made the store knows
      language: state.caller, question: { ...state.question }, reference: made || opened,
    };
    waiting.push(done);
    unsaid = done.wrapup === "not_said" && !made ? done : null;
    own = nothing();
    void attempt(store);
    return;
  } else return;
  unsaid = null;
  void attempt(store);
}

let storing = false;

/** Stores the calls that have ended, one after another. */
async function store(): Promise<void> {
  if (storing) return;
  storing = true;
  try {
    for (let next; (next = waiting[0]); ) {
      await ask("calls/wrap", next);
      waiting = waiting.filter((w) => w !== next);
    }
  } catch (err) {
    if (err instanceof Refused && err.status < 500) waiting.shift(); // it never will be
    set({ fault: t("wrapup.unstored", { count: waiting.length }) });
  } finally {
    storing = false;
  }
}
