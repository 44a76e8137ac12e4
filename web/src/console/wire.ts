// The console's interface: what is asked of it, and how.

export type * from "./wire.gen.js";

/** What came of one surgeon of a case. */
export interface Told {
  outcome: string;
  attempts: number;
}

/** A change of a case. */
export interface Edit {
  how?: string;
  outcome?: string;
  follow_up?: string;
  note?: string;
  ask?: string;
  assigned?: string;
  remarks?: string[];
  voided?: string;
  merged?: string;
  [surgeon: `at ${string}`]: Told; // by NPI
}

export interface Reading {
  language: string;
  text: string;
}

/** What the server refused, in words for the agent. */
export class Refused extends Error {
  constructor(
    readonly code: string,
    text: string,
    readonly status = 0, // of the answer; 0: refused here
  ) {
    super(text);
  }
}

const lang = new URLSearchParams(location.search).get("lang") ?? document.documentElement.lang;

const patience = 8000; // milliseconds

let ended: () => Promise<void> = () => Promise.resolve();
let told: (headers: Headers) => void = () => undefined;

/** Says what is done when the session has ended, until it has begun again, and with what answers say of it. */
export function onSession(end: () => Promise<void>, tell: (headers: Headers) => void): void {
  ended = end;
  told = tell;
}

/** The address of a deed of the console's interface. */
export const address = (path: string) => `/console/api/${path}?lang=${encodeURIComponent(lang)}`;

/**
 * Asks the console's interface. Everything goes by POST: no place stands in an
 * address. What a session that has ended refused is asked again when it has
 * begun again: nothing of the call is lost.
 */
export async function ask<T>(path: string, body: unknown, signal?: AbortSignal): Promise<T> {
  for (;;) {
    const response = await fetch(address(path), {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(body),
      signal: AbortSignal.any([AbortSignal.timeout(patience), ...(signal ? [signal] : [])]),
    });
    if (response.status === 401) {
      await ended();
      continue;
    }
    told(response.headers);
    const answer = (await response.json()) as T & { code?: string; text?: string };
    if (!response.ok) throw new Refused(answer.code ?? "internal", answer.text ?? response.statusText, response.status);
    return answer;
  }
}
