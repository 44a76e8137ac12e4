// <physician-finder>: the finder inside a partner's page, as one element. It
// asks the finder that its script came from and nobody else, keeps nothing in
// the browser, and never parses an answer as markup.
import { unsafeCSS, type PropertyValues, type TemplateResult } from "lit";
import { locate, type Refusal } from "../locate.js";
import { pins } from "../pins.js";
import { first, most, range, refusal, shown } from "./answer.js";
import type { Frame } from "./card.js";
import { filled, suggest } from "./form.js";
import { held, pressed, sent, type Asking, type Question, type Values } from "./question.js";
import { all, mapModel, results } from "./results.js";
import { Route, type Visit } from "./route.js";
import { home, Settings } from "./settings.js";
import { baseOf, explain, physician, places, search, Trouble, type Endpoint } from "./transport.js";
import styles from "./widget.css";
import { drawn } from "./view.js";
import { languageOf, Wording, type Schemas } from "./wording.js";

type Answer = Schemas["SearchAnswer"];
const names = Object.keys(held) as (keyof typeof held)[];
const led = "#waiting, #answer"; // where a press leads the focus
const slow = 400; // milliseconds before a search is said to be under way

/**
 * Finds surgeons who may operate on the spine near a place and shows who offers annular closure.
 *
 * @element physician-finder
 *
 * @attr {string} partner - The partner's publishable key, `pk_…`.
 * @attr {string} near - ZIP code, or city and state, that the form is filled with.
 * @attr {number} radius - How far to search, in `unit`, up to 500.
 * @attr {"mi" | "km"} unit - Miles or kilometers, of `radius` and of what is shown; miles without it.
 * @attr {string} specialty - `spine-surgery`, `neurosurgery`, `orthopaedic-surgery`, `orthopaedic-spine-surgery`, a NUCC code, or empty for any.
 * @attr {"offered" | "confirmed"} annular-closure - Only surgeons who offer annular closure, or of whom that is confirmed.
 * @attr {string} language - Only surgeons who speak one of these languages (`es`, `es,fr`); those of whom it is not known follow in a list of their own.
 * @attr {string} accepting - Only surgeons who take these patients, as `newpt`; those of whom it is not known follow in a list of their own.
 * @attr {string} gender - Only surgeons listed as `F`, `M` or `X`.
 * @attr {"en" | "es"} lang - Language; without it that of the nearest element around that says one, else English.
 * @attr {"split" | "list" | "map-hidden"} view - List and map, list alone, or the map folded away.
 * @attr {number} limit - Surgeons shown at first, 1 to 100, and added by “Show more surgeons”; 10 without it.
 * @attr {2 | 3 | 4} heading-level - Level of the headings; those of cards are one deeper.
 * @attr {string} api-base - Scheme and host of the finder; without it where the script came from.
 * @attr {boolean} no-locate - Leaves the button for the approximate location out.
 * @attr {boolean} autosearch - Searches for `near` at once.
 * @attr {string | null} routing - Keeps the search in the address of the page, each parameter after this prefix; `pf-` where it is empty. Without it the address is left alone.
 * @attr {string} action - What a button of the page's own says on each card, as “Request an appointment”; pressed it is `pf-action`.
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
 * @fires pf-search - `{near, approximate, radius, unit, specialty, annularClosure, language, accepting, gender, page}`: a search begins; cancelable. `near` is undefined when the visitor shares an approximate area.
 * @fires pf-results - `{total, shown, degraded}`: an answer is shown.
 * @fires pf-select - `{id, source}`: a card's name (`list`) or pin (`map`) was pressed; `id` is the NPI. Cancelable: the profile is not opened.
 * @fires pf-call - `{id}`: the office's number was pressed.
 * @fires pf-directions - `{id}`: directions were pressed.
 * @fires pf-action - `{id, location}`: the button of `action` was pressed; `location` is the id of the office.
 * @fires pf-error - `{code}`: there is no answer: `offline`, `timeout`, `network`, `key_not_valid`, `too_many_requests`, `unavailable`, `place_ambiguous`, `place_unknown` or `invalid`.
 *
 * @slot - A link to the finder, for browsers in which the script does not run; also shown while searching is impossible.
 * @slot footer - Shown last.
 * @slot action-NPI - Beside the telephone of that surgeon's card, in place of the button of `action`; an element with `slot="action-2550519658"`.
 * @slot card-NPI - At the end of that surgeon's card.
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
 * @csspart chip - A filter.
 * @csspart list - The answer's list.
 * @csspart card - A surgeon.
 * @csspart name - A surgeon's name.
 * @csspart badge - What is known of annular closure; also `badge-confirmed`, `badge-self_reported`, `badge-stale`, `badge-unknown`.
 * @csspart call - The button that calls an office.
 * @csspart directions - The link to directions.
 * @csspart action - The button of `action`.
 * @csspart more - The button that shows more of the list.
 * @csspart profile - A surgeon's profile, over the page.
 * @csspart close - The button that closes it.
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
export class PhysicianFinder extends Settings {
  static readonly version: string = VERSION;
  static override styles = unsafeCSS(styles);
  #settle!: () => void;
  readonly ready = new Promise<void>((settle) => (this.#settle = settle));
  #area = ""; // the visitor's approximate area, "45.0,-93.3"; empty: none shared
  #asking: AbortController | undefined;
  #frozen: object | undefined;
  #base = home; // of the finder
  #unmap: (() => void) | undefined;
  #size = 0; // how many are to be shown
  #route: Route | undefined;
  #wording = new Wording("en", "");

  get results(): object | undefined {
    return this.#frozen;
  }

  async search(question: Question = {}): Promise<object | undefined> {
    await this.ready;
    const { annularClosure, radius, page, ...rest } = question;
    return this.#change({ ...rest, annular_closure: annularClosure, radius: radius && String(radius) } as Values, { page });
  }

  clear(): void {
    this.#asking?.abort();
    this.near = this.text = this.language = this.accepting = this.gender = this.status = this.#area = "";
    this.answer = this.trouble = this.missed = this.#frozen = this.profile = undefined;
    this.busy = this.waiting = this.growing = false;
  }

  // Pages move elements about: an answer is taken in wherever it is by then.
  override connectedCallback(): void {
    super.connectedCallback();
    addEventListener("popstate", this.#back);
    if (!this.hasUpdated) return;
    this.requestUpdate(); // the language may be another here
    this.#draw();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    removeEventListener("popstate", this.#back);
    this.profile = undefined;
    this.#draw();
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has("routing")) this.#route = this.routing === null ? undefined : new Route(this.routing || "pf-");
    if (!this.hasUpdated) {
      const asked = this.#route?.asked();
      if (asked) this.#take(asked);
      this.autosearch ||= !!asked;
      this.waiting = this.autosearch && this.near !== ""; // from the first paint on
    }
    if (changed.has("apiBase")) this.#base = baseOf(this.apiBase, home);
    if (!(this.radius > 0 && this.radius <= 500)) this.radius = 50; // an attribute may hold anything
    if (!(this.limit >= 1 && this.limit <= 100)) this.limit = 10;
    const lang = this.isConnected ? languageOf(this) : this.#wording.lang;
    const other = this.hasUpdated && lang !== this.#wording.lang;
    const form = other ? filled(this.renderRoot as ShadowRoot) : undefined;
    if (lang !== this.#wording.lang || changed.has("line")) this.#wording = new Wording(lang, this.line);
    if (form) this.#keep(form);
    // What the finder worded is asked for again in the other language.
    if (other && (this.answer || this.#asking)) void this.#ask({ size: this.#size || this.limit });
  }

  // #keep takes up what the form holds, which is drawn anew.
  #keep(f: Values): void {
    this.#take(f);
    if (this.#area) this.near = this.#wording.t("find.area");
  }

  // #take takes up values by the names that the finder knows them by.
  #take(v: Values): void {
    for (const name of names) {
      const value = v[name];
      if (value !== undefined) Object.assign(this, { [held[name]]: name === "radius" ? Number(value) : value });
    }
  }

  protected override firstUpdated(): void {
    this.#settle();
    pins(this.renderRoot as ShadowRoot, (card) => this.#tell("pf-select", { id: this.#card(card).npi, source: "map" }, true));
    this.#tell("pf-ready", { version: VERSION });
    if (this.autosearch && this.near) void this.#ask({ begins: true });
  }

  protected override updated(changed: PropertyValues): void {
    suggest(this.renderRoot as ShadowRoot, {
      find: (text, signal) => places(this.#endpoint(), text, signal),
      announce: (count) => (this.quiet = count ? this.#wording.t("script.suggestions", { count }) : this.#wording.t("script.no_suggestions")),
    });
    if (["answer", "growing", "mapAdapter", "view"].some((name) => changed.has(name))) this.#draw();
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

  // #change searches with some things changed.
  #change(v: Values, how: Asking): Promise<object | undefined> {
    if (v.near !== undefined) this.#area = "";
    this.#take(v);
    return this.#ask(how);
  }

  #submit(): void {
    const { near, ...rest } = filled(this.renderRoot as ShadowRoot);
    void this.#change(this.#area ? rest : { near: near!, ...rest }, pressed);
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

  async #ask({ page = 1, size = this.limit, pressed, begins, again, more }: Asking): Promise<object | undefined> {
    const values = this.#values();
    const approximate = this.#area !== "";
    const { radius, unit, specialty, annularClosure, language, accepting, gender } = this;
    const detail = { near: approximate ? undefined : values.near, approximate, radius, unit, specialty, annularClosure, language, accepting, gender, page };
    if (!this.#tell("pf-search", detail, true)) {
      this.waiting = this.#asking !== undefined;
      return undefined;
    }
    this.#asking?.abort();
    const asking = (this.#asking = new AbortController());
    this.waiting = !more;
    this.growing = !!more;
    this.missed = undefined;
    if (pressed) void this.updateComplete.then(() => this.#go(led));
    const clock = setTimeout(() => {
      this.busy = true;
      if (more) this.quiet = this.#wording.t("script.searching");
      else this.status = this.#wording.t("script.searching");
    }, slow);
    const had = this.answer && first(this.answer) + shown(this.answer);
    try {
      const answer = await search(this.#endpoint(), sent({ ...values, ...(approximate && { near: this.#area }) }, page, size, this.view !== "list"), asking.signal);
      this.#size = size;
      this.#show(answer);
      if (page === 1) this.#route?.shown({ values, area: this.#area, size }, !approximate && !/^(coords|cell)$/.test(answer.meta.origin?.kind ?? ""), !begins && !again && !more);
    } catch (error) {
      if (asking.signal.aborted) return undefined;
      this.#refuse(error instanceof Trouble ? error : new Trouble("network"), more);
    } finally {
      clearTimeout(clock);
      if (this.#asking === asking) {
        this.#asking = undefined;
        this.busy = this.waiting = this.growing = false;
        this.status = "";
        await this.updateComplete;
        if (pressed) this.#go(led);
        else if (more) this.#go(`[data-card="${had}"] [role=heading] a`);
        this.quiet = this.missed ? refusal(this.missed, this.#wording).texts.join(" ") : more && this.answer ? range(this.answer, this.#wording) : pressed ? "" : this.renderRoot.querySelector("#answer")?.textContent ?? "";
      }
    }
    return this.#frozen;
  }

  // #values are what is searched for, as far as it is anything.
  #values(): Values {
    const all = names.map((name) => [name, String(this[held[name] as "near"] ?? "")] as const);
    return Object.fromEntries(all.filter(([, value]) => value));
  }

  // #back follows the browser's buttons.
  #back = (): void => {
    const to = this.#route?.back();
    if (to === "nowhere") this.clear();
    else if (to) {
      const { values = to as Values, area = "", size = this.limit } = to as Visit;
      this.#take(Object.fromEntries(names.map((name) => [name, values[name] ?? (name === "radius" ? "50" : "")])));
      this.#area = area;
      if (this.near || this.text) void this.#ask({ size, again: true });
      else this.clear(); // of a position that this page does not know
    }
  };

  #go(selector: string): void {
    this.renderRoot.querySelector<HTMLElement>(selector)?.focus();
  }

  #show(answer: Answer): void {
    this.answer = answer;
    this.trouble = undefined;
    this.#frozen = results(answer, this.#area !== "");
    this.#tell("pf-results", { total: answer.meta.total, shown: all(answer).length, degraded: answer.meta.degraded });
  }

  // #refuse says why there is no answer; a list stays that did not grow.
  #refuse(t: Trouble, more = false): void {
    if (more) this.missed = t;
    else {
      this.trouble = t;
      this.answer = this.#frozen = undefined;
    }
    explain(t, this.#endpoint());
    this.#tell("pf-error", { code: t.code });
  }

  #card = (at: HTMLElement): Answer["data"][number] => all(this.answer!)[Number(at.dataset["card"]) - first(this.answer!)]!;

  #chosen: Frame["chosen"] = (event, card, what, location) => {
    const selected = what === "pf-select";
    const detail = { id: card.npi, ...(selected && { source: "list" }), ...(location && { location }) };
    const stay = !this.#tell(what, detail, selected);
    const { ctrlKey, metaKey, shiftKey } = event as MouseEvent;
    if (!selected || (!stay && (ctrlKey || metaKey || shiftKey))) return; // a tab of its own was asked for
    event.preventDefault();
    if (!stay) void this.#open(card);
  };

  // #open shows a surgeon's profile over the page.
  async #open(card: Answer["data"][number]): Promise<void> {
    const open = { card };
    this.profile = open;
    await this.updateComplete;
    this.renderRoot.querySelector("dialog")?.showModal();
    const told = await physician(this.#endpoint(), card.npi, new AbortController().signal).catch((why: Trouble) => why);
    if (this.profile === open) this.profile = { card, told };
  }

  protected override render(): TemplateResult {
    const w = this.#wording;
    const seen = {
      wording: w,
      base: this.#base,
      level: Math.min(6, Math.max(1, this.headingLevel || 2)),
      fields: this.#values(),
      locating: !this.noLocate && "geolocation" in navigator,
      status: this.status,
      quiet: this.quiet,
      busy: this.busy,
      waiting: this.waiting,
      growing: this.growing,
      missed: this.missed,
      answer: this.answer,
      trouble: this.trouble,
      profile: this.profile,
      action: this.action,
      layout: this.view,
      mapped: this.mapAdapter !== undefined,
    };
    return drawn(seen, {
      submit: () => this.#submit(),
      locate: () => void this.#locate(),
      typed: () => {
        this.#area = "";
        this.near = filled(this.renderRoot as ShadowRoot).near!;
      },
      change: (v) => void this.#change(v, pressed),
      more: () => void (this.#asking || this.#ask({ size: Math.min(most, this.#size + this.limit), more: true })),
      turn: (page) => void this.#ask({ page, size: this.#size, pressed: true }),
      closed: () => void (this.profile = undefined),
      chosen: this.#chosen,
    });
  }
}
