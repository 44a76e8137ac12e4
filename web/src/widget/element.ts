// <physician-finder>: the finder inside a partner's page, as one element. It
// asks the finder that its script came from and nobody else, keeps nothing in
// the browser, and never parses an answer as markup.
import { LitElement, unsafeCSS, type PropertyDeclarations, type PropertyValues, type TemplateResult } from "lit";
import { locate, type Refusal } from "../locate.js";
import { first, type Change } from "./answer.js";
import { filled, sent, suggest, type Filled } from "./form.js";
import { all, mapModel, results, type MapAdapter, type Question } from "./results.js";
import { baseOf, explain, places, search, Trouble, type Endpoint } from "./transport.js";
import styles from "./widget.css";
import { drawn } from "./view.js";
import { languageOf, Wording, type Schemas } from "./wording.js";

type Answer = Schemas["SearchAnswer"];
const slow = 400; // milliseconds before a search is said to be under way
// Where the script came from; in a classic script of a bundler's, the page.
const home = new URL((import.meta.url as string | undefined) || location.href).origin;

/**
 * Finds surgeons who may operate on the spine near a place and shows who offers annular closure.
 *
 * @element physician-finder
 *
 * @attr {string} partner - The partner's publishable key, `pk_…`.
 * @attr {string} near - ZIP code, or city and state, that the form is filled with.
 * @attr {number} radius - Miles to search within, up to 500.
 * @attr {string} specialty - `spine-surgery`, `neurosurgery`, `orthopaedic-surgery`, `orthopaedic-spine-surgery`, a NUCC code, or empty for any.
 * @attr {"offered" | "confirmed"} annular-closure - Only surgeons who offer annular closure, or of whom that is confirmed.
 * @attr {"en" | "es"} lang - Language; without it that of the nearest element around that says one, else English.
 * @attr {"split" | "list" | "map-hidden"} view - List and map, list alone, or the map folded away.
 * @attr {number} limit - Surgeons on a page, 1 to 100; 10 without it.
 * @attr {2 | 3 | 4} heading-level - Level of the headings; those of cards are one deeper.
 * @attr {string} api-base - Scheme and host of the finder; without it where the script came from.
 * @attr {boolean} no-locate - Leaves the button for the approximate location out.
 * @attr {boolean} autosearch - Searches for `near` at once.
 * @attr {string} line - The referral line, where the finder has another than 844-288-7474.
 *
 * @prop {Promise<void>} ready - Settles when the element has drawn itself.
 * @prop {object | undefined} results - Frozen copy of the last answer, without the visitor's own position.
 * @prop {MapAdapter | undefined} mapAdapter - Draws a map of the page's own in place of the widget's; returns how to remove it.
 *
 * @method search - Searches; what the question leaves out stays as it is. Resolves to `results`, or to undefined when there is no answer.
 * @method clear - Empties the form and the answer.
 *
 * @fires pf-ready - `{version}`: the element has drawn itself.
 * @fires pf-search - `{near, approximate, radius, specialty, annularClosure, page}`: a search begins; cancelable. `near` is undefined when the visitor shares an approximate area.
 * @fires pf-results - `{total, shown, degraded}`: an answer is shown.
 * @fires pf-select - `{id, source}`: a card's name (`list`) or pin (`map`) was pressed; `id` is the NPI. Cancelable: the profile is not opened.
 * @fires pf-call - `{id}`: the office's number was pressed.
 * @fires pf-directions - `{id}`: directions were pressed.
 * @fires pf-error - `{code}`: there is no answer: `offline`, `timeout`, `network`, `key_not_valid`, `too_many_requests`, `unavailable`, `place_ambiguous`, `place_unknown` or `invalid`.
 *
 * @slot - A link to the finder, for browsers in which the script does not run; also shown while searching is impossible.
 * @slot footer - Shown last.
 *
 * @csspart red-flags - The emergency panel.
 * @csspart red-flags-today - The notice to call a doctor today.
 * @csspart form - The search form.
 * @csspart input - A field of the form.
 * @csspart listbox - The place suggestions.
 * @csspart option - One of them.
 * @csspart button - Every button.
 * @csspart submit - The button that searches.
 * @csspart locate - The button for the approximate location.
 * @csspart status - What is going on.
 * @csspart heading - The heading of the answer.
 * @csspart lead - What is shown of the answer, and in which order.
 * @csspart chip - Words that were understood as a filter.
 * @csspart list - The answer's list.
 * @csspart card - A surgeon.
 * @csspart name - A surgeon's name.
 * @csspart badge - What is known of annular closure; also `badge-confirmed`, `badge-self_reported`, `badge-stale`, `badge-unknown`.
 * @csspart call - The button that calls an office.
 * @csspart directions - The link to directions.
 * @csspart map - The map.
 * @csspart pin - A number on the map.
 * @csspart placeholder - Holds the place of an answer that is on its way.
 * @csspart empty - The answer when nobody was found.
 * @csspart error - The answer when there is none.
 * @csspart line - The referral line.
 * @csspart footer - What to know about the list.
 *
 * @cssprop [--pf-color-primary=#0b5470] - Buttons, links, numbers.
 * @cssprop [--pf-color-on-primary=#ffffff] - Text on the primary colour.
 * @cssprop [--pf-color-text=#16212a] - Text.
 * @cssprop [--pf-color-muted=#4a5a66] - Less important text.
 * @cssprop [--pf-color-border=#d5dde2] - Borders of cards; borders of fields are the muted colour.
 * @cssprop [--pf-color-surface=#ffffff] - Ground of cards, form and fields.
 * @cssprop [--pf-color-accent] - Numbers on cards and pins; the primary colour without it.
 * @cssprop [--pf-color-success] - The badge of confirmed evidence; the primary colour without it.
 * @cssprop [--pf-radius=10px] - Round corners.
 * @cssprop [--pf-font=inherit] - Font family.
 * @cssprop [--pf-focus=#b25600] - Focus ring, and the mark of the place searched from.
 * @cssprop [--pf-space=1em] - Distance between parts.
 * @cssprop [--pf-map-land=#fbfaf6] - Land on the map.
 * @cssprop [--pf-map-water=#dfe9ee] - Water on the map.
 * @cssprop [--pf-map-line=#9aa5a8] - Borders on the map.
 */
