// What the screen holds and no case does, kept on the server's memory for the
// account while the page is away: over a sign-in, a reload, another computer.

import { open, restore } from "./find.js";
import { begin, hold, unsaved } from "./held.js";
import { set, state } from "./state.js";
import { type Case, type Edit, type Question, address, ask } from "./wire.js";

interface Kept {
  question: Question;
  caller: "en" | "es";
  given: string[];
  // By reference: typed or chosen, and not stored; and what stood there before.
  drafts: [string, Edit, Record<string, string>][];
}

const held = () => [...state.held.values()].filter(unsaved);

/** Keeps what is on the screen; nothing when there is nothing. */
export function keep(): void {
  const drafts = held().map((h): Kept["drafts"][0] => [h.case.reference, { ...h.wanted, ...h.draft }, h.was]);
  if (state.ended || (!state.question.text.trim() && drafts.length === 0)) return;
  const kept: Kept = { question: state.question, caller: state.caller, given: state.given, drafts };
  // A beacon: the page may be going away.
  navigator.sendBeacon(address("shelf/put"), new Blob([JSON.stringify({ text: JSON.stringify(kept) })], { type: "application/json" }));
}

let kept: Kept | null = null;

/** Asks what was kept, to be offered: what an agent finds on the screen is what they put there. */
export async function look(): Promise<void> {
  const { text } = await ask<{ text: string }>("shelf/take", {});
  if (!text) return;
  kept = JSON.parse(text) as Kept;
  set({ kept: true });
}

/** Takes back what was kept; what is on the screen now gives way. */
export async function takeBack(): Promise<void> {
  if (!kept) return;
  set({ kept: false });
  for (const [reference, edit, was] of kept.drafts) {
    const h = hold(await ask<Case>("cases/open", { reference }));
    Object.assign(h.draft, edit);
    Object.assign(h.was, was);
    begin(h, Object.keys(edit) as (keyof Edit)[]); // what an earlier version kept
  }
  if (kept.question.text.trim()) await restore(kept.question, kept.caller, kept.given);
  else if (kept.drafts[0]) await open(kept.drafts[0][0]);
}
