// Made from the types of internal/console: go test ./internal/console -run TestWire -update

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
  evidence: {
    kind: string;
    text: string;
    note: string;
    source: string;
  };
  languages: string;
  accepting: string;
  telehealth: string;
  medicare: string;
  hospitals: string;
  reports: string[];
  overdue: string;
  office: Office;
  others: Office[];
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
  kind: string;
  case?: Case;
  cards: Card[];
  unknown: Card[];
  beyond: Card[];
  total: number;
  to_ask: number;
  radius: number;
  place: string;
  understood: {
    text: string;
    meaning: string;
    without: string;
  }[];
  warnings: string[];
  places: {
    label: string;
    text: string;
  }[];
  suggested: string[];
  nobody: string;
  at: number;
  near: Line[];
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
  surgeons: Surgeon[];
  how: string;
  outcome: string;
  follow_up: string;
  note: string;
  ask: string;
  assigned: string;
  remarks: string[];
  voided: string;
  merged: string;
  since: string[];
  history: {
    at: string;
    agent: string;
    changes: {
      field: string;
      from: string;
      to: string;
    }[];
  }[];
  texts: {
    subject: string;
    email: string;
    sms: string;
    script: string;
    sheet: string;
  };
}

export interface Surgeon {
  npi: string;
  name: string;
  specialty: string;
  location: string;
  address: string;
  phone: string;
  extension?: string;
  accepting: string;
  miles: number;
  closure: string;
  verified_on: string;
  generation: string;
  outcome?: string;
  attempts?: number;
}

export interface Line {
  reference: string;
  created: string;
  agent: string;
  surgeons: string[];
  outcome: string;
  follow_up: string;
  overdue: boolean;
  language: string;
  assigned: string;
  voided: string;
}

export interface Lookup {
  agent: string;
  surgeon: string;
  zip3: string;
  language: string;
  assigned: string;
  from: string;
  until: string;
  due_by: string;
  page: number;
}

export interface Callback {
  id: string;
  agent: string;
  due: string;
  overdue: boolean;
  reason: string;
  reference: string;
  language: string;
  assigned: string;
}

export interface Day {
  due: Line[];
  due_total: number;
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
  name: string;
  office: string;
  listed: string;
  phone: string;
  zip5: string;
  kind: string;
  detail: string;
  reporter: string;
  status: string;
  by: string;
  reason: string;
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
  calls_by: Record<string, {
    calls: number;
    timed: number;
    seconds: number;
  }>;
  unmet: {
    state: string;
    filters: string;
    calls: number;
  }[];
  none_nearby: string[];
  corrections: number;
  overdue: number;
  partners: {
    partner: string;
    searches: number;
    nobody: number;
    days: number;
  }[];
}

export interface Attestation {
  id: string;
  npi: string;
  name: string;
  offices: string[];
  claim: string;
  value: string;
  channel: string;
  said_by: string;
  said_on: string;
  recorded_by: string;
  recorded_at: string;
  standing: string;
  own: boolean;
  holds: string[];
  reviews: Review[];
  batch: string;
}

export interface Review {
  reviewer: string;
  verdict: string;
  reason: string;
  at: string;
}

export interface Batch {
  id: string;
  recorded_by: string;
  recorded_at: string;
  size: number;
  standing: string;
  own: boolean;
  claims: Record<string, number>;
  reviews: Review[];
}

export interface Due {
  npi: string;
  name: string;
  office: Office;
  why: string;
  holds: string;
  age: number;
  given: number;
  tried: string;
  unreachable: boolean;
}

export interface Notice {
  npi: string;
  name: string;
  what: string;
  now: string;
  on: string;
}

export interface Sheet {
  npi: string;
  name: string;
  offices: {
    id: string;
    name: string;
    address: string;
    phone: string;
    dial: string;
    spoken: string;
    fax: string;
    checked: string;
    zip5: string;
    evidence: string;
    holds: string;
  }[];
  timeline: Attestation[];
  reports: Correction[];
  given: number;
}

export interface Preview {
  fault: string;
  lines: {
    row: number;
    npi: string;
    name: string;
    zip5: string;
    difference: string;
    says: string;
    holds: string;
    why: string;
  }[];
  counts: Record<string, number>;
  takes: number;
  batch: string;
}