export class PhysicianFinder extends LitElement {
  static readonly version: string = VERSION;
  static override styles = unsafeCSS(styles);
  static override properties: PropertyDeclarations = {
    partner: {},
    near: {},
    radius: { type: Number },
    specialty: {},
    annularClosure: { attribute: "annular-closure" },
    lang: {},
    view: {},
    limit: { type: Number },
    headingLevel: { type: Number, attribute: "heading-level" },
    apiBase: { attribute: "api-base" },
    noLocate: { type: Boolean, attribute: "no-locate" },
    autosearch: { type: Boolean },
    line: {},
    mapAdapter: { attribute: false },
    answer: { state: true },
    trouble: { state: true },
    text: { state: true },
    status: { state: true },
    quiet: { state: true },
    busy: { state: true },
    waiting: { state: true },
    lit: { state: true },
  };

  declare partner: string;
  declare near: string;
  declare radius: number;
  declare specialty: string;
  declare annularClosure: string;
  declare lang: string;
  declare view: string;
  declare limit: number;
  declare headingLevel: number;
  declare apiBase: string;
  declare noLocate: boolean;
  declare autosearch: boolean;
  declare line: string;
  declare mapAdapter: MapAdapter | undefined;
  declare private answer: Answer | undefined;
  declare private trouble: Trouble | undefined;
  declare private text: string; // of the search beside the place
  declare private status: string; // for everyone
  declare private quiet: string; // for screen readers alone
  declare private busy: boolean;
  declare private waiting: boolean; // an answer is on its way
  declare private lit: number; // card and pin that light up; 0: none

  readonly ready: Promise<void>;
  #settle!: () => void;
  #area = ""; // the visitor's approximate area, "45.0,-93.3"; empty: none shared
  #asking: AbortController | undefined;
  #frozen: object | undefined;
  #base = home; // of the finder
  #unmap: (() => void) | undefined;
  #wording = new Wording("en", "");

