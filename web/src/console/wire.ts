// The console's interface, as internal/console answers it.

export interface Office {
  id: string;
  name: string;
  address: string;
  phone: string;
  dial: string;
  spoken: string;
  fax: string;
  checked: string;
  zip5: string;
}

export interface Card {
  npi: string;
  name: string;
  spelled: string;
  specialty: string;
  distance: string;
  evidence: { kind: string; text: string; note: string; source: string };
  languages: string;
  accepting: string;
  telehealth: string;
  medicare: string;
  hospitals: string;
  reports: string[] | null; // reported, and not decided yet
  overdue: string; // says that the evidence is to be verified anew
  office: Office;
  others: Office[] | null;
}

export interface Question {
  text: string;
  radius: number;
  specialty: string;
  closure: string;
  language: string;
  accepting: string;
}

export interface Answer {
  kind: "case" | "cards" | "places";
  case?: Case;
  cards: Card[] | null;
  unknown: Card[] | null; // not known whether they fit
  beyond: Card[] | null;
  total: number;
  to_ask: number; // of unknown, shown or not
  radius: number;
  place: string;
  understood: { text: string; meaning: string; without: string }[] | null;
  warnings: string[] | null;
  places: { label: string; text: string }[] | null;
  suggested: string[] | null; // NPIs
  nobody: string; // why nobody is suggested
  at: number; // the server's clock, in milliseconds
  near: Line[] | null; // cases whose reference may be meant
  red_flag: boolean;
  degraded: boolean;
}

export interface Case {
  reference: string;
  spoken: string;
  created: string;
  version: number;
  agent: string;
  language: "en" | "es";
  origin: string;
  surgeons: { npi: string; name: string; phone: string; address: string; miles: number; outcome?: string; attempts?: number }[];
  how: string;
  outcome: string;
  follow_up: string;
  note: string;
  ask: string; // NPI
  assigned: string;
  remarks: string[];
  voided: string;
  merged: string; // reference
  since: string[]; // what changed of the surgeons since, in words
  history: { at: string; agent: string; changes: { field: string; from: string; to: string }[] }[];
  texts: { subject: string; email: string; sms: string; script: string; sheet: string };
}

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

export interface Lookup {
  agent: string;
  surgeon: string; // NPI, or a name
  zip3: string;
  language: string;
  assigned: string;
  from: string;
  until: string;
  due_by: string;
  page: number;
}

export interface Line {
  reference: string;
  created: string;
  agent: string;
  surgeons: string[] | null;
  outcome: string;
  follow_up: string;
  overdue: boolean;
  language: string;
  assigned: string;
  voided: string;
}

/** A promise to speak again; without a number. */
export interface Callback {
  id: string;
  agent: string;
  due: string; // by the organisation's clock: "2026-11-27T15:30"
  overdue: boolean;
  reason: string;
  reference: string;
  language: string;
  assigned: string;
}

export interface Day {
  due: Line[];
  due_total: number; // shown or not
  mine: Line[];
  callbacks: Callback[];
  corrections: number;
}

export interface Correction {
  id: string;
  created: string;
  due: string;
  overdue: boolean;
  npi: string;
  name: string; // empty: not listed any more
  office: string;
  listed: string; // its telephone
  phone: string; // the new one, if told
  zip5: string;
  kind: string;
  detail: string;
  reporter: string;
}

export interface Account {
  name: string;
  role: string;
  disabled: boolean;
  since: string;
}

export interface Audited {
  at: string;
  account: string;
  deed: string;
  subject: string;
}

export interface Summary {
  from: string;
  until: string;
  days: number;
  cases: number;
  due: number;
  by_hour: number[];
  by_outcome: Record<string, number>;
  by_how: Record<string, number>;
  by_agent: Record<string, Record<string, number>>;
  calls: number;
  spanish: number;
  by_wrapup: Record<string, number>;
  calls_by: Record<string, { calls: number; timed: number; seconds: number }>;
  unmet: { state: string; filters: string; calls: number }[] | null;
  none_nearby: string[] | null;
  corrections: number;
  overdue: number;
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
