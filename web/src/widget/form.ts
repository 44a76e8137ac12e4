// The search form of the widget.
import { html, nothing, type TemplateResult } from "lit";
import { combobox, type Options } from "../combobox.js";
import type { Wording } from "./wording.js";

// Filled is the form as it stands filled in.
export interface Filled {
  near: string; // as shown: what was typed, or the name of the approximate area
  radius: number; // miles
  specialty: string;
  closure: string; // "", "offered" or "confirmed"
  text: string;
}

export interface Doing {
  submit(): void;
  locate(): void;
  typed(): void; // in the place field
}

const radii = [10, 25, 50, 100, 250, 500];
const specialties = ["spine-surgery", "neurosurgery", "orthopaedic-surgery", "orthopaedic-spine-surgery"];

export function form(f: Filled, w: Wording, doing: Doing, locating: boolean): TemplateResult {
  const send = (event: Event): void => {
    event.preventDefault();
    doing.submit();
  };
  const option = (value: string, text: string, given: string): TemplateResult => html`<option value=${value} .selected=${value === given}>${text}</option>`;
  const distances = radii.includes(f.radius) ? radii : [...radii, f.radius];
  const named = specialties.includes(f.specialty) || !f.specialty ? specialties : [...specialties, f.specialty];
  const closure = f.closure === "confirmed" ? "confirmed" : "offered";
  return html`<form part="form" role="search" aria-label=${w.t("form.label")} novalidate @submit=${send}>
    <div class="main">
      <div class="field near">
        <label for="near">${w.t("form.near")}</label>
        <input id="near" part="input" .value=${f.near} maxlength="100" autocomplete="postal-code" autocapitalize="words"
          spellcheck="false" enterkeyhint="search" placeholder=${w.t("form.near.hint")} @input=${() => doing.typed()} />
        <ul class="listbox" id="near-list" part="listbox" role="listbox" aria-label=${w.t("form.places")} hidden></ul>
      </div>
      <div class="field">
        <label for="specialty">${w.t("parameter.specialty")}</label>
        <select id="specialty" part="input">
          ${named.map((name) => option(name, specialties.includes(name) ? w.t(`form.specialty.${name}`) : w.specialty(name), f.specialty))}
          ${option("", w.t("form.specialty.any"), f.specialty)}
        </select>
      </div>
      <div class="field">
        <label for="radius">${w.t("form.radius")}</label>
        <select id="radius" part="input">
          ${distances.map((miles) => option(String(miles), w.t("length.mi", { count: miles }), String(f.radius)))}
        </select>
      </div>
      <button class="button first" part="button submit">${w.t("form.submit")}</button>
    </div>
    ${locating
      ? html`<div class="locate">
          <button class="button" type="button" part="button locate" aria-describedby="locate-hint" @click=${() => doing.locate()}>${w.t("form.locate")}</button>
          <p class="hint" id="locate-hint">${w.t("form.locate.hint")}</p>
        </div>`
      : nothing}
    <div class="under">
      <label class="check"><input id="closure" type="checkbox" value=${closure} .checked=${f.closure !== ""} /><span>${w.t(closure === "confirmed" ? "form.closure.confirmed" : "form.closure")}</span></label>
      <details ?open=${f.text !== ""}>
        <summary>${w.t("form.more")}</summary>
        <div class="field">
          <label for="q">${w.t("form.q")}</label>
          <input id="q" part="input" .value=${f.text} maxlength="100" autocomplete="off" enterkeyhint="search" aria-describedby="q-hint" />
          <p class="hint" id="q-hint">${w.t("form.q.hint")}</p>
        </div>
      </details>
    </div>
  </form>`;
}

// filled reads the form as the person left it.
export function filled(root: ShadowRoot): Filled {
  const value = (id: string): string => root.querySelector<HTMLInputElement | HTMLSelectElement>(`#${id}`)?.value.trim() ?? "";
  const closure = root.querySelector<HTMLInputElement>("#closure");
  return {
    near: value("near"),
    radius: Number(value("radius")),
    specialty: value("specialty"),
    closure: closure?.checked ? closure.value : "",
    text: value("q"),
  };
}

// suggest gives the place field its suggestions, unless it has them.
export function suggest(root: ShadowRoot, from: Pick<Options, "find" | "announce">): void {
  const near = root.querySelector<HTMLInputElement>("#near:not([role])");
  const list = root.querySelector<HTMLElement>("#near-list");
  if (near && list) combobox(near, list, { ...from, made: (option) => option.part.add("option"), least: 2, delay: 120 });
}

// sent is what a search sends: f, or the visitor's approximate area in place of
// its near.
export function sent(f: Filled, area: string, page: number, limit: number, mapped: boolean): Record<string, string> {
  const near = area || f.near;
  const fields = {
    near,
    radius: near && String(f.radius),
    specialty: f.specialty,
    annular_closure: f.closure,
    q: f.text,
    unknown: "apart",
    others: "count",
    farther: "count",
    page: String(page),
    page_size: String(limit),
    map: mapped ? "" : "0",
  };
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== ""));
}