  constructor() {
    super();
    this.partner = this.near = this.annularClosure = this.lang = this.text = this.status = this.quiet = "";
    this.specialty = "spine-surgery";
    this.radius = 50;
    this.view = "split";
    this.limit = 10;
    this.headingLevel = 2;
    this.apiBase = home;
    this.noLocate = this.autosearch = this.busy = this.waiting = false;
    this.line = "844-288-7474";
    this.lit = 0;
    this.ready = new Promise((settle) => (this.#settle = settle));
  }

  get results(): object | undefined {
    return this.#frozen;
  }

  async search(question: Question = {}): Promise<object | undefined> {
    await this.ready;
    const { annularClosure: closure, q: text, ...rest } = question;
    return this.#change({ ...rest, closure, text } as Change, false);
  }

  clear(): void {
    this.#asking?.abort();
    this.near = this.text = this.status = this.#area = "";
    this.answer = this.trouble = this.#frozen = undefined;
    this.busy = this.waiting = false;
  }

  // Pages move elements about, also while they search: an answer is taken in
  // wherever the element is by then.
  override connectedCallback(): void {
    super.connectedCallback();
    if (!this.hasUpdated) return;
    this.requestUpdate(); // the language may be another here
    this.#draw();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#draw();
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (!this.hasUpdated) this.waiting = this.autosearch && this.near !== ""; // from the first paint on
    if (changed.has("apiBase")) this.#base = baseOf(this.apiBase, home);
    if (!(this.radius > 0 && this.radius <= 500)) this.radius = 50; // an attribute may hold anything
    if (!(this.limit >= 1 && this.limit <= 100)) this.limit = 10;
    const lang = this.isConnected ? languageOf(this) : this.#wording.lang;
    const other = this.hasUpdated && lang !== this.#wording.lang;
    const form = other ? filled(this.renderRoot as ShadowRoot) : undefined;
    if (lang !== this.#wording.lang || changed.has("line")) this.#wording = new Wording(lang, this.line);
    if (form) this.#keep(form);
    // What the finder worded is asked for again in the other language.
    if (other && (this.answer || this.#asking)) void this.#ask(false);
  }

  // #keep takes up what the form holds, which is drawn anew.
  #keep(f: Filled): void {
    const near = this.#area ? this.#wording.t("find.area") : f.near;
    Object.assign(this, { near, radius: f.radius, specialty: f.specialty, annularClosure: f.closure, text: f.text });
  }

  protected override firstUpdated(): void {
    this.#settle();
    this.#tell("pf-ready", { version: VERSION });
    if (this.autosearch && this.near) void this.#ask(false);
  }

  protected override updated(changed: PropertyValues): void {
    suggest(this.renderRoot as ShadowRoot, {
      find: (text, signal) => places(this.#endpoint(), text, signal),
      announce: (count) => (this.quiet = count ? this.#wording.t("script.suggestions", { count }) : this.#wording.t("script.no_suggestions")),
    });
    if (changed.has("answer") || changed.has("mapAdapter") || changed.has("view")) this.#draw();
  }

  // #draw has the page's own map of the answer drawn, where there is one, and
  // the map before it removed.
  #draw(): void {
    this.#unmap?.();
    this.#unmap = undefined;
    const host = this.renderRoot.querySelector<HTMLElement>("#map");
    if (this.isConnected && host && this.mapAdapter && this.answer) this.#unmap = this.mapAdapter(host, mapModel(this.answer, this.#area !== "")) ?? undefined;
  }

  #endpoint(): Endpoint {
    return { base: this.#base, key: this.partner, lang: this.#wording.lang };
  }

  // #tell dispatches an event; it is false when a listener cancelled it.
  #tell(name: string, detail: object, cancelable = false): boolean {
    return this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true, cancelable }));
  }

  // #change searches with some things changed; pressed moves the focus to the
  // answer, as following a link would.
  #change(c: Change, pressed: boolean): Promise<object | undefined> {
    if (c.near !== undefined) {
      this.near = c.near;
      this.#area = "";
    }
    this.radius = c.radius ?? this.radius;
    this.specialty = c.specialty ?? this.specialty;
    this.annularClosure = c.closure ?? this.annularClosure;
    this.text = c.text ?? this.text;
    return this.#ask(pressed, c.page);
  }

