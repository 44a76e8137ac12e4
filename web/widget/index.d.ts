// Made by web/build/types.mjs; do not edit.
import type { components } from "./api.js";

type Answer = components["schemas"]["SearchAnswer"];

/** A copy of an answer: who was found, and how the question was read. */
export type Results = Readonly<Omit<Answer, "map">>;

export interface Question {
  near?: string;
  radius?: number;
  specialty?: string;
  annularClosure?: "" | "offered" | "confirmed";
  language?: string;
  accepting?: string;
  gender?: string;
  q?: string;
  page?: number;
}

export interface MapModel {
  origin: { lat: number; lng: number } | null;
  radiusMeters: number | null;
  pins: { number: number; npi: string; lat: number; lng: number; beyond: boolean }[];
}

export type MapAdapter = (host: HTMLElement, model: MapModel) => (() => void) | void;

export type ErrorCode =
  | "offline" // the browser is not connected
  | "timeout" // no answer in time
  | "network" // not reached, or not allowed to read the answer
  | "key_not_valid" // revoked or expired
  | "too_many_requests"
  | "unavailable" // the finder cannot answer now
  | "place_ambiguous"
  | "place_unknown"
  | "invalid";

/** The events of the element, by name; they bubble out of shadow roots. */
export interface PhysicianFinderEvents {
  /** `{version}`: the element has drawn itself. */
  "pf-ready": CustomEvent<{ version: string }>;
  /** `{near, approximate, radius, unit, specialty, annularClosure, language, accepting, gender, page}`: a search begins; cancelable. `near` is undefined when the visitor shares an approximate area. */
  "pf-search": CustomEvent<{ near: string | undefined; approximate: boolean; radius: number; unit: string; specialty: string; annularClosure: string; language: string; accepting: string; gender: string; page: number }>;
  /** `{total, shown, degraded}`: an answer is shown. */
  "pf-results": CustomEvent<{ total: number; shown: number; degraded: boolean }>;
  /** `{id, source}`: a card's name (`list`) or pin (`map`) was pressed; `id` is the NPI. Cancelable: the profile is not opened. */
  "pf-select": CustomEvent<{ id: string; source: "list" | "map" }>;
  /** `{id}`: the office's number was pressed. */
  "pf-call": CustomEvent<{ id: string }>;
  /** `{id}`: directions were pressed. */
  "pf-directions": CustomEvent<{ id: string }>;
  /** `{id, location}`: the button of `action` was pressed; `location` is the id of the office. */
  "pf-action": CustomEvent<{ id: string; location: string }>;
  /** `{code}`: there is no answer: `offline`, `timeout`, `network`, `key_not_valid`, `too_many_requests`, `unavailable`, `place_ambiguous`, `place_unknown` or `invalid`. */
  "pf-error": CustomEvent<{ code: ErrorCode }>;
}

/** What may be set on the element, by the name of the attribute or the property. */
export interface PhysicianFinderProps {
  /** The partner's publishable key, `pk_…`. */
  "partner"?: string | undefined;
  /** ZIP code, or city and state, that the form is filled with. */
  "near"?: string | undefined;
  /** How far to search, in `unit`, up to 500. */
  "radius"?: number | undefined;
  /** Miles or kilometers, of `radius` and of what is shown; miles without it. */
  "unit"?: "mi" | "km" | undefined;
  /** `spine-surgery`, `neurosurgery`, `orthopaedic-surgery`, `orthopaedic-spine-surgery`, a NUCC code, or empty for any. */
  "specialty"?: string | undefined;
  /** Only surgeons who offer annular closure, or of whom that is confirmed. */
  "annular-closure"?: "offered" | "confirmed" | undefined;
  /** Only surgeons who offer annular closure, or of whom that is confirmed. */
  "annularClosure"?: "offered" | "confirmed" | undefined;
  /** Only surgeons who speak one of these languages (`es`, `es,fr`); those of whom it is not known follow in a list of their own. */
  "language"?: string | undefined;
  /** Only surgeons who take these patients, as `newpt`; those of whom it is not known follow in a list of their own. */
  "accepting"?: string | undefined;
  /** Only surgeons listed as `F`, `M` or `X`. */
  "gender"?: string | undefined;
  /** Language; without it that of the nearest element around that says one, else English. */
  "lang"?: "en" | "es" | undefined;
  /** List and map, list alone, or the map folded away. */
  "view"?: "split" | "list" | "map-hidden" | undefined;
  /** Surgeons shown at first, 1 to 100, and added by “Show more surgeons”; 10 without it. */
  "limit"?: number | undefined;
  /** Level of the headings; those of cards are one deeper. */
  "heading-level"?: 2 | 3 | 4 | undefined;
  /** Level of the headings; those of cards are one deeper. */
  "headingLevel"?: 2 | 3 | 4 | undefined;
  /** Scheme and host of the finder; without it where the script came from. */
  "api-base"?: string | undefined;
  /** Scheme and host of the finder; without it where the script came from. */
  "apiBase"?: string | undefined;
  /** Leaves the button for the approximate location out. */
  "no-locate"?: boolean | undefined;
  /** Leaves the button for the approximate location out. */
  "noLocate"?: boolean | undefined;
  /** Searches for `near` at once. */
  "autosearch"?: boolean | undefined;
  /** Keeps the search in the address of the page, each parameter after this prefix; `pf-` where it is empty. Without it the address is left alone. */
  "routing"?: string | null | undefined;
  /** What a button of the page's own says on each card, as “Request an appointment”; pressed it is `pf-action`. */
  "action"?: string | undefined;
  /** The referral line, where the finder has another than 844-288-7474. */
  "line"?: string | undefined;
  mapAdapter?: MapAdapter | undefined;
}

