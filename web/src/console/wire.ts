// The console's interface, as internal/console answers it.

export interface Office {
  name: string;
  address: string;
  phone: string;
  dial: string;
  spoken: string;
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
  beyond: Card[] | null;
  total: number;
  radius: number;
  place: string;
  understood: { text: string; meaning: string; without: string }[] | null;
  warnings: string[] | null;
  places: { label: string; text: string }[] | null;
  red_flag: boolean;
  degraded: boolean;
}

export interface Case {
  reference: string;
  spoken: string;
  created: string;
  version: number;
  agent: string;
  language: string;
  origin: string;
  surgeons: { npi: string; name: string; phone: string; address: string; miles: number }[];
  how: string;
  outcome: string;
  follow_up: string;
  note: string;
  history: { at: string; agent: string; changes: { field: string; from: string; to: string }[] }[];
  texts: { subject: string; email: string; sms: string; script: string; sheet: string };
}

export interface Reading {
  language: string;
  text: string;
}

export interface Lookup {
  agent: string;
  npi: string;
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
}

export interface Day {
  due: Line[];
  mine: Line[];
  corrections: number;
}

export interface Correction {
  id: string;
  created: string;
  due: string;
  overdue: boolean;
  npi: string;
  zip5: string;
  kind: string;
  detail: string;
  reporter: string;
}

export interface Summary {
  days: number;
  cases: number;
  due: number;
  by_hour: number[];
  by_outcome: Record<string, number>;
  by_how: Record<string, number>;
  by_agent: Record<string, number>;
  none_nearby: string[] | null;
  corrections: number;
  overdue: number;
}

/** What the server refused, in words for the agent. */
export class Refused extends Error {
  constructor(
    readonly code: string,
    text: string,
  ) {
    super(text);
  }
}

const lang = new URLSearchParams(location.search).get("lang") ?? document.documentElement.lang;

const patience = 8000; // milliseconds

/** Asks the console's interface. Everything goes by POST: no place stands in an address. */
export async function ask<T>(path: string, body: unknown, signal?: AbortSignal): Promise<T> {
  const response = await fetch(`/console/api/${path}?lang=${encodeURIComponent(lang)}`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
    signal: AbortSignal.any([AbortSignal.timeout(patience), ...(signal ? [signal] : [])]),
  });
  const answer = (await response.json()) as T & { code?: string; text?: string };
  if (response.status === 401) location.reload(); // the shell answers with the form to sign in
  if (!response.ok) throw new Refused(answer.code ?? "internal", answer.text ?? response.statusText);
  return answer;
}
