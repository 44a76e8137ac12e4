// How the widget asks: a form by POST, which needs no preflight and puts
// nothing of a person into a URL, with the partner's key in it. No cookie goes
// along, and of the page only its origin.
import type { Choice } from "../combobox.js";
import type { Lang, Schemas } from "./wording.js";

export interface Endpoint {
  base: string; // scheme and host of the finder
  key: string; // the partner's; empty on the finder's own pages
  lang: Lang;
}

// baseOf is the finder that a page names, which links lead to; one that no
// browser asks, as "javascript:…" is, is refused for the one the script came from.
export function baseOf(given: string, home: string): string {
  if (!given) return home;
  try {
    const url = new URL(given, location.href);
    if (/^https?:$/.test(url.protocol)) return url.origin + url.pathname.replace(/\/+$/, "");
  } catch {
    // not an address at all
  }
  console.warn(`physician-finder: api-base is the scheme and host of the finder, like ${home}; this is not, and is not used`);
  return home;
}

// Why there is no answer, in codes that pages may act on.
export type Code =
  | "offline" // the browser is not connected
  | "timeout" // no answer in time
  | "network" // not reached, or not allowed to read the answer
  | "key_not_valid" // revoked or expired
  | "too_many_requests"
  | "unavailable" // the finder cannot answer now
  | "place_ambiguous"
  | "place_unknown"
  | "invalid"; // something in the question cannot be used

// A Trouble is why a search has no answer.
export class Trouble extends Error {
  constructor(
    readonly code: Code,
    readonly problem?: Schemas["Problem"],
    readonly wait = 0, // seconds to wait before the next search
  ) {
    super(problem?.title ?? code);
  }
}

const patience = 8000; // milliseconds for a search, its retry included
const pause = 300; // milliseconds before the retry

const manners: RequestInit = { credentials: "omit", referrerPolicy: "origin", cache: "no-store" };

// search asks once, and once more if the network failed it. It rejects with a
// Trouble, or with the signal's reason when the signal ended it.
export function search(to: Endpoint, fields: Readonly<Record<string, string>>, signal: AbortSignal): Promise<Schemas["SearchAnswer"]> {
  const body = new URLSearchParams({ ...(to.key && { key: to.key }), lang: to.lang, ...fields });
  return asked(`${to.base}/v1/search`, { method: "POST", body }, signal);
}

// physician asks for the profile of one, which is in everybody's directory, in
// the same manner.
export const physician = (to: Endpoint, npi: string, signal: AbortSignal): Promise<Schemas["PhysicianAnswer"]> => asked(`${to.base}/v1/physicians/${npi}?lang=${to.lang}`, {}, signal);

async function asked<Answer>(url: string, request: RequestInit, signal: AbortSignal): Promise<Answer> {
  const limit = new AbortController();
  const end = (): void => limit.abort();
  const clock = setTimeout(end, patience);
  signal.addEventListener("abort", end);
  try {
    for (let retry = false; ; retry = true) {
      try {
        return await read(await fetch(url, { ...manners, ...request, signal: limit.signal }));
      } catch (error) {
        if (error instanceof Trouble) throw error;
        signal.throwIfAborted();
        if (limit.signal.aborted) throw new Trouble("timeout");
        if (!navigator.onLine) throw new Trouble("offline");
        if (retry) throw new Trouble("network");
        await new Promise((done) => setTimeout(done, pause));
      }
    }
  } finally {
    clearTimeout(clock);
    signal.removeEventListener("abort", end);
  }
}

async function read<Answer>(answer: Response): Promise<Answer> {
  if (answer.ok) return (await answer.json()) as Answer;
  const problem = (await answer.json().catch(() => undefined)) as Schemas["Problem"] | undefined;
  throw new Trouble(codeOf(answer.status, problem?.type ?? ""), problem, Number(answer.headers.get("retry-after")) || 0);
}

function codeOf(status: number, type: string): Code {
  if (type.endsWith("/ambiguous-place")) return "place_ambiguous";
  if (type.endsWith("/unknown-place")) return "place_unknown";
  if (status === 403) return "key_not_valid";
  if (status === 429) return "too_many_requests";
  return status < 500 ? "invalid" : "unavailable";
}

// places suggests places for the first letters of one; it may reject.
export async function places(to: Endpoint, text: string, signal: AbortSignal): Promise<readonly Choice[]> {
  const query = new URLSearchParams({ q: text, limit: "7", ...(to.key && { key: to.key }) });
  const answer = await fetch(`${to.base}/v1/places?${query}`, { ...manners, cache: "default", signal });
  return answer.ok ? ((await answer.json()) as Schemas["PlacesAnswer"]).data : [];
}

// explain tells the partner, in the console, what only they can put right;
// visitors are shown the telephone line.
export function explain(t: Trouble, to: Endpoint): void {
  if (t.code === "key_not_valid") {
    console.warn(`physician-finder: ${t.problem?.detail ?? "The partner key is not valid."} Visitors see the telephone line. Key ${to.key}; what to do: ${to.base}/problems/key-not-valid`);
  }
  if (t.code === "network") {
    console.warn(`physician-finder: no answer from ${to.base}. If this is so for every search: is ${location.origin} registered, exactly so, for the key ${to.key}, and does this page's policy allow connect-src ${to.base}?`);
  }
}
