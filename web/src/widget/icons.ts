// The icons of the finder's pages (web/templates/layout.html).
import { html, type TemplateResult } from "lit";

const icon = (d: string): TemplateResult => html`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><path d=${d} /></svg>`;

export const phone = icon("M6.6 10.8a15 15 0 0 0 6.6 6.6l2.2-2.2c.3-.3.7-.4 1-.2 1.2.4 2.4.6 3.6.6.6 0 1 .4 1 1V20c0 .6-.4 1-1 1A17 17 0 0 1 3 4c0-.6.4-1 1-1h3.5c.6 0 1 .4 1 1 0 1.2.2 2.4.6 3.6.1.3 0 .7-.2 1z");
export const check = icon("M9.5 17.6 4.2 12.3l1.9-1.9 3.4 3.4 8.4-8.4 1.9 1.9z");
export const cross = icon("m18.3 7.5-4.5 4.5 4.5 4.5-1.8 1.8-4.5-4.5-4.5 4.5-1.8-1.8 4.5-4.5-4.5-4.5 1.8-1.8 4.5 4.5 4.5-4.5z");
