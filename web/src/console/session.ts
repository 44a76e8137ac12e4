// The session: a warning before it ends, and the way back in when it has ended.
// The page stays as it is meanwhile; what it asked waits.

import { today } from "./desk.js";
import { keep } from "./shelf.js";
import { set, state } from "./state.js";
import { onSession } from "./wire.js";
import { t } from "./words.js";

/** How long before its end a session is spoken of, in milliseconds. */
const warning = 120_000;

let ends = Infinity, last = Infinity; // by this machine's clock
let again: { done: Promise<void>; resolve: () => void } | null = null;

function told(headers: Headers): void {
  const inSeconds = (name: string) => Date.now() + 1000 * Number(headers.get(name) ?? Infinity);
  [ends, last] = [inSeconds("Finder-Session-Ends"), inSeconds("Finder-Session-Last")];
  look();
}

/** Says that the session is about to end, when it is. */
function look(): void {
  const now = Date.now();
  const soon = last - now < warning ? "last" : ends - now < warning ? "idle" : "";
  if (soon === state.endsSoon) return;
  if (soon) keep();
  set({ endsSoon: soon });
}

function ended(): Promise<void> {
  if (!again) {
    let resolve = () => undefined as void;
    const done = new Promise<void>((r) => { resolve = r; });
    again = { done, resolve };
    set({ ended: true, endsSoon: "" });
    document.querySelector<HTMLDialogElement>("#again")?.showModal();
  }
  return again.done;
}

/** Signs the same account in again; reports why not. */
export async function signInAgain(name: string, password: string): Promise<string> {
  let response;
  try {
    response = await fetch("/console/sign-in", { method: "POST", body: new URLSearchParams({ name, password }), redirect: "manual" });
  } catch {
    return t("degraded");
  }
  if (response.status === 401) return t("again.wrong");
  if (response.status === 429) return t("again.slowed", { count: Math.ceil(Number(response.headers.get("Retry-After") ?? 60) / 60) });
  if (response.type !== "opaqueredirect") return t("degraded");
  document.querySelector<HTMLDialogElement>("#again")?.close();
  const was = again;
  again = null;
  [ends, last] = [Infinity, Infinity];
  set({ ended: false });
  was?.resolve();
  return "";
}

/** Uses the session, so that it goes on. */
export const stay = today;

/** Watches over the session. */
export function watch(): void {
  onSession(ended, told);
  setInterval(look, 5000);
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") keep(); });
}
