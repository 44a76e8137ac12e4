// What translators must leave alone within a text that they may translate.
import { html, nothing, type TemplateResult } from "lit";

// kept is a text in which a telephone number stays as it is.
export const kept = (text: string, number: string): TemplateResult =>
  html`${text.split(number).map((part, i) => html`${i ? html`<span translate="no">${number}</span>` : nothing}${part}`)}`;