  #submit(): void {
    const f = filled(this.renderRoot as ShadowRoot);
    void this.#change({ ...f, ...(this.#area && { near: undefined }) } as Change, true);
  }

  async #locate(): Promise<void> {
    const w = this.#wording;
    this.status = w.t("script.locating");
    try {
      this.#area = await locate();
      this.near = w.t("find.area");
      this.status = "";
      this.#submit();
    } catch (why) {
      const refusals: Refusal[] = ["denied", "timeout", "outside"];
      this.status = w.t(`script.${refusals.find((r) => r === why) ?? "unavailable"}` as "script.denied");
      this.renderRoot.querySelector<HTMLInputElement>("#near")?.focus();
    }
  }

  async #ask(pressed: boolean, page = 1): Promise<object | undefined> {
    const approximate = this.#area !== "";
    const asked = {
      near: approximate || !this.near ? undefined : this.near,
      approximate,
      radius: this.radius,
      specialty: this.specialty,
      annularClosure: this.annularClosure,
      page,
    };
    if (!this.#tell("pf-search", asked, true)) {
      this.waiting = this.#asking !== undefined;
      return undefined;
    }
    this.#asking?.abort();
    const asking = (this.#asking = new AbortController());
    this.waiting = true;
    if (pressed) void this.updateComplete.then(() => this.#focus());
    const clock = setTimeout(() => {
      this.busy = true;
      this.status = this.#wording.t("script.searching");
    }, slow);
    try {
      const answer = await search(this.#endpoint(), sent(this.#filled(), this.#area, page, this.limit, this.view !== "list"), asking.signal);
      this.#show(answer);
    } catch (error) {
      if (asking.signal.aborted) return undefined;
      this.#refuse(error instanceof Trouble ? error : new Trouble("network"));
    } finally {
      clearTimeout(clock);
      if (this.#asking === asking) {
        this.#asking = undefined;
        this.busy = this.waiting = false;
        this.status = "";
        await this.updateComplete;
        if (pressed) this.#focus();
        else this.quiet = this.renderRoot.querySelector("#answer")?.textContent ?? "";
      }
    }
    return this.#frozen;
  }

  #filled(): Filled {
    return { near: this.near, radius: this.radius, specialty: this.specialty, closure: this.annularClosure, text: this.text };
  }

  #focus(): void {
    this.renderRoot.querySelector<HTMLElement>("#waiting, #answer")?.focus();
  }

  #show(answer: Answer): void {
    this.answer = answer;
    this.trouble = undefined;
    this.#frozen = results(answer, this.#area !== "");
    this.#tell("pf-results", { total: answer.meta.total, shown: all(answer).length, degraded: answer.meta.degraded });
  }

  #refuse(t: Trouble): void {
    this.trouble = t;
    this.answer = this.#frozen = undefined;
    explain(t, this.#endpoint());
    this.#tell("pf-error", { code: t.code });
  }

  // #press answers a press on a pin: the card comes into view.
  #press(number: number): void {
    const npi = this.answer && all(this.answer)[number - first(this.answer)]?.npi;
    if (!npi || !this.#tell("pf-select", { id: npi, source: "map" }, true)) return;
    const target = this.renderRoot.querySelector<HTMLElement>(`[data-card="${number}"]`);
    target?.scrollIntoView({ block: "nearest" });
    target?.querySelector<HTMLElement>("[role=heading] a")?.focus({ preventScroll: true });
  }

  #chosen(event: Event, npi: string, what: string): void {
    const detail = what === "pf-select" ? { id: npi, source: "list" } : { id: npi };
    if (!this.#tell(what, detail, what === "pf-select")) event.preventDefault();
  }

  protected override render(): TemplateResult {
    const w = this.#wording;
    const seen = {
      wording: w,
      base: this.#endpoint().base,
      level: Math.min(6, Math.max(1, this.headingLevel || 2)),
      fields: this.#filled(),
      locating: !this.noLocate && "geolocation" in navigator,
      status: this.status,
      quiet: this.quiet,
      busy: this.busy,
      waiting: this.waiting,
      answer: this.answer,
      trouble: this.trouble,
      layout: this.view,
      mapped: this.mapAdapter !== undefined,
      lit: this.lit,
    };
    return drawn(seen, {
      submit: () => this.#submit(),
      locate: () => void this.#locate(),
      typed: () => {
        this.#area = "";
        this.near = filled(this.renderRoot as ShadowRoot).near;
      },
      change: (c) => void this.#change(c, true),
      light: (n) => void (this.lit = n),
      press: (n) => this.#press(n),
      chosen: (event, npi, what) => this.#chosen(event, npi, what),
    });
  }
}
