// The search form of the widget.
import { html, nothing, type TemplateResult } from "lit";
import { combobox, type Options } from "../combobox.js";
import type { Values } from "./question.js";
import type { Wording } from "./wording.js";

export interface Doing {
  submit(): void;
  locate(): void;
  typed(): void; // in the place field
}

const radii = [10, 25, 50, 100, 250, 500];
const spine = "spine-surgery"; // whoever is listed
const specialties = [spine, "neurosurgery", "orthopaedic-surgery", "orthopaedic-spine-surgery"];

export function form(f: Values, w: Wording, doing: Doing, locating: boolean): TemplateResult {
  const send = (event: Event): void => {
    event.preventDefault();
    doing.submit();
  };
  const option = (value: string, text: string, given: string): TemplateResult => html`<option value=${value} .selected=${value === given}>${text}</option>`;
  const radius = Number(f.radius);
  const distances = radii.includes(radius) ? radii : [...radii, radius];
  const specialty = f.specialty || spine;
  const named = specialties.includes(specialty) ? specialties : [...specialties, specialty];
  const length = f.unit === "km" ? "length.km" : "length.mi";
  const closure = f.annular_closure === "confirmed" ? "confirmed" : "offered";
  return html`<form part="form" role="search" aria-label=${w.t("form.label")} novalidate @submit=${send}>
    <div class="main">
      <div class="field near">
        <label for="near">${w.t("form.near")}</label>
        <input id="near" part="input" .value=${f.near ?? ""} maxlength="100" autocomplete="postal-code" autocapitalize="words"
          spellcheck="false" enterkeyhint="search" placeholder=${w.t("form.near.hint")} @input=${() => doing.typed()} />
        <ul class="listbox" id="near-list" part="listbox" role="listbox" aria-label=${w.t("form.places")} hidden></ul>
      </div>
      <div class="field">
        <label for="specialty">${w.t("parameter.specialty")}</label>
        <select id="specialty" part="input">
          ${named.map((name) => option(name, specialties.includes(name) ? w.t(`form.specialty.${name}`) : name.includes(",") ? w.t("pill.specialists") : name, specialty))}
        </select>
      </div>
      <div class="field">
        <label for="radius">${w.t("form.radius")}</label>
        <select id="radius" part="input">
          ${distances.map((n) => option(String(n), w.t(length, { count: n }), String(radius)))}
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
      <label class="check"><input id="closure" type="checkbox" value=${closure} .checked=${!!f.annular_closure} /><span>${w.t(closure === "confirmed" ? "form.closure.confirmed" : "form.closure")}</span></label>
      <details ?open=${!!f.q}>
        <summary>${w.t("form.more")}</summary>
        <div class="field">
          <label for="q">${w.t("form.q")}</label>
          <input id="q" part="input" .value=${f.q ?? ""} maxlength="100" autocomplete="off" enterkeyhint="search" aria-describedby="q-hint" />
          <p class="hint" id="q-hint">${w.t("form.q.hint")}</p>
        </div>
      </details>
    </div>
  </form>`;
}

// filled reads the form as the person left it; near is as shown: what was typed,
// or the name of the approximate area.
export function filled(root: ShadowRoot): Values {
  const value = (id: string): string => root.querySelector<HTMLInputElement | HTMLSelectElement>(`#${id}`)?.value.trim() ?? "";
  const closure = root.querySelector<HTMLInputElement>("#closure");
  return { near: value("near"), radius: value("radius"), specialty: value("specialty"), annular_closure: closure?.checked ? closure.value : "", q: value("q") };
}

// suggest gives the place field its suggestions, unless it has them.
export function suggest(root: ShadowRoot, from: Pick<Options, "find" | "announce">): void {
  const near = root.querySelector<HTMLInputElement>("#near:not([role])");
  const list = root.querySelector<HTMLElement>("#near-list");
  if (near && list) combobox(near, list, { ...from, made: (option) => option.part.add("option"), least: 2, delay: 120 });
}
