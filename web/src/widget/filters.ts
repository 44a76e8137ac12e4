// The filters of an answer as the finder words them, each with its count: those
// that are on, and what the answer can be narrowed to.
import { html, nothing, type TemplateResult } from "lit";
import { check, cross } from "./icons.js";
import type { Values } from "./question.js";
import type { Schemas, Wording } from "./wording.js";

export const filters = (all: Schemas["Texts"]["filters"], w: Wording, change: (v: Values) => void): TemplateResult => html`<nav aria-label=${w.t("pill.label")}>
  <ul class="chips">
    ${all.map(
      (f) => html`<li><button class="chip ${f.on ? "on" : ""}" type="button" part="chip" aria-pressed=${f.chip ? nothing : f.on} @click=${() => change(f.set)}>
        ${f.on && !f.all && !f.chip ? check : nothing}<span>${f.text}</span>${f.count ? html`<b>${f.count}</b>` : nothing}${f.unknown ? html`<small>· ${f.unknown}</small>` : nothing}${f.chip ? html`${cross}<span class="sr">${w.t("chips.remove")}</span>` : nothing}
      </button></li>`,
    )}
  </ul>
</nav>`;
