// What is there in every state: the emergency panel, the referral line, and
// what to know about the list.
import { html, nothing, type TemplateResult } from "lit";
import { phone } from "./icons.js";
import { kept } from "./kept.js";
import { dial, type Wording } from "./wording.js";

export type Urgency = "emergency" | "urgent" | null;

// urgent leads the widget, as loudly as the words of the search call for.
export const urgent = (u: Urgency, level: number, w: Wording): TemplateResult => html`${u === "urgent" ? html`<section class="today" part="red-flags-today" aria-labelledby="today">
  <div id="today" role="heading" aria-level=${level}>${w.t("red_flag.urgent.title")}</div>
  <p>${w.t("red_flag.urgent.text")}</p>
</section>` : nothing}<section class="urgent ${u === "emergency" ? "now" : ""}" part="red-flags" aria-labelledby="urgent">
  <div>
    <div id="urgent" role="heading" aria-level=${level}>${w.t(u === "emergency" ? "red_flag.emergency.title" : "red_flag.title")}</div>
    <p>${w.t(u === "emergency" ? "red_flag.emergency.text" : "red_flag.text")}</p>
  </div>
  <p><a class="button" part="button" href="tel:911">${phone}${w.t("red_flag.call")}</a></p>
</section>`;

export const helpline = (w: Wording): TemplateResult => html`<aside class="line" part="line" aria-labelledby="line">
  <p><strong id="line">${w.t("page.help")}</strong><br>${w.t("page.help.text")}</p>
  <a class="button" part="button" href=${dial(w.line).url}>${phone}<span>${kept(w.t("page.help.call"), w.phone)}</span></a>
</aside>`;

export const know = (base: string, w: Wording): TemplateResult => html`<div class="know" part="footer">
  <details>
    <summary>${w.t("page.know")}</summary>
    <ul>
      <li>${w.t("disclaimer.listing")}</li>
      <li>${w.t("disclaimer.evidence")} ${w.t("disclaimer.choice")}</li>
      <li>${w.t("disclaimer.insurance")} ${w.t("disclaimer.advice")}</li>
      <li><a href="${base}/how-we-list?lang=${w.lang}" target="_blank" rel="noopener noreferrer">${w.t("page.how.link")}</a></li>
    </ul>
  </details>
  <slot name="footer"></slot>
</div>`;
