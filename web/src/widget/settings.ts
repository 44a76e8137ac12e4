// What is set on the element, and what it holds while it is used.
import { LitElement, type PropertyDeclarations } from "lit";
import type { Profile } from "./profile.js";
import type { MapAdapter } from "./results.js";
import type { Trouble } from "./transport.js";
import type { Schemas } from "./wording.js";

// Where the script came from; in a classic script of a bundler's, the page.
export const home = new URL((import.meta.url as string | undefined) || location.href).origin;

export class Settings extends LitElement {
  static override properties: PropertyDeclarations = {
    partner: {},
    near: {},
    radius: { type: Number },
    unit: {},
    specialty: {},
    annularClosure: { attribute: "annular-closure" },
    language: {},
    accepting: {},
    gender: {},
    lang: {},
    view: {},
    limit: { type: Number },
    headingLevel: { type: Number, attribute: "heading-level" },
    apiBase: { attribute: "api-base" },
    noLocate: { type: Boolean, attribute: "no-locate" },
    autosearch: { type: Boolean },
    routing: {},
    action: {},
    line: {},
    mapAdapter: { attribute: false },
    answer: { state: true },
    trouble: { state: true },
    text: { state: true },
    status: { state: true },
    quiet: { state: true },
    busy: { state: true },
    waiting: { state: true },
    growing: { state: true },
    missed: { state: true },
    profile: { state: true },
  };

  declare partner: string;
  declare near: string;
  declare radius: number;
  declare specialty: string;
  declare unit: string;
  declare annularClosure: string;
  declare language: string;
  declare accepting: string;
  declare gender: string;
  declare lang: string;
  declare view: string;
  declare limit: number;
  declare headingLevel: number;
  declare apiBase: string;
  declare noLocate: boolean;
  declare autosearch: boolean;
  declare routing: string | null;
  declare action: string;
  declare line: string;
  declare mapAdapter: MapAdapter | undefined;
  declare protected answer: Schemas["SearchAnswer"] | undefined;
  declare protected trouble: Trouble | undefined;
  declare protected text: string; // of the search beside the place
  declare protected status: string; // for everyone
  declare protected quiet: string; // for screen readers alone
  declare protected busy: boolean;
  declare protected waiting: boolean; // an answer is on its way
  declare protected growing: boolean; // more of the answer is on its way
  declare protected missed: Trouble | undefined; // why it did not come
  declare protected profile: Profile | undefined; // that is open

  constructor() {
    super();
    this.partner = this.near = this.annularClosure = this.language = this.accepting = this.gender = this.action = this.lang = this.text = this.status = this.quiet = "";
    this.specialty = "spine-surgery";
    this.unit = "mi";
    this.routing = null;
    this.radius = 50;
    this.view = "split";
    this.limit = 10;
    this.headingLevel = 2;
    this.apiBase = home;
    this.noLocate = this.autosearch = this.busy = this.waiting = this.growing = false;
    this.line = "844-288-7474";
  }
}
