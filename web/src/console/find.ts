// The box: what is typed, and the answer to it.

import { about, begin, heard } from "./call.js";
import { hold } from "./held.js";
import { read } from "./script.js";
import { attempt, listed, set, state } from "./state.js";
import { type Answer, type Question, ask } from "./wire.js";
import { t } from "./words.js";

let asking: AbortController | undefined;
let asked: Promise<void> = Promise.resolve(); // the search under way
let pause: ReturnType<typeof setTimeout> | undefined; // a search that waits for the typing to end
let turns = 0;

/** A number for what was asked last; every change of the question makes another. */
export const turn = () => turns;

/** Takes what is typed. Five digits are a ZIP code and search at once; words wait for a pause. */
export function type(text: string): void {
  turns++;
  heard();
  state.question.text = text;
  clearTimeout(pause);
  if (/^\s*\d{5}\s*$/.test(text)) void search();
  else pause = setTimeout(() => void search(), 350);
}

/** Changes the question and asks again. */
export function askAgain(change: Partial<Question>): Promise<void> {
  turns++;
  set({ question: { ...state.question, ...change } });
  return search();
}

/** Asks what was asked before the page went away, and gives those who were given. */
export async function restore(question: Question, caller: "en" | "es", given: string[]): Promise<void> {
  set({ caller });
  await askAgain(question);
  if (state.answer?.kind === "cards") {
    set({ given: given.filter((npi) => listed().some((c) => c.npi === npi)) });
    await attempt(read);
  }
}

/** Opens a case by its reference, as if that stood in the box: nothing of an earlier search stays. */
export function open(reference: string): Promise<void> {
  set({ view: "search", status: "" });
  return askAgain({ text: reference });
}

/** Calls off whatever is asked, as another call begins. */
export function callOff(): void {
  turns++;
  clearTimeout(pause);
  pause = undefined;
  asking?.abort();
  asked = Promise.resolve();
}

/**
 * Asks at once what waits for the typing to end, or failed. Reports whether
 * the answer on the screen was that of the box already.
 */
export function answered(): boolean {
  if (pause === undefined && (state.busy || state.answer)) return !state.busy;
  void search();
  return false;
}

/** Waits until the answer on the screen is that of the question in the box. */
export async function settled(): Promise<void> {
  if (pause !== undefined) void search();
  for (let last; last !== asked; ) await (last = asked);
}

const nothing = { answer: null, given: [], script: null, open: null, compared: [], active: 0, moved: false };

/** Answers the box. A newer question calls off an older one. */
function search(): Promise<void> {
  clearTimeout(pause);
  pause = undefined;
  asking?.abort();
  const own = (asking = new AbortController());
  if (state.question.text.trim().length < 2) {
    set({ ...nothing, busy: false, status: "", fault: "" });
    return (asked = Promise.resolve());
  }
  set({ busy: true, fault: "" });
  return (asked = attempt(async () => {
    try {
      show(await ask<Answer>("find", state.question, own.signal));
    } catch (err) {
      // Without an answer nobody of an older one is left to hand over.
      if (own === asking) set({ ...nothing, busy: false, status: "" });
      throw err;
    }
    void attempt(read);
  }));
}

function show(answer: Answer): void {
  const open = answer.case ? hold(answer.case) : null;
  begin(answer.at);
  if (open) {
    open.missed = false;
    about(open.case.reference, false);
  }
  set({
    ...nothing,
    answer,
    busy: false,
    open,
    caller: answer.case ? (answer.case.language === "es" ? "es" : "en") : state.caller, // a case is in the language of its caller
    given: answer.suggested,
    status: answer.kind === "cards" ? heading(answer) : "",
  });
}

/** The count, as it is shown and said. */
export function heading(a: Answer): string {
  const found = a.place ? t("count", { count: a.total, radius: a.radius, place: a.place }) : t("count.all", { count: a.total });
  return a.to_ask > 0 ? `${found} · ${t("count.ask", { count: a.to_ask })}` : found;
}
