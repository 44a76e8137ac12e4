// What is read aloud of the surgeons given, and what a request says of a call.

import { call } from "./call.js";
import { listed, set, state } from "./state.js";
import { type Reading, ask } from "./wire.js";

/** What a request to store, or to read aloud, says of the call. */
export const handing = () => ({
  question: state.question,
  surgeons: state.given.map((npi) => ({ npi, office: listed().find((c) => c.npi === npi)?.office.id ?? "" })),
  language: state.caller,
  how: "read",
  outcome: "open",
  follow_up: "",
  note: "",
  remarks: [] as string[],
  call: call(),
  idempotency: "",
});

let reading = 0;

/** Makes nothing of what is on its way. */
export function readNothing(): void {
  reading++;
}

/** Fetches what to read aloud, in the caller's language; beside an emergency, the question that comes first. */
export async function read(): Promise<void> {
  const own = ++reading;
  set({ script: null }); // what is of others, or in another language, is not read
  if (state.given.length === 0 && !state.answer?.red_flag) return;
  const script = await ask<Reading>("script", handing());
  if (own === reading) set({ script }); // an older answer says nothing any more
}