/** Finds surgeons who may operate on the spine near a place and shows who offers annular closure. */
export declare class PhysicianFinder extends HTMLElement {
  static readonly version: string;
  /** The partner's publishable key, `pk_…`. */
  partner: string;
  /** ZIP code, or city and state, that the form is filled with. */
  near: string;
  /** How far to search, in `unit`, up to 500. */
  radius: number;
  /** Miles or kilometers, of `radius` and of what is shown; miles without it. */
  unit: "mi" | "km";
  /** `spine-surgery`, `neurosurgery`, `orthopaedic-surgery`, `orthopaedic-spine-surgery`, a NUCC code, or empty for any. */
  specialty: string;
  /** Only surgeons who offer annular closure, or of whom that is confirmed. */
  annularClosure: "offered" | "confirmed";
  /** Only surgeons who speak one of these languages (`es`, `es,fr`); those of whom it is not known follow in a list of their own. */
  language: string;
  /** Only surgeons who take these patients, as `newpt`; those of whom it is not known follow in a list of their own. */
  accepting: string;
  /** Only surgeons listed as `F`, `M` or `X`. */
  gender: string;
  /** Language; without it that of the nearest element around that says one, else English. */
  lang: "en" | "es";
  /** List and map, list alone, or the map folded away. */
  view: "split" | "list" | "map-hidden";
  /** Surgeons shown at first, 1 to 100, and added by “Show more surgeons”; 10 without it. */
  limit: number;
  /** Level of the headings; those of cards are one deeper. */
  headingLevel: 2 | 3 | 4;
  /** Scheme and host of the finder; without it where the script came from. */
  apiBase: string;
  /** Leaves the button for the approximate location out. */
  noLocate: boolean;
  /** Searches for `near` at once. */
  autosearch: boolean;
  /** Keeps the search in the address of the page, each parameter after this prefix; `pf-` where it is empty. Without it the address is left alone. */
  routing: string | null;
  /** What a button of the page's own says on each card, as “Request an appointment”; pressed it is `pf-action`. */
  action: string;
  /** The referral line, where the finder has another than 844-288-7474. */
  line: string;
  /** Settles when the element has drawn itself. */
  readonly ready: Promise<void>;
  /** Frozen copy of the last answer, without the visitor's own position. */
  readonly results: Results | undefined;
  /** Draws a map of the page's own in place of the widget's; returns how to remove it. */
  mapAdapter: MapAdapter | undefined;
  /** Searches; what the question leaves out stays as it is. Resolves to `results`, or to undefined when there is no answer. */
  search(question?: Question): Promise<Results | undefined>;
  /** Empties the form and the answer. */
  clear(): void;
}

declare global {
  interface HTMLElementTagNameMap {
    "physician-finder": PhysicianFinder;
  }
  interface HTMLElementEventMap extends PhysicianFinderEvents {}
}
